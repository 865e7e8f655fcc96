# SPDX-License-Identifier: GPL-3.0-or-later
"""The language of the dialogues (README.md): each sentence is a row of SENTENCES, a pattern and what it does."""

import json
import re

from moments import day_of, from_rfc3339, moment, plain, rfc3339, span, spans
from rehearsal import Rehearsal


class Wrong(Exception):
    """What went otherwise, with the script's line."""


class Script:
    def __init__(self, program, path):
        self.program, self.path = program, path
        self.people, self.seed, self.exit = {}, 1, 0
        self.settings, self.rehearsal = "", None
        self.files = {}  # beside the settings, by name
        self.replies = []
        self.now, self.next, self.ready_at = None, None, None
        self.since = 0  # the moment of the script's last event; `now` runs on while something is expected
        self.waiting = []  # effects nobody has expected yet
        self.verdicts = []
        self.site_verdicts = []  # those that were expected, without their moment
        self.last_reply = None
        self.clusters = {}  # of those the cohort held, by number
        self.at_line = 0

    def wrong(self, text):
        raise Wrong(f"{self.path.name}:{self.at_line}: {text}")

    def add(self, block, line):
        if block == "settings":
            self.settings += line + "\n"
        else:
            self.files[block] = self.files.get(block, "") + line.strip() + "\n"

    # ---- to and from the program ----

    def give(self, line):
        if self.rehearsal is None:
            self.rehearsal = Rehearsal(self.program, self.settings, self.seed, self.files)
            self.rehearsal.open()
        effects = self.rehearsal.say(line)
        if effects is None:
            self.wrong(f"the program ended: {self.rehearsal.close()[1]}")
        for effect in effects:
            self.hear(effect)

    def hear(self, effect):
        kind = effect["effect"]
        if kind == "ready":
            self.next = effect["next"] and from_rfc3339(effect["next"])
            self.ready_at = effect["at"] and from_rfc3339(effect["at"])
            if None not in (self.next, self.ready_at) and self.next <= self.ready_at:
                self.wrong("ready: next does not lie after at")
        elif kind == "verdict":
            self.verdicts.append(effect)
        else:
            self.waiting.append(effect)
            if kind == "reply":
                self.last_reply = effect["id"]
                self.replies.append(effect)
            if effect.get("cluster"):
                self.clusters[effect["contact"]] = effect["cluster"]

    def event(self, at, **members):
        """An event of the script."""
        self.nothing_left()
        self.since = at
        self.tell(at, **members)

    def tell(self, at, **members):
        self.now = at
        self.give(json.dumps({"at": rfc3339(at), **members}, ensure_ascii=False))

    def advance(self, at):
        """Lets time pass up to a moment, waking the program whenever it wants to be woken."""
        while self.next is not None and self.next <= at:
            self.tell(self.next, event="tick")
        if self.now < at:
            self.tell(at, event="tick")

    # ---- words ----

    def person(self, word):
        return self.people.get(word, word)

    def time(self, text):
        at = moment(text, day_of(self.now or 0))
        if at is None:
            self.wrong(f'"{text}" is no moment; write 20:15, 20:15:30 or day 3 09:00')
        return at

    def nothing_left(self):
        if self.waiting:
            self.wrong("this was not expected: " + json.dumps(self.waiting[0], ensure_ascii=False))

    # ---- what happens ----

    def do_write(self, name, text):
        """A file beside the settings becomes another, for the next start."""
        (self.rehearsal.folder / name).write_text(text + "\n", encoding="utf-8")

    def do_person(self, name, number):
        self.people[name] = number

    def do_seed(self, number):
        self.seed = int(number)

    def do_message(self, at, who, mark, line, to, text):
        members = {"event": "message", "line": line, "from": self.person(who), "text": text}
        if mark:
            members["id"] = mark
        if to:
            members["to"] = self.person(to)
        self.event(self.time(at), **members)

    def do_crowd(self, at, count, first, length, line, to, text):
        """Many people, one after the other, at even distances; `#` in the text is the number of each."""
        start, step = self.time(at), (span(length) if length else 0) / max(int(count) - 1, 1)
        members = {"to": self.person(to)} if to else {}
        for i in range(int(count)):
            number = "+" + str(int(first[1:]) + i)
            when = start + round(i * step)
            if i == 0:
                self.event(when, event="message", line=line, **{"from": number}, text=text.replace("#", "0"), **members)
                continue
            while self.next is not None and self.next < when:
                self.tell(self.next, event="tick")
            self.tell(when, event="message", line=line, **{"from": number}, text=text.replace("#", str(i)), **members)

    def do_call(self, at, who, line):
        self.event(self.time(at), event="call", line=line, **{"from": self.person(who)})

    def do_tip(self, at, line, about, text):
        self.event(self.time(at), event="tip", line=line, about=self.person(about), text=text)

    def do_sighting(self, at, line, what, platform, handle, seen, text):
        """What the line's decoy saw on another site."""
        members = {"event": "sighting", "line": line, "platform": platform, "handle": handle, "what": what}
        if seen:
            members["seen"] = rfc3339(self.time(seen))
        self.event(self.time(at), **members, **({"text": text} if text else {}))

    def do_receipt(self, at, state, which):
        self.event(self.time(at), event="receipt", state=state,
                   id=self.last_reply if which == "last" else which)

    def do_cluster(self, at, action, line, who):
        cluster = self.clusters.get(self.person(who))
        if cluster is None:
            self.wrong(f"no cohort has held {who}")
        self.do_operator(at, action, line, "cluster:" + cluster)

    def do_operator(self, at, action, line, who):
        members = {"contact": self.person(who)} if who else {}
        self.event(self.time(at), event="operator", action=action, line=line, **members)

    def do_nothing(self, at):
        self.event(self.time(at), event="tick")

    def do_raw(self, text):
        self.nothing_left()
        self.give(text)
        if self.ready_at is not None:
            self.now = self.since = self.ready_at

    def do_site(self, at, line, event, members):
        self.event(self.time(at), event=event, line=line, **(json.loads(members) if members else {}))

    def do_restart(self):
        self.nothing_left()
        self.close()
        self.rehearsal.restarts += 1
        self.rehearsal.open()

    # ---- what is expected ----

    def find(self, kind, fits, then, limit):
        """The first effect that fits, waiting for it up to `limit`; with `then` it must be the next of all."""
        while True:
            for place, effect in enumerate(self.waiting):
                if effect["effect"] == kind and fits(effect):
                    return self.waiting.pop(place)
                if then:
                    self.wrong("this came first: " + json.dumps(effect, ensure_ascii=False))
            if self.next is None or self.next > limit:
                if self.now >= limit:
                    return None
                self.advance(limit)
            else:
                self.tell(self.next, event="tick")

    def expect(self, kind, fits, what, then=None, when=None):
        """`when`: "within A..B" after the event above, or "at TIME"; at once when nothing is said."""
        start = self.since
        least, most = 0, 0
        if when and when.startswith("within "):
            least, most = spans(when[7:])
        elif when:
            least = most = self.time(when[3:]) - start
        if least is None or most is None:
            self.wrong(f'"{when}" is no span; write within 5m..30m, or at 20:30')
        effect = self.find(kind, fits, then, start + most)
        if effect is None:
            self.wrong(f"{what} did not come until {plain(self.now)}; instead: "
                       f"{json.dumps(self.waiting, ensure_ascii=False) if self.waiting else 'nothing'}")
        at = from_rfc3339(effect["at"])
        if not start + least <= at <= start + most:
            self.wrong(f"{what} came at {plain(at)}")
        return effect

    def same(self, effect, **wanted):
        for name, value in wanted.items():
            if value is not None and effect.get(name) != value:
                self.wrong(f"{name} is {json.dumps(effect.get(name), ensure_ascii=False)}, not {json.dumps(value)}")

    def expect_reply(self, then, who, when, late, details):
        number = self.person(who)
        effect = self.expect("reply", lambda e: e["to"] == number, f"a reply to {who}", then, when)
        self.same(effect, late=True if late else None)
        if not late and effect.get("late"):
            self.wrong(f"the reply to {who} says that it is late")
        for word, value in re.findall(r'(move|from|costing|parts|containing|in) ("[^"]*"|\S+)', details or ""):
            self.detail(effect, word, value.strip('"'))

    def places(self):
        """What a stalling line may name."""
        found = re.findall(r"^\s+- \{name: \"?([^\",}]+)\"?, hours:", self.settings, re.MULTILINE)
        return [name.strip() for name in found]

    def places_in(self, effect):
        return {name for name in self.places() if name.lower() in effect["text"].lower()}

    def expect_places(self, count, who):
        """In all that was said to him so far: so many of the line's places."""
        number = self.person(who)
        named = set().union(*(self.places_in(e) for e in self.replies if e["to"] == number))
        if len(named) != int(count):
            self.wrong(f"he was named {sorted(named) or 'no place'}")

    def expect_moves(self, count, who, move):
        """In all that was said to him so far: so many that do this."""
        number = self.person(who)
        said = [e["text"] for e in self.replies if e["to"] == number and e["move"] == move]
        if len(said) != int(count):
            self.wrong(f"he was told {said or 'nothing of the kind'}")

    def detail(self, effect, word, value):
        if word == "move" and effect["move"] not in value.split("|"):
            self.wrong(f"move is {effect['move']}, not {value}")
        elif word == "move":
            pass
        elif word == "containing":
            if value not in effect["text"]:
                self.wrong(f'the text has no "{value}": {effect["text"]}')
        elif word == "in":
            guess = language_of(effect["text"])
            if guess != value:
                self.wrong(f'the text is not in "{value}": {effect["text"]}')
        else:
            name = {"from": "via", "costing": "cost"}.get(word, word)
            self.same(effect, **{name: float(value) if word == "costing" else
                                 int(value) if word == "parts" else self.person(value)})

    def expect_about(self, then, kind, who, why, when):
        number = None if who == "-" else self.person(who)
        effect = self.expect(kind, lambda e: e["contact"] == number and e["why"] == why, f"{kind} {who} why {why}",
                             then, when)
        self.cohort_says_why(effect)

    def cohort_says_why(self, effect):
        """Whom the cohort holds it gives a score, and a cluster by which a person can answer or block all alike."""
        if effect["effect"] != "held":
            return
        found = re.fullmatch(r"(?!0{8})[0-9a-f]{8}", effect.get("cluster", ""))
        said = isinstance(effect["score"], (int, float)) and found is not None
        if said != (effect["why"] == "cohort"):
            self.wrong("score and cluster belong to a cohort: " + json.dumps(effect))

    def expect_many(self, least, most, kind, numbers, why, until):
        """So many of a kind until a moment, about numbers that begin so."""
        self.advance(self.time(until) if until else self.now)
        kind = {"replies": "reply", "flags": "flag"}.get(kind, kind)
        fits = [e for e in self.waiting if e["effect"] == kind and (not why or e["why"] == why)
                and e["to" if kind == "reply" else "contact"].startswith(numbers)]
        if not int(least) <= len(fits) <= int(most or least):
            self.wrong(f"{len(fits)} {kind} until {plain(self.now)}, not {least}..{most or least}")
        for effect in fits:
            self.cohort_says_why(effect)
        self.waiting = [e for e in self.waiting if not any(e is fit for fit in fits)]

    def expect_siege(self, then, kind, line, least, most, when):
        effect = self.expect(kind, lambda e: e["line"] == line, f"{kind} {line}", then, when)
        if not 0 <= effect["expected"] or (kind == "siege" and effect["rate"] <= effect["expected"]):
            self.wrong("a siege is more than what is expected: " + json.dumps(effect))
        if least and not float(least) <= effect["rate"] <= float(most):
            self.wrong("its rate is " + json.dumps(effect["rate"]))

    def expect_receiving(self, then, line, which, when):
        over = which == "over"
        self.expect("receiving", lambda e: e["line"] == line and e["over"] == over, f"receiving {line} {which}",
                    then, when)

    def expect_line(self, then, kind, line, when):
        self.expect(kind, lambda e: e["line"] == line, f"{kind} {line}", then, when)

    def expect_budget(self, then, cap, left, when):
        effect = self.expect("budget", lambda e: e["cap"] == cap, f"budget {cap}", then, when)
        self.same(effect, left=float(left) if left else None)

    def expect_verdict(self, kind, language, unreadable):
        if not self.verdicts:
            self.wrong("nothing was read")
        self.same(self.verdicts[-1], kind=None if kind == "any" else kind, language=language, unreadable=True if unreadable else None)
        self.verdicts = []

    def has(self, effect, wanted):
        """All of these members; null: there is none, "…": whatever it says."""
        return all(effect.get(name) == value or (value == "…" and effect.get(name)) for name, value in wanted.items())

    def expect_site(self, then, kind, members):
        wanted = json.loads(members) if members else {}
        if kind == "verdict":
            if not self.verdicts:
                self.wrong("there was no verdict")
            effect, self.verdicts = self.verdicts[-1], []
            self.site_verdicts.append({name: value for name, value in effect.items() if name != "at"})
            if not self.has(effect, wanted):
                self.wrong("the verdict is " + json.dumps(effect, ensure_ascii=False))
            return
        self.expect(kind, lambda e: self.has(e, wanted), f"{kind} {members or ''}", then)

    def expect_the_same(self):
        if self.site_verdicts[-1] != self.site_verdicts[-2]:
            self.wrong("the verdict is " + json.dumps(self.site_verdicts[-1], ensure_ascii=False))

    def expect_no_verdict(self):
        if self.verdicts:
            self.wrong("this was read: " + json.dumps(self.verdicts[-1], ensure_ascii=False))

    def expect_error(self, line, column, text):
        self.exit = 1
        for place, effect in enumerate(self.waiting):
            if effect["effect"] == "error":
                self.waiting.pop(place)
                self.same(effect, line=int(line) if line else None, column=int(column) if column else None)
                if text not in effect["problem"]:
                    self.wrong(f'the problem is: {effect["problem"]}')
                return
        self.wrong("no line was refused")

    def expect_nothing(self, until, length):
        limit = self.time(until) if until else self.now + span(length) if length else self.now
        self.advance(limit)
        self.nothing_left()

    def expect_next(self, when):
        if when == "never":
            if self.next is not None:
                self.wrong(f"it wants to be woken at {plain(self.next)}")
            return
        if self.next is None:
            self.wrong("it does not want to be woken")
        if when.startswith("at "):
            least = most = self.time(when[3:])
        else:
            least, most = (self.now + s for s in spans(when[7:]))
        if not least <= self.next <= most:
            self.wrong(f"it wants to be woken at {plain(self.next)}")

    def expect_other(self, seed):
        if self.rehearsal.again(seed) == b"".join(self.rehearsal.heard):
            self.wrong(f"seed {seed} gives the same bytes")

    # ---- the end ----

    def close(self):
        code, said = self.rehearsal.close()
        if code != self.exit:
            self.wrong(f"the program ended with {code}, not {self.exit}: {said}")
        self.exit = 0
        problem = self.rehearsal.verify()
        if problem:
            self.wrong(problem)

    def end(self):
        self.nothing_left()
        if self.rehearsal is None:
            self.wrong("nothing happens in this script")
        self.close()
        if self.rehearsal.restarts == 0 and self.rehearsal.again(self.seed) != b"".join(self.rehearsal.heard):
            self.wrong("the same input in one piece, in memory, gave other bytes")


