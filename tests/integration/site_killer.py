# SPDX-License-Identifier: GPL-3.0-or-later
"""site_killer.py FAUXBOND [KILLS [SEED]]: a site's program is killed (SIGKILL) again and again, all of it or its keeper, while
members join, ask for contact, write and report, and people claim, decide, grant appeals and reverse, by HTTP over several kept
connections, each call with an Idempotency-Key.

What was acknowledged must be there afterwards, once; what was not is there whole or not at all: it is looked for before it is
repeated with its key, and the repetition's `again` must say what was seen. At the end every call is repeated and told as it was
then, and queue, members and decisions are compared with what the acknowledgements add up to. The record verifies after each life.

A seed repeats the same choices, not the same moments. The last line sums up; the exit code is 0 when all held."""

import os
import random
import signal
import sys
import tempfile
import threading
import time

from site_house import Connection, House, Unknown

WRITERS = 4
JUDGE_EVERY = 200  # kills between two comparisons
PARTIAL_MOST = 2   # deaths of the keeper alone in one life of the parent: its back-off doubles
SPAN = 0.35        # seconds between two kills, at most
FRIENDS_MOST = 2   # whom a member writes to: four within a moment make a robot speak
INSULTS_MOST = 5   # of a member: at ten he is banned, which takes two people
VERDICT = ("verdict", "contact", "item", "statement")


class Member:
    def __init__(self, name):
        self.name, self.decisions, self.insults, self.friends = name, {}, 0, 0
        self.waits = False  # an item about him, for good: further reports would only add to it
        self.banned_over = False

    def decide(self, statement, percent=0, bans=False):
        """`percent`: None: it is no act, and may stand as it likes."""
        assert statement not in self.decisions, f"{statement} was told twice"
        self.decisions[statement] = [percent, bans, True]

    def stands(self):
        """Percentage, and whether he is banned, by what was acknowledged."""
        there = [one for one in self.decisions.values() if one[2] and one[0] is not None]
        return sum(one[0] for one in there), any(one[1] for one in there) and not self.banned_over


