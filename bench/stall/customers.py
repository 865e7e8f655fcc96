# SPDX-License-Identifier: GPL-3.0-or-later
"""Customers to compare with, behind one interface: reply(now, conversation) gives (delay, text) or None.
A text may be a function, called when it is sent: what came in meanwhile is then known."""

import random
import re

from . import customer_en, customer_fr, customer_nl, thumbs
from .contact import awake, heavy
from .town import THINGS

SAYS = {"nl": customer_nl, "fr": customer_fr, "en": customer_en}
PLACES = {"nl": ["het station", "het park", "de bib", "de kerk", "het zwembad", "de brug"],
          "fr": ["la gare", "le parc", "la poste", "l'église", "la piscine", "le pont"],
          "en": ["the station", "the park", "the library", "the church", "the pool", "the bridge"]}


class Customer:
    def __init__(self, seed):
        self.chance = random.Random(f"{type(self).__name__} {seed}")
        self.state = {}

    def of(self, conversation):
        return self.state.setdefault(conversation.number, {})

    def human(self, now, median=80):
        """Heavy-tailed, never at once, and asleep at night."""
        at = now + heavy(self.chance, median, 1.0, 9, 4 * 3600)
        return awake(self.chance, at, 8.5, 25.5) - now


class Script(Customer):
    """Eight lines in order, each a minute after his message, then nothing: an evening's hobby."""
    name = "script"

    def reply(self, now, conversation):
        state = self.of(conversation)
        lines, state["n"] = SAYS[conversation.language].SCRIPT, state.get("n", 0) + 1
        return (60, lines[state["n"] - 1]) if state["n"] <= len(lines) else None


class RandomLines(Customer):
    """Any plausible line, at a human's pace, for ever."""
    name = "random"

    def reply(self, now, conversation):
        lines = re.split(r"[|\n]", SAYS[conversation.language].RANDOM.strip())
        return self.human(now), self.chance.choice(lines)


class Eliza(Customer):
    """Reflects what he says by patterns, at a human's pace."""
    name = "eliza"

    def reply(self, now, conversation):
        return self.human(now), lambda: self._reflect(conversation)

    def _reflect(self, conversation):
        says, text = SAYS[conversation.language], conversation.sent()[-1].text.lower()
        for pattern, answers in says.ELIZA:
            if m := re.search(pattern, text):
                rest = m.group(1).strip(" ?!.") if m.groups() else ""
                return self.chance.choice(answers).format(rest[:40])
        return self.chance.choice(says.ELIZA_ELSE)


class Attentive(Customer):
    """One who knows what the dealer just asked, answers it, and otherwise does anything permitted at
    random: what understanding alone is worth. It reads the dealer's mind, so it is no rival."""
    name = "attentive"

    QUESTIONS = {"ask_what": "what", "ask_quantity": "what", "ask_place": "place", "ask_time": "time", "ask_who": "who",
                 "propose_place": "agree", "propose_time": "agree", "pay_first": "pay", "want_app": "app",
                 "want_call": "call", "how_are_you": "how", "bot_test": "bot", "test_word": "word",
                 "test_recall": "recall", "still_on": "agree"}
    FREE = {"open": ["what", "price", "quality", "menu", "haggle", "chat", "place", "agree"],
            "arrange": ["agree", "chat", "quality", "haggle", "phone", "repeat"],
            "wait": ["late", "late", "corner", "lost", "chat", "apologise", "phone", "resched"],
            "mend": ["agree", "apologise", "chat", "phone"]}
    DOES = {"price": "ask_price", "quality": "ask_quality", "menu": "ask_menu", "chat": "smalltalk", "agree": "vague",
            "phone": "ask_phone", "repeat": "ask_repeat", "lost": "corner", "resched": "reschedule", "what": "qty"}

    def reply(self, now, conversation):
        if conversation.kind != "dealer":
            return None
        return self.human(now), lambda: self._answer(conversation)

    def _answer(self, dealer):
        state = self.of(dealer)
        kinds = [self.QUESTIONS[k] for k in dealer.pending if k in self.QUESTIONS]
        if not kinds:
            kinds = [self.pick(dealer, self._free(dealer, state))]
        elif dealer.phase == "open" and len(kinds) == 1 and self.chance.random() < .3:
            kinds.append(self.pick(dealer, ["price", "quality", "chat"]))
        for kind in kinds:
            state["did", kind] = state.get(("did", kind), 0) + 1
        return " ".join(self._unused(dealer, state, kind) for kind in kinds[:2])

    def _free(self, dealer, state):
        options = self.FREE[dealer.phase]
        if dealer.over:
            return ["apologise", "resched"]
        if dealer.phase == "wait" and sum(state.get(("did", k), 0) for k in ("late", "corner", "lost")) < 2:
            options = [o for o in options if o != "resched"]
        once = {"price", "quality", "menu", "what"}
        return [o for o in options if not (o in once and state.get(("did", o)))] or ["agree"]

    def pick(self, dealer, options):
        return self.chance.choice(options)

    def _unused(self, dealer, state, kind):
        """A wording not used before, where there is one."""
        used = self.state.setdefault("used", set())
        for _ in range(4):
            text = self._word(dealer, state, kind)
            if text not in used:
                break
        else:                       # all said before: typed otherwise, at least
            text = f"{text} {self.chance.choice(thumbs.WORDS[dealer.language].TAIL[:8])}"
            text = thumbs.slip(self.chance, text)
        used.add(text)
        return text

    def _word(self, dealer, state, kind):
        says = SAYS[dealer.language]
        line = thumbs.choose(self.chance, self.chance.choice(says.ATTENTIVE[kind]))
        state.setdefault("place", self.chance.choice(PLACES[dealer.language]))
        state.setdefault("qty", self.chance.choice([1, 2, 2, 3]))
        facts = {"item": dealer.speech.menu[0][0], "qty": state["qty"], "min": self.chance.choice([10, 15, 20, 25]),
                 "app": self.chance.choice(says.APPS), "word": dealer.test_word, "last": dealer.said_last[:25]}
        return re.sub(r" +", " ", line.format(place=state["place"], **facts)).strip()


class Knowing(Attentive):
    """The same, but it also knows what the town likes: how far learning could get."""
    name = "knowing"

    def pick(self, dealer, options):
        def worth(option):
            thing = self.DOES.get(option, option)
            if thing not in THINGS:
                return -.2
            value = dealer.mood.effect(dealer.persona, thing, dealer.phase)
            return value * .6 ** dealer.done_before.get(thing, 0) if value > 0 else value
        return max(sorted(set(options)), key=worth)


ALL = {c.name: c for c in (Script, RandomLines, Eliza, Attentive, Knowing)}