def language_of(text):
    """By words that the packs' answers have in one language only."""
    words = {"fr": {"vous", "ce", "est", "ne", "ici"}, "en": {"you", "the", "this", "is"},
             "nl": {"je", "u", "niet", "dit", "het", "een"}}
    found = set(re.findall(r"\w+", text.lower()))
    return max(words, key=lambda language: len(words[language] & found))


WHO = r"(\S+)"
AT = r"at ((?:day \d+ )?\S+)"
WHEN = r"(?: (within \S+|at (?:day \d+ )?[\d:.]+))?"
SENTENCES = [
    (r"person (\S+) (\S+)", Script.do_person),
    (r"seed (\d+)", Script.do_seed),
    (r"write ([\w.-]+): ?(.*)", Script.do_write),
    (AT + r" operator (pause|resume) (\S+)()", Script.do_operator),
    (AT + r" operator (approve|block|takeover) (\S+) " + WHO, Script.do_operator),
    (AT + r" operator (approve|block) (\S+) cluster of " + WHO, Script.do_cluster),
    (AT + r" receipt (\S+) for (\S+)", Script.do_receipt),
    (AT + r" tip (\S+) about " + WHO + r": ?(.*)", Script.do_tip),
    (AT + r" nothing", Script.do_nothing),
    (AT + r" (\S+) sees a (request|message) of ([^\s:]+):(\S+)(?: \(at ((?:day \d+ )?\S+)\))?(?:: ?(.*))?", Script.do_sighting),
    (AT + " " + WHO + r" calls (\S+)", Script.do_call),
    (AT + r" crowd of (\d+) from (\+\d+)(?: over (\S+))? -> ([^\s:/]+)(?:/(\S+))?: ?(.*)", Script.do_crowd),
    (AT + " " + WHO + r"(?: \(id (\S+)\))? -> ([^\s:/]+)(?:/(\S+))?: ?(.*)", Script.do_message),
    (AT + r" site (\S+) (\S+)(?: (\{.*\}))?", Script.do_site),
    (r"raw (.*)", Script.do_raw),
    (r"restart", Script.do_restart),
    (r"expect (then )?reply to " + WHO + WHEN + r"( late)?((?: (?:move|from|costing|parts|containing|in) "
     r'(?:"[^"]*"|\S+))*)', Script.expect_reply),
    (r"expect (then )?(held|muted|flag) " + WHO + r" why (\S+)" + WHEN, Script.expect_about),
    (r"expect (\d+) places? named to " + WHO, Script.expect_places),
    (r"expect (\d+) texts? to " + WHO + r" with move (\S+)", Script.expect_moves),
    (r"expect (then )?(paused|resumed) (\S+)" + WHEN, Script.expect_line),
    (r"expect (\d+)(?:\.\.(\d+))? (replies|held|muted|flags) (?:to|of) (\+\d+)\u2026?(?: why (\S+))?"
     r"(?: until ((?:day \d+ )?\S+))?", Script.expect_many),
    (r"expect (then )?(siege|calm) (\S+)(?: rate ([\d.]+?)\.\.([\d.]+))?" + WHEN, Script.expect_siege),
    (r"expect (then )?receiving (\S+) (over|below)" + WHEN, Script.expect_receiving),
    (r"expect (then )?budget (hour|day|house)(?: left (\S+?))?" + WHEN, Script.expect_budget),
    (r"expect (then )?(verdict|standing|robot|statement|queued|settled|released|withheld|brigade|evasion|notice|care)"
     r"(?: (\{.*\}))?", Script.expect_site),
    (r"expect the same verdict", Script.expect_the_same),
    (r"expect verdict (\S+)(?: in (\S+))?( unreadable)?", Script.expect_verdict),
    (r"expect no verdict", Script.expect_no_verdict),
    (r"expect error(?: line (\d+))?(?: column (\d+))?: (.*)", Script.expect_error),
    (r"expect nothing(?: until ((?:day \d+ )?\S+)| for (\S+))?", Script.expect_nothing),
    (r"expect next (never|at (?:day \d+ )?\S+|within \S+)", Script.expect_next),
    (r"expect other bytes with seed (\d+)", Script.expect_other),
]
SENTENCES = [(re.compile(pattern), verb) for pattern, verb in SENTENCES]


def one_line(script, text):
    for pattern, verb in SENTENCES:
        found = pattern.fullmatch(text)
        if found:
            verb(script, *found.groups())
            return
    script.wrong(f'"{text}" is no sentence of README.md')


def play(program, path):
    script = Script(program, path)
    block = None  # "settings", or the name of a file whose lines follow
    try:
        for script.at_line, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if block is not None and (line.startswith(" ") or not line):
                script.add(block, line)
                continue
            block = line if line == "settings" else line[5:] if re.fullmatch(r"file [\w.-]+", line) else None
            if line and not line.startswith("#") and block is None:
                one_line(script, line)
        script.end()
    finally:
        if script.rehearsal is not None:
            script.rehearsal.remove()
