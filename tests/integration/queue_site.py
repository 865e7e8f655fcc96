# SPDX-License-Identifier: GPL-3.0-or-later
"""queue_site.py FAUXBOND: people decide about members of a site by `fauxbond queue` alone, on a running program. TAP."""

import csv
import io
import json
import subprocess
import sys
import tempfile
import time

from site_house import Connection, House

WORDS = "Who comes\nto the concert\x1b[2J?"


class Desk:
    """What volunteers type, and what the site's program tells."""

    def __init__(self, house):
        self.house = house

    def tell(self, path, **body):
        site = Connection(self.house)
        status, answer = site.ask("POST", path, "site", body)
        site.close()
        assert status < 300, (path, body, answer)
        return answer

    def queue(self, *words, good=True):
        code, said, complained = self.house.command("queue", *words)
        assert (code == 0) == good, (words, code, said, complained)
        return said if good else complained

    def reported(self, name, author="kim"):
        self.tell("/v1/messages", id=name, **{"from": author}, where="forum", text=WORDS)
        return self.tell("/v1/reports", **{"from": "noor"}, about=name, kind="message", offence="insult")["item"]


def has(text, *parts):
    for part in parts:
        assert part in text, f"{part!r} is not in {text!r}"


def nothing_waits_at_first(desk):
    assert desk.queue() == "nothing waits\n"
    for name, year in (("noor", 2011), ("kim", 2010), ("sam", 1990)):
        desk.tell("/v1/members", id=name, birth_year=year)
    has(desk.queue("member", "kim"), "nothing stands against him", "decisions: none")


def the_gravest_is_listed_first(desk):
    desk.reported("m1")
    desk.tell("/v1/photos", id="p1", **{"from": "sam"}, photo="0123456789abcdef" * 4, quality=90, suspected=True)
    said = desk.queue("--line", "forum")
    has(said, "site forum: 2 wait for a person, the gravest first", "q2  grave: a picture that is held, member sam",
        "It may show a minor as no picture may.", "q1  low: reported by members, member kim", "A member reported him: an insult.",
        "nobody has it")
    assert said.index("q2") < said.index("q1"), said
    listed = json.loads(desk.queue("--json"))["sites"][0]
    assert [one["item"] for one in listed["items"]] == ["q2", "q1"], listed


def an_item_is_blurred_until_it_is_shown(desk):
    has(desk.queue("show", "q1", "--by", "anna", good=False), "claim it first: fauxbond queue take q1 --by anna")
    has(desk.queue("take", "q1", good=False), "add --by NAME")
    said = desk.queue("take", "q1", "--by", "anna")
    has(said, "who has it: anna", "content: blurred", "message m1 from kim, forum")
    assert "concert" not in said, said
    has(desk.queue(), "anna has it")
    has(desk.queue("take", "q1", "--by", "bert", good=False), "somebody else has it", "a quarter of an hour")
    has(desk.queue("show", "q1", "--by", "anna"), "  | Who comes\n  | to the concert?[2J?\n")
    assert "concert" not in desk.queue("item", "q1", "--by", "bert") + desk.queue() + desk.queue("--json")


def what_is_sealed_is_never_shown(desk):
    desk.queue("take", "q2", "--by", "anna")
    has(desk.queue("show", "q2", "--by", "anna"), "sealed; it is shown to nobody", "photo p1 from sam")
    has(desk.queue("confirm", "q2", "--by", "anna"), "another person has to say")
    has(desk.queue("take", "q2", "--by", "anna", good=False), "ask somebody else")
    desk.queue("take", "q2", "--by", "bert")
    has(desk.queue("confirm", "q2", "--by", "bert"), "decision s1")
    has(desk.queue("notices"), "member sam: a picture that may show a minor", "decision s1", "article 18")


def an_offence_costs_and_is_reversed(desk):
    said = desk.queue("confirm", "q1", "--by", "anna", "--where", "forum", "--text", "It names a member.")
    has(said, "done", "decision s2", "member kim is now at 10.00 %: ok")
    has(desk.queue("statement", "s2"), "member: kim", "stands: yes", "  | It names a member.", "redress: You may object once")
    has(desk.queue("member", "kim"), "percentage: 10.00 %", "s2  ", "An insult: +10 %")
    has(desk.queue("reverse", "s2", "--by", "bert", good=False), "add --text")
    has(desk.queue("reverse", "s2", "--by", "bert", "--text", "It does not."), "kim is now at 0.00 %")
    has(desk.queue("statement", "s2"), "stands: no, it was reversed")
    assert json.loads(desk.queue("member", "kim", "--json"))["percent"] == 0