class Writer(threading.Thread):
    """Lives cases, one after the other, with members of its own, so that it knows all that must become of them."""

    def __init__(self, house, number, seed):
        super().__init__(daemon=True)
        self.house, self.number = house, number
        self.random = random.Random(f"{seed}.{number}")
        self.connection = Connection(house)
        self.members, self.items, self.verdicts, self.calls = {}, set(), {}, []
        self.made, self.unknown, self.whole, self.faults = 0, 0, 0, []
        self.paused, self.idle, self.ended = threading.Event(), threading.Event(), False

    # ---- calls ----

    def fresh(self, letter):
        self.made += 1
        return f"{letter}{self.number}.{self.made}"

    def get(self, path, who="anna"):
        while True:
            try:
                return self.connection.ask("GET", path, who)
            except Unknown:
                time.sleep(0.02)

    def post(self, path, who, body, there):
        """Done once, however often it has to be said. `there()`: whether it is done, by what can be read; None: nobody sees it."""
        key = self.fresh("k")
        seen, asked = None, 0
        while True:
            asked += 1
            try:
                status, answer = self.connection.ask("POST", path, who, body, key)
            except Unknown as unknown:
                self.unknown += 1
                late = unknown.late
                seen = None if late or there is None else there()
                continue
            assert status < 300, f"{path} {body}: {status} {answer}"
            again = answer.get("again", False)
            assert asked > 1 or not again, f"{path} {body}: done before it was asked for: {answer}"
            assert seen is None or seen == again, f"{path} {body}: seen {seen}, then {answer}"
            self.whole += asked > 1 and again
            self.calls.append((path, who, body, key, {name: answer.get(name) for name in VERDICT}))
            return answer

    # ---- what can be seen of a call ----

    def decided(self, member):
        """Whether there is a decision about him that no acknowledgement told of; more than one is a fault."""
        _, answer = self.get(f"/v1/members/{member.name}")
        more = [one["statement"] for one in answer["decisions"] if one["statement"] not in member.decisions]
        assert len(more) <= 1, f"{member.name}: {more} for one call"
        return len(more) == 1

    def waits(self, item):
        return self.get(f"/v1/queue/{item}")[0] == 200

    def settled(self, member, item, decides):
        """A decision is there with all that belongs to it: the item is gone, and a statement stands, or neither."""
        def there():
            gone, decided = not self.waits(item), self.decided(member)
            assert not decides or gone == decided, f"{item} half done: gone {gone}, decided {decided}"
            return gone
        return there

    # ---- a life ----

    def run(self):
        try:
            while not self.ended:
                if self.paused.is_set():
                    self.idle.set()
                    time.sleep(0.01)
                    continue
                self.idle.clear()
                self.one_case()
        except (AssertionError, KeyError) as fault:
            self.faults.append(f"writer {self.number}: {fault!r}")
        self.idle.set()

    def join_site(self):
        member = Member(self.fresh("m"))
        path = f"/v1/members/{member.name}"
        body = {"id": member.name, "birth_year": 1990, "email": f"{member.name}@example.org", "device": member.name}
        self.post("/v1/members", "site", body, lambda: self.get(path)[0] == 200)
        self.members[member.name] = member
        return member

    def befriend(self, one, other):
        contact = self.post("/v1/contacts", "site", {"from": one.name, "to": other.name}, None)["contact"]
        self.post(f"/v1/contacts/{contact}/accept", "site", {"member": other.name}, None)

    def write(self, member, to=None):
        name = self.fresh("t")
        body = {"id": name, "from": member.name, "where": "forum", "text": f"Who comes to concert {name}?"}
        if to is not None:
            body |= {"where": "direct", "to": to.name}
        verdict = self.post("/v1/messages", "site", body, None)["verdict"]
        assert verdict == ("refuse" if member.stands()[1] else "deliver"), f"{member.name}: {verdict}"
        self.verdicts[name] = [body, verdict]
        return name

    def report(self, reporter, message):
        body = {"from": reporter.name, "about": message, "kind": "message", "offence": "insult"}
        item = self.post("/v1/reports", "site", body, None)["item"]
        assert item not in self.items, f"{item} waits already"
        self.items.add(item)
        return item

    def take(self, who, item):
        def there():
            claimed = self.get(f"/v1/queue/{item}", who)[1]["claimed"]
            assert claimed in ("no", "by_you"), f"{item} is {claimed}"
            return claimed == "by_you"
        self.post(f"/v1/queue/{item}/claim", who, None, there)

    def judge(self, who, item, member, body, decides):
        answer = self.post(f"/v1/queue/{item}/decision", who, body, self.settled(member, item, decides))
        self.items.discard(item)
        return answer.get("statement")

    def one_case(self):
        member = self.random.choice([*self.members.values()] or [None])
        if member is None or member.waits or member.insults >= INSULTS_MOST or member.stands()[1] or self.random.random() < 0.3:
            member = self.join_site()
        other = self.join_site()
        if self.random.random() < 0.3 and member.friends < FRIENDS_MOST:
            member.friends += 1
            self.befriend(member, other)
            self.write(member, other)
        message = self.write(member)
        item = self.report(other, message)
        self.take("anna", item)
        if self.random.random() < 0.3:
            self.post(f"/v1/queue/{item}/show", "anna", None, None)
        chance = self.random.random()
        if chance < 0.2:
            self.judge("anna", item, member, {"opinion": "lift"}, False)
        elif chance < 0.35:
            self.ban(item, member, message)
        elif chance < 0.9:
            self.insult(item, member, message)
        else:
            member.waits = True

    def insult(self, item, member, message):
        statement = self.judge("anna", item, member, {"opinion": "confirm", "offence": "insult"}, True)
        member.insults += 1
        member.decide(statement, 10)
        self.verdicts[message][1] = "refuse"
        chance = self.random.random()
        if chance < 0.3:
            self.appeal(member, statement, message)
        elif chance < 0.6:
            self.reverse(member, statement, message)

    def ban(self, item, member, message):
        """Two people, who say the same."""
        body = {"opinion": "confirm", "offence": "sexual_request"}

        def noted():
            return self.get(f"/v1/queue/{item}")[1]["opinions"] == 1
        answer = self.post(f"/v1/queue/{item}/decision", "anna", body, noted)
        assert answer["verdict"] == "pending", f"{item}: {answer}"
        self.take("bert", item)
        statement = self.judge("bert", item, member, body, True)
        member.decide(statement, 0, True)
        self.verdicts[message][1] = "refuse"
        if self.random.random() < 0.5:
            self.reverse(member, statement, message)
            return
        over = self.post(f"/v1/statements/{statement}/lift", "carl", {"text": "A year has passed."}, lambda: self.decided(member))
        member.decide(over["statement"], None)
        member.banned_over = True

    def reverse(self, member, statement, message):
        def there():
            stands = self.get(f"/v1/statements/{statement}")[1]["stands"]
            assert self.decided(member) != stands, f"{statement} half reversed: {stands}"
            return not stands
        answer = self.post(f"/v1/statements/{statement}/reverse", "carl", {"text": "It was wrong."}, there)
        member.decide(answer["statement"], None)
        self.undo(member, statement, message)

    def appeal(self, member, statement, message):
        body = {"statement": statement, "text": "It was a joke."}
        answer = self.post(f"/v1/members/{member.name}/appeals", "site", body, lambda: self.decided(member))
        member.decide(answer["statement"], None)
        item = answer["item"]
        self.items.add(item)
        self.take("bert", item)
        granted = self.random.random() < 0.5
        body = {"opinion": "lift" if granted else "confirm", "text": "Somebody else looked."}
        member.decide(self.judge("bert", item, member, body, True), None)
        if granted:
            self.undo(member, statement, message)

    def undo(self, member, statement, message):
        """As if it had not been: what was taken away is shown again."""
        member.decisions[statement][2] = False
        self.verdicts[message][1] = "deliver"

    # ---- the oracle ----

    def repeat(self, path, who, body, key=None):
        """What was done already, so that it may be said as often as it takes."""
        while True:
            try:
                return self.connection.ask("POST", path, who, body, key)[1]
            except Unknown:
                time.sleep(0.02)

    def compare(self):
        """All that this one was told, with what is there."""
        for path, who, body, key, told in self.calls:
            answer = self.repeat(path, who, body, key)
            assert answer.get("again"), f"{path} {body} was acknowledged, and is not there: {answer}"
            assert {name: answer.get(name) for name in VERDICT} == told, f"{path} {body}: {told} became {answer}"
        for body, verdict in self.verdicts.values():
            answer = self.repeat("/v1/messages", "site", body)
            assert answer.get("again") and answer["verdict"] == verdict, f"{body['id']}: {answer} instead of {verdict}"
        for member in self.members.values():
            self.compare_member(member)

    def compare_member(self, member):
        _, answer = self.get(f"/v1/members/{member.name}")
        percent, banned = member.stands()
        names = [one["statement"] for one in answer["decisions"]]
        assert len(set(names)) == len(names) and set(names) == set(member.decisions), f"{member.name}: {names} instead of {member.decisions}"
        for one in answer["decisions"]:
            if member.decisions[one["statement"]][0] is not None:
                stands = member.decisions[one["statement"]][2] and not (member.banned_over and one["code"] == "ban_act")
                assert one["stands"] == stands, f"{member.name}: {one}"
        # It falls by half a per cent a day.
        assert percent - 0.2 <= answer["percent"] <= percent, f"{member.name}: {answer['percent']} instead of {percent}"
        assert (answer["state"] == "banned") == banned, f"{member.name}: {answer['state']}"


