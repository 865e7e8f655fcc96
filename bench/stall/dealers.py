# SPDX-License-Identifier: GPL-3.0-or-later
"""A dealer: he wants to sell. He advertises, answers, asks what he needs to know, agrees, drives, waits,
calls, loses patience, and may come back. His patience is in minutes of attention; what a customer does
stretches or shortens it as his town and character have it (town.py), and what is odd makes him suspicious
(judge.py)."""

from . import ear, judge
from .contact import DAY, ZONE, Contact, Entry, awake, heavy
from .speech import Speech

PATIENCE = 36                       # minutes, median of all
ORDERS = [("what", "place", "time"), ("what", "time", "place"), ("place", "what", "time"),
          ("who", "what", "place", "time"), ("what", "who", "place", "time")]
TEDIUM = .03                        # each exchange that leads nowhere, after three
PROGRESS = .16                      # of his patience, for each thing settled
ANNOYS = {"unanswered": .34, "test ignored": .15, "nonsense": .40, "not understood": .30}
TRIES = 3                           # a question dodged so often is settled by himself


class Dealer(Contact):
    kind = "dealer"

    def __init__(self, chance, number, town, index, group=None, language=None):
        mood = town.mood(index)
        super().__init__(chance, number, language or town.language(chance))
        self.index, self.mood, self.persona = index, mood, town.persona(chance, index)
        self.group = group
        self.speech = Speech(chance, self.language)
        self.full = heavy(chance, PATIENCE * self.persona.minutes, .75, 4, 200)
        self.patience, self.spent = self.full, 0.0
        self.suspicion, self.limit = 0.0, heavy(chance, 1.0, .3, .45, 2.2) * self.persona.suspicious
        self.causes, self.told, self.delays, self.explained = {}, set(), [], {}
        self.phase, self.facts = "open", {}
        self.needs = list(chance.choice(ORDERS))
        if chance.random() < .28:
            self.needs.insert(chance.randrange(len(self.needs) + 1), chance.choice(["pay", "app", "app", "call", "how", "how"]))
        self.own_place = chance.random() < .35
        self.courier = chance.random() < .25 or self.persona.name == "courier"
        self.pending, self.asked, self.tries = {}, [], {}
        self.done_before = {}       # what the customer did, how often
        self.unread, self.reading, self.turn = [], None, 0
        self.tests_met = self.calls_now = self.moved_now = False
        self.accused, self.tests, self.test_word, self.said_last = False, 0, "", ""
        self.spoke = 0.0
        self.kept = self.calls = self.returns = self.moved = self.where_asked = 0
        self.warned = False
        self.idle = 0               # exchanges since anything was settled
        self.nudges = chance.choice([0, 1, 1, 2, 3])

    # Speaking

    def talk(self, now, lines, gap=None):
        """Several messages in a row, as he types them; returns when the last is out."""
        for i, line in enumerate(lines):
            now += (gap or self.chance.uniform(3, 9)) if i else 0
            now += len(line) * .08 if i else 0
            self.at(now, self._out, line)
        return now

    def _out(self, now, line):
        self._spend(now)
        self.spoke, self.said_last = now, line
        return self.say(now, line)

    def _spend(self, now):
        """Patience goes with the time between messages, ten minutes of it at most."""
        if self.log:
            gap = min(now - self.log[-1].at, 600) / 60
            self.patience -= gap
            self.spent += gap

    def line(self, act, **more):
        return self.speech.lines(act, self.facts | more)

    def ask(self, now, kind, act=None, **more):
        """A question is remembered until it is met."""
        if kind not in self.pending:
            self.asked.append([kind, now, None])
        self.pending[kind] = self.pending.get(kind, 0) + 1
        return self.line(act or kind, **more)

    # What he does by himself

    def start(self, now):
        self.talk(now, self.line("advert"))
        self.explained = {}
        if self.chance.random() < .25:
            self.at(awake(self.chance, now + self.chance.uniform(18, 30) * 3600), self._again, 0)

    def _again(self, now, turn):
        if self.turn == turn and not self.over:
            self.talk(now, self.line("readvert"))

    def _later(self, now, median, action, sigma=.6, least=60):
        self.at(awake(self.chance, now + heavy(self.chance, median, sigma, least, 6 * 3600)), action, self.turn)

    def _nudge(self, now, turn):
        """His question lies unanswered."""
        if turn != self.turn or self.over or self.phase == "wait":
            return None
        self.patience -= .25 * self.full
        if self.patience <= 0 or self.pending.get("nudge", 0) >= self.nudges:
            return self._fade(now)
        if self.chance.random() < .12:
            self._later(now, 700, self._nudge, .8)
            return self._ring(now)
        self.talk(now, self.ask(now, "nudge") if self.chance.random() < .7 else self.line("impatient"))
        self._later(now, 700 * (1 + self.pending.get("nudge", 1)), self._nudge, .8)
        return None

    def _ring(self, now):
        self.calls += 1
        self.log.append(Entry(now, "call", "(rings)"))
        return [("call", "")]

    def _fade(self, now):
        """He lets it rest; a message may wake him, and so may tomorrow."""
        self.over = "silence"
        if self.chance.random() < .25 and self.returns == 0:
            self.at(awake(self.chance, now + self.chance.uniform(20, 44) * 3600), self._revive, self.turn)

    def _revive(self, now, turn):
        if turn == self.turn and self.over == "silence":
            self.over, self.phase, self.returns = "", "mend" if self.turn else "open", self.returns + 1
            self.patience, self.pending = .3 * self.full, {}
            self.talk(now, self.line("readvert"))

    # Driving and waiting

    def _set_off(self, now, turn):
        if self.over or turn != self.facts.get("trip"):
            return
        self.phase, self.idle = "wait", 0
        lines = self.line("courier") if self.courier and self.chance.random() < .6 else self.line("on_my_way")
        self.talk(now, lines)
        self.at(now + heavy(self.chance, 13 * 60, .4, 240, 3000), self._arrive, turn)

    def _arrive(self, now, turn):
        if self.over or turn != self.facts.get("trip"):
            return
        self.kept, self.idle = self.kept + 1, 0
        self.patience = max(self.patience, 0) + self.full * (.30 if self.kept == 1 else .12)
        if self.courier and self.facts.get("place"):
            self.patience += .15 * self.full
        self.where_asked = 0
        end = self.talk(now, self.line("arrived"))
        self._wait(end)

    def _wait(self, now):
        """Where are you, at growing intervals."""
        median = (150, 210, 300, 400, 540, 700)[min(self.where_asked, 5)]
        self.at(now + heavy(self.chance, median, .5, 50, 1500), self._where, self.facts.get("trip"), self.turn)

    def _where(self, now, trip, turn):
        if self.over or self.phase != "wait" or trip != self.facts.get("trip") or turn != self.turn:
            return None
        self.where_asked += 1
        self.patience -= .05 * self.full
        if self.patience <= 0:
            return self._leave(now, "patience")
        self._wait(now)
        if self.where_asked > 1 and self.chance.random() < .25:
            return self._ring(now)
        self.talk(now, self.ask(now, "where") if self._angry() < .6 or self.chance.random() < .5 else self.line("impatient"))
        return None

    def _still_on(self, now, trip):
        if not self.over and trip == self.facts.get("trip") and self.phase != "wait":
            self.talk(now, self.ask(now, "still_on"))
            self._later(now, 1500, self._nudge)

    def _angry(self):
        return 1 - self.patience / max(self.full, 1)

    def _leave(self, now, why):
        """He goes, with a word or two."""
        self.over, self.pending = why, {}
        self.facts.pop("trip", None)
        if why == "robot":
            self.talk(now, self.line("accuse_leave"))
        elif why == "patience":
            lines = self.line("insult") if self.chance.random() < .6 else []
            self.talk(now, lines + self.line("giveup"))

    # Hearing

    def hear(self, now, text, move="", arm=""):
        before = self._burst_began()
        self._spend(now) if not self.over else None
        super().hear(now, text, move, arm)
        self.unread.append((text, None if before is None else now - before))
        if self.reading is None and self.over != "robot":
            pace = self.persona.reads * (1.5 if 19 <= self.hour(now) < 23 else 1) * (.5 if self.phase == "wait" else 1)
            self.reading = awake(self.chance, now + heavy(self.chance, pace, 1.0, 6, 7200))
            self.at(self.reading, self._read)

    def _burst_began(self):
        """When the messages began that he now has an answer to; None when it is more of the same answer."""
        theirs = [e for e in self.log[-12:] if e.who != "call"]
        if not theirs or theirs[-1].who == "us":
            return None
        began = theirs[-1].at
        for e in reversed(theirs):
            if e.who == "us" or began - e.at > 45:
                break
            began = e.at
        return began

    def _read(self, now):
        texts = [t for t, _ in self.unread]
        delays = [d for _, d in self.unread if d is not None]
        self.unread, self.reading = [], None
        self.turn += 1
        heard = ear.hear(" . ".join(texts), self.language, frozenset(self.pending), self.speech.places)
        if self.over:
            return self._maybe_return(now, heard)
        met = {kind: judge.meets(kind, heard, texts, self) for kind in self.pending}
        self._judge(now, texts, delays, heard, met)
        if self.suspicion >= self.limit:
            return self._leave(now, "robot")
        if self.patience <= 0:
            return self._leave(now, "patience")
        self._settle(now, heard, met)
        return self._answer(now, heard, met)

    def _judge(self, now, texts, delays, heard, met):
        found = judge.causes(self, now, texts, delays, heard, met)
        for cause in found:
            self.causes[cause] = self.causes.get(cause, 0) + 1
            self.suspicion += judge.WEIGHT[cause] * (1 if self.causes[cause] < 3 else 1.3)
        if not found:
            self.suspicion *= .88
        pleased = 0 if "nonsense" in found else self._pleased(heard, delays)
        pleased += .07 * sum(how == "answered" for how in met.values())
        pleased -= sum(ANNOYS.get(cause, .06) for cause in found)
        pleased -= .15 * sum(self._times(kind) - 1 for kind, how in met.items() if how is None and kind not in ("nudge", "where"))
        pleased -= .12 * sum(how == "dodged" and kind != "where" and self.tries.get(kind, 0) >= 1 for kind, how in met.items())
        if self.causes.get("not understood") == 1 and "not understood" in found:
            pleased += .18          # once can happen
        pleased = max(-.9, min(.5, pleased))
        factor = 2.718281828 ** pleased - 1
        room = max(0.0, 2.2 * self.full - self.patience) / (2.2 * self.full)
        self.patience += (.55 * self.full + .45 * max(self.patience, 0)) * (factor * room if factor > 0 else factor)
        self.log[-1].note = " ".join([f"{pleased:+.2f} left {self.patience:.0f} susp {self.suspicion:.2f}/{self.limit:.2f}"] + found)

    def _times(self, kind):
        """How often he had to ask; a third time is worse than a first."""
        return min(3, sum(one[0] == kind for one in self.asked))

    def _pleased(self, heard, delays):
        """What he did, as this town likes it. The same again pleases less, and annoys more."""
        total = 0.0
        for thing in things(heard):
            if thing == "late" and not self.facts.get("trip"):
                continue            # an excuse for something else: there is nothing to be late for yet
            value, times = self.mood.effect(self.persona, thing, self.phase), self.done_before.get(thing, 0)
            total += value * (.6 ** times if value > 0 else min(2.2, 1 + .25 * times))
            self.done_before[thing] = times + 1
        if delays:
            value = self.mood.delay(delays[0], self.phase)
            total += value * (.8 ** self.idle if value > 0 else 1)
        return total - TEDIUM * max(0, self.idle - 3)

    def _settle(self, now, heard, met):
        """Questions met or not, and facts from the answer."""
        for kind, how in met.items():
            for one in self.asked:
                if one[0] == kind and one[2] is None:
                    one[2] = how or "ignored"
            if how == "dodged":
                self.tries[kind] = self.tries.get(kind, 0) + 1
        dodged = {k: n for k, n in self.pending.items() if met[k] != "answered"}
        self.tests_met = any(k in judge.TESTS and met[k] for k in met)
        self.pending = {}
        self._learn_facts(now, heard, met)
        if met.get("ask_who") or heard.has("who"):
            self.facts["who"] = True
        for kind, need in (("pay_first", "pay"), ("want_app", "app"), ("want_call", "call"), ("how_are_you", "how")):
            if kind in met or kind in dodged:
                self.facts[need] = True

    def _learn_facts(self, now, heard, met):
        new = len(self.facts)
        if heard.qty:
            self.facts["qty"] = heard.qty
        if heard.place and self.phase != "wait" and not ("propose_place" in met and heard.has("agree")):
            self.facts["place"] = heard.place
        if "propose_place" in met and heard.has("agree") and not heard.has("refuse"):
            self.facts["place"] = self.facts.get("proposed_place")
        if self.phase == "wait":
            self.idle += 1
            return
        if heard.clock is not None:
            self.facts["clock"], self.facts["when"] = heard.clock, self._at_clock(now, heard.clock, heard.day)
        elif heard.delay is not None:
            self.facts["when"] = now + heard.delay * 60
        elif "propose_time" in met and heard.has("agree") and self.facts.get("proposed_when"):
            self.facts["when"] = self.facts["proposed_when"]
        self.idle = 0 if len(self.facts) > new else self.idle + 1
        if len(self.facts) > new:
            self.patience += PROGRESS * self.full * (len(self.facts) - new)

    def _at_clock(self, now, minutes, day):
        midnight = now - (now + ZONE) % DAY
        when = midnight + minutes * 60
        while when < now - 300:
            when += 12 * 3600 if when + 12 * 3600 > now and self.hour(when + 12 * 3600) > 10 else DAY
        return when + DAY if day and when - now < 18 * 3600 else when

    # Answering

    def _answer(self, now, heard, met):
        lines = self._replies(now, heard)
        if lines is None:
            return None
        if self.over:
            return None
        lines += self._suspects(now)
        if self.calls_now:
            self.at(now + self.chance.uniform(20, 90), self._ring)
            self.patience -= .04 * self.full    # nobody picks up
        if not any(k in self.pending for k in judge.TESTS) and not self.moved_now:
            lines += self._step(now, heard, quiet=bool(lines))
        if not lines and self.facts.get("trip"):
            return None             # agreed: not every word needs an answer
        if not lines:
            lines = self.ask(now, "nudge") if self.chance.random() < .5 else self.line("unclear")
        if self._angry() > .75 and self.chance.random() < .4:
            lines = (self.line("impatient") if not self.warned else self.line("insult")) + lines
            self.warned = True
        end = self.talk(now, lines[:4])
        if self.phase == "wait":
            if self.kept:
                self._wait(end + 60)
        elif self.pending:
            self._later(end, 480 + 20 * self.persona.reads, self._nudge, .7)
        return None

    def _replies(self, now, heard):
        """To what was asked or said, two things at most."""
        self.calls_now, self.moved_now, out = False, False, []
        if self.tests_met and self.chance.random() < .6:
            out += self.line("test_ok")
        if heard.has("goodbye") and not heard.has("reschedule", "delay", "clock", "qty"):
            self.talk(now, self.line("bye_ok"))
            self.over, self.pending = "goodbye", {}
            return None
        if self.phase == "wait":
            return out + self._while_waiting(now, heard)
        for act, line in (("ask_menu", "menu"), ("ask_price", "price"), ("ask_quality", "quality")):
            if act in heard.acts and len(out) < 2:
                self.explained[act] = self.explained.get(act, 0) + 1
                out += self.line(line)
        if heard.has("haggle") and len(out) < 2:
            yes = self.chance.random() < (.5 if self.done_before.get("haggle", 0) < 2 else .15)
            out += self.line("haggle_yes" if yes else "haggle_no")
        if heard.has("ask_phone") and len(out) < 2:
            out += self._phone()
        if heard.has("ask_repeat") and len(out) < 2 and self.turn > 1:
            out += self.line("repeat")
        out += self._small(heard, room=not out)
        return out

    def _phone(self):
        self.calls_now = self.chance.random() < .6
        return self.line("call_ok" if self.calls_now else "no_call")

    def _small(self, heard, room):
        if not room:
            return []
        if heard.has("reschedule") and self.facts.get("when") and self.phase != "open":
            return []
        if heard.has("ask_place") and "place" in self.facts:
            return self.line("answer_place")
        if heard.has("ask_time"):
            return self.line("answer_time")
        if heard.has("smalltalk"):
            return self.line("smalltalk" if self.chance.random() < self.persona.chats else "hurry")
        if heard.has("apologise"):
            return self.line("sorry_ok")
        if heard.has("who") and self.chance.random() < .5:
            return self.line("who_ok")
        if heard.has("excuse") and self.chance.random() < .5:
            return self.line("app_no")
        if heard.has("cash") and self.chance.random() < .5:
            return self.line("pay_ok")
        return []

    def _suspects(self, now):
        """He asks whether anybody is there."""
        chance = max(0.0, self.suspicion / self.limit - .35) * .9 + (.02 if self.persona.name == "paranoid" else .004)
        if self.turn < 2 or self.tests >= 3 or self.chance.random() > chance:
            return []
        self.tests, self.accused = self.tests + 1, True
        kind = self.chance.choice(["bot_test", "bot_test", "test_word", "test_recall"])
        if kind == "test_word":
            self.test_word = self.speech.word()
        return self.ask(now, kind, "accuse" if kind == "bot_test" else kind, word=self.test_word)

    def _step(self, now, heard, quiet=False):
        """On towards the sale: the next thing he needs to know, or off he goes."""
        if self.phase == "wait":
            return []
        if self.phase == "open" and (self.turn > 1 or heard.has("qty", "place", "clock", "delay") or self.chance.random() < .3):
            self.phase = "arrange"
        if self.facts.get("trip"):
            return self._before_trip(now, heard, quiet)
        if heard.has("reschedule", "vague_time") and heard.day and not self.facts.get("when"):
            self.facts.pop("proposed_when", None)
        for need in self.needs:
            lines = self._need(now, need)
            if lines:
                return lines
        return self._confirm(now)

    def _need(self, now, need):
        if need == "what":
            if self.facts.get("qty"):
                return None
            kind = "ask_what" if self.tries.get("ask_what", 0) == 0 and self.chance.random() < .4 else "ask_quantity"
            if self.tries.get("ask_what", 0) + self.tries.get("ask_quantity", 0) >= TRIES:
                self.facts["qty"] = "1"
                return None
            return self.ask(now, kind)
        if need == "place":
            return self._need_place(now)
        if need == "time":
            return self._need_time(now)
        if self.facts.get(need):
            return None
        kind = {"who": "ask_who", "pay": "pay_first", "app": "want_app", "call": "want_call", "how": "how_are_you"}[need]
        return self.ask(now, kind)

    def _need_place(self, now):
        if self.facts.get("place"):
            return None
        tries = self.tries.get("ask_place", 0) + self.tries.get("propose_place", 0)
        if tries > TRIES + 1:
            self.patience -= .25 * self.full
        if self.own_place or tries >= 2:
            self.facts["proposed_place"] = self.speech.place()
            return self.ask(now, "propose_place", place=self.facts["proposed_place"])
        return self.ask(now, "ask_place")

    def _need_time(self, now):
        if self.facts.get("when", 0) > now - 600:
            return None
        tries = self.tries.get("ask_time", 0) + self.tries.get("propose_time", 0)
        if tries > TRIES + 1:
            self.patience -= .25 * self.full
        if tries >= 1 or self.chance.random() < .3:
            minutes = self.chance.choice([15, 20, 25, 30, 40, 60])
            self.facts["proposed_when"] = now + minutes * 60
            return self.ask(now, "propose_time", min=minutes, when=self.facts["proposed_when"])
        return self.ask(now, "ask_time")

    def _confirm(self, now):
        when = max(self.facts["when"], now + 240)
        trip = self.facts["trip"] = f"{self.number} {now}"
        self.facts["when"] = when
        leaves = max(now + self.chance.uniform(40, 240), when - self.chance.uniform(8, 18) * 60)
        self.at(awake(self.chance, leaves), self._set_off, trip)
        if leaves - now > 2 * 3600 and self.chance.random() < .6:
            self.at(awake(self.chance, leaves - 1800), self._still_on, trip)
        return self.line("confirm", when=when)

    def _before_trip(self, now, heard, quiet):
        """Agreed, and he has not left yet."""
        if heard.has("reschedule") or heard.day:
            return self._move(now, heard)
        return [] if quiet or self.chance.random() < .35 else self.line("bye_ok")

    def _while_waiting(self, now, heard):
        """On the road or there already: what the excuse is worth."""
        if heard.has("reschedule") and (heard.day or not heard.has("late", "here", "corner")):
            return self._move(now, heard)
        if heard.has("corner", "lost"):
            return self.line("corner" if heard.has("corner") or self.chance.random() < .4 else "here_no")
        if heard.has("here"):
            return self.line("here_no" if self.kept else "on_my_way")
        if heard.has("late", "wait", "delay", "on_way", "excused"):
            often = self.done_before.get("late", 0) > 2 or self._angry() > .6
            return self.line("late_angry" if often and self.chance.random() < .7 else "late_ok")
        if heard.has("ask_phone"):
            return self._phone()
        if heard.has("ask_place"):
            return self.line("arrived") if self.kept else self.line("on_my_way")
        if heard.has("ask_time"):
            return self.line("answer_time")
        if heard.has("smalltalk"):
            return self.line("smalltalk" if self.chance.random() < self.persona.chats / 2 else "hurry")
        return self.line("late_ok") if heard.has("apologise", "agree") else self.ask(now, "where")

    def _move(self, now, heard):
        """Another time, less willingly each time."""
        self.moved, self.moved_now = self.moved + 1, True
        if self.chance.random() > (.85 if self.phase != "wait" else .7) * .72 ** (self.moved - 1):
            if self.chance.random() < .5 or self.moved > 2:
                self.patience = 0
                self._leave(now, "patience")
                return []
            return self.line("resched_no") + self.ask(now, "where" if self.phase == "wait" else "propose_time", min=20, when=now + 1200)
        self.phase = "mend"
        self.facts.pop("trip", None)
        if heard.clock is None and heard.delay is None:
            self.facts.pop("when", None)
            self.asked.append(["ask_time", now, None])
            self.pending["ask_time"] = 1
            return self.line("resched_ok")
        self.facts["when"] = self._at_clock(now, heard.clock, heard.day) if heard.clock is not None else now + heard.delay * 60
        return self._confirm(now)

    def _maybe_return(self, now, heard):
        """He had left, and is written to again."""
        if self.over == "robot":
            return None
        ease = self.persona.forgives * .5 ** self.returns * (1.2 if heard.has("apologise", "reschedule", "qty") else .75)
        if now - self.spoke > 2 * DAY:
            ease *= .6
        if self.over in ("silence", "goodbye"):
            ease = min(.95, ease * 1.6)
        if self.chance.random() > ease:
            return None
        self.returns += 1
        self.over, self.phase, self.pending, self.warned = "", "mend", {}, False
        self.patience = self.full * .5 * .75 ** (self.returns - 1)
        self.facts.pop("trip", None)
        self.facts.pop("when", None)
        self._learn_facts(now, heard, {})
        lines = self.line("comeback") + (self._step(now, heard) if self.chance.random() < .8 else [])
        self._later(self.talk(now, lines[:3]), 900, self._nudge, .7)
        return None


def things(heard):
    """What a reply does, in the words of town.THINGS."""
    acts = heard.acts
    found = {t for t in ("ask_menu", "ask_price", "ask_quality", "haggle", "ask_repeat", "qty", "place", "smalltalk",
                         "corner", "reschedule", "apologise", "ask_phone") if t in acts}
    if acts & {"clock", "delay"}:
        found.add("time")
    if "lost" in acts:
        found.add("corner")
    if "late" in acts:
        found.add("late")
    if "dodge" in acts and not found:
        found.add("dodge")
    if "agree" in acts and not found:
        found.add("vague")
    return sorted(found)