def an_appeal_is_for_somebody_else(desk):
    item = desk.reported("m2")
    desk.queue("take", item, "--by", "anna")
    has(desk.queue("confirm", item, "--by", "anna", "--offence", "no_such_act", good=False), "offence: must be one of insult")
    desk.queue("confirm", item, "--by", "anna", "--offence", "insult")
    statement = json.loads(desk.queue("member", "kim", "--json"))["decisions"][-1]["statement"]
    appeal = desk.tell("/v1/members/kim/appeals", statement=statement, text="It was a joke.")["item"]
    has(desk.queue("take", appeal, "--by", "anna", good=False), "had no hand in the decision")
    has(desk.queue("take", appeal, "--by", "bert"), "objects to a decision", "he objects:\n  | It was a joke.")
    has(desk.queue("lift", appeal, "--by", "bert", good=False), "add --text")
    has(desk.queue("lift", appeal, "--by", "bert", "--text", "It was one."), "kim is now at 0.00 %")


def a_ban_is_over(desk):
    has(desk.queue("offence", "sam", "--by", "anna", "--offence", "harassment", "--where", "direct"), "banned")
    ban = json.loads(desk.queue("member", "sam", "--json"))["decisions"][-1]["statement"]
    desk.queue("ban-address", "192.0.2.0/24", "--until", time.strftime("%Y-%m-%d", time.gmtime(time.time() + 86400 * 90)),
               "--by", "anna", "--statement", ban)
    has(desk.queue("ban-address", "192.0.2.0/24", "--until", "2150-01-01", "--by", "anna", good=False), "until")
    has(desk.queue("over", ban, "--by", "anna", "--text", "A year has passed."), "sam is now at 0.00 %: ok")
    has(desk.queue("statement", ban), "stands: no, it is over")


def an_item_is_given_back(desk):
    item = desk.reported("m3")
    desk.queue("take", item, "--by", "anna")
    has(desk.queue("release", item, "--by", "anna"), "given back: " + item)
    desk.queue("take", item, "--by", "bert")
    has(desk.queue("lift", item, "--by", "bert"), "done")
    assert desk.queue() == "nothing waits\n"


def a_year_is_reported(desk):
    year = time.strftime("%Y", time.gmtime())
    has(desk.queue("report", year), "members new: 3\n", "reports, insult: 3\n")
    table = list(csv.reader(io.StringIO(desk.queue("report", year, "--csv"))))
    assert table[:2] == [["name", "code", "count"], ["members_new", "", "3"]], table
    has(desk.queue("report", "2001", good=False), "nothing is known of that year")


def wrong_words_say_what_to_write(desk):
    for words, part in ((["dance"], "there is take, show"), (["take"], "fauxbond queue take ITEM"), (["take", "q99", "--by", "anna"], "lists what waits"),
                        (["member", "nobody"], "no member has this id"), (["statement", "s99"], "lists a member's decisions"),
                        (["take", "q1", "--by", "a b"], "by: a name has"), (["member", "kim", "--text", "x"], "--text is not for"),
                        (["member", "kim", "--line", "nowhere"], "there is forum")):
        has(desk.queue(*words, good=False), part)
    has(desk.queue("--help"), "queue confirm ITEM", "--by NAME")


def all_of_it_is_in_the_record(desk):
    before = desk.queue("member", "kim") + desk.queue("member", "sam")
    desk.house.stop()
    code, said, complained = desk.house.command("evidence", "verify")
    assert code == 0, said + complained
    has(desk.queue(good=False), "no program runs")
    desk.house.start()
    desk.house.wait()
    assert desk.queue("member", "kim") + desk.queue("member", "sam") == before
    desk.house.stop()


def main():
    cases = [nothing_waits_at_first, the_gravest_is_listed_first, an_item_is_blurred_until_it_is_shown, what_is_sealed_is_never_shown,
             an_offence_costs_and_is_reversed, an_appeal_is_for_somebody_else, a_ban_is_over, an_item_is_given_back, a_year_is_reported,
             wrong_words_say_what_to_write, all_of_it_is_in_the_record]
    print(f"1..{len(cases)}")
    failed = False
    with tempfile.TemporaryDirectory(prefix="fauxbond-queue-") as folder:
        house = House(sys.argv[1], folder)
        try:
            house.start()
            house.wait()
            desk = Desk(house)
            for number, case in enumerate(cases, 1):
                try:
                    case(desk)
                    print(f"ok {number} - {case.__name__}", flush=True)
                except (AssertionError, OSError, subprocess.TimeoutExpired) as problem:
                    failed = True
                    print(f"not ok {number} - {case.__name__}\n# {problem}".replace("\n", "\n# "), flush=True)
        finally:
            house.destroy()
    return failed


if __name__ == "__main__":
    sys.exit(main())