class Killer:
    def __init__(self, house, seed):
        self.house, self.random = house, random.Random(seed)
        self.writers = [Writer(house, number, seed) for number in range(WRITERS)]
        self.partial, self.kills = 0, {"all": 0, "keeper": 0}

    def faults(self):
        return [fault for writer in self.writers for fault in writer.faults]

    def kill(self):
        keeper = self.house.child("keeper") if self.partial < PARTIAL_MOST and self.random.random() < 0.4 else 0
        if keeper != 0:
            self.partial += 1
            self.kills["keeper"] += 1
            os.kill(keeper, signal.SIGKILL)
        else:
            self.partial = 0
            self.kills["all"] += 1
            self.house.kill()
            if self.random.random() < 0.2:
                self.verify()
            self.house.start()
        self.house.wait()

    def verify(self):
        code, said, complained = self.house.command("evidence", "verify")
        assert code == 0, f"the record: {said} {complained}"

    def judge(self):
        """With all writers between two cases: each compares its own, and the queue holds what is left, no more."""
        for writer in self.writers:
            writer.paused.set()
        for writer in self.writers:
            assert writer.idle.wait(60), "a case does not end"
        assert not self.faults(), self.faults()
        judges = [threading.Thread(target=self.compare, args=[writer]) for writer in self.writers]
        for judge in judges:
            judge.start()
        for judge in judges:
            judge.join()
        assert not self.faults(), self.faults()
        self.compare_queue()
        for writer in self.writers:
            writer.idle.clear()
            writer.paused.clear()

    @staticmethod
    def compare(writer):
        try:
            writer.compare()
        except (AssertionError, KeyError) as fault:
            writer.faults.append(f"writer {writer.number}: {fault!r}")

    def compare_queue(self):
        items, cursor = [], ""
        asks = Connection(self.house)
        while cursor is not None:
            _, page = asks.ask("GET", "/v1/queue?limit=200" + (f"&cursor={cursor}" if cursor else ""), "anna")
            items += [one["item"] for one in page["items"]]
            cursor = page["next"]
        expected = set().union(*(writer.items for writer in self.writers))
        assert len(set(items)) == len(items) and set(items) == expected, f"queue: {sorted(set(items) ^ expected)}"
        told = {name for writer in self.writers for member in writer.members.values() for name in member.decisions}
        for number in range(1, len(told) + 1):
            assert f"s{number}" in told, f"s{number} was told to nobody"
        assert asks.ask("GET", f"/v1/statements/s{len(told) + 1}", "anna")[0] == 404, "a decision more than were told"
        asks.close()

    def run(self, kills):
        self.house.start()
        self.house.wait()
        for writer in self.writers:
            writer.start()
        for at in range(kills):
            before, end = sum(len(writer.calls) for writer in self.writers), time.monotonic() + 30
            # Each life has seen calls that were acknowledged.
            while sum(len(writer.calls) for writer in self.writers) == before and not self.faults():
                assert time.monotonic() < end, "nothing goes on"
                time.sleep(0.002)
            time.sleep(self.random.random() * SPAN)
            assert not self.faults(), self.faults()
            self.kill()
            if at % JUDGE_EVERY == JUDGE_EVERY - 1:
                self.judge()
        self.judge()
        for writer in self.writers:
            writer.ended = True
        for writer in self.writers:
            writer.join(60)
        self.house.stop()
        self.verify()
        # Read back from what a stop in order leaves, it is the same.
        self.house.start()
        self.house.wait()
        self.judge()
        self.house.over = True
        self.house.stop()


def main():
    kills = int(sys.argv[2]) if len(sys.argv) > 2 else 25
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else 1
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="fauxbond-site-killer-") as folder:
        house = House(sys.argv[1], folder)
        killer = Killer(house, seed)
        fault = None
        try:
            killer.run(kills)
        except AssertionError as error:
            fault = error
            print(f"FAULT: {error}\n{house.log()[-4000:]}", file=sys.stderr)
        house.over = True
        house.destroy()
    writers = killer.writers
    print(f"{'FAULT' if fault else 'held'}: seed {seed}, {killer.kills['all']} kills of all and {killer.kills['keeper']} of the keeper, "
          f"{sum(len(one.calls) for one in writers)} calls acknowledged, {sum(one.unknown for one in writers)} unknown of which "
          f"{sum(one.whole for one in writers)} were done, {sum(len(member.decisions) for one in writers for member in one.members.values())} "
          f"decisions, {time.monotonic() - began:.0f} s")
    sys.exit(1 if fault else 0)


if __name__ == "__main__":
    main()
