# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a reply is one a customer could have given: which question it meets, and what makes him
suspicious, each cause by name."""

import re

from . import ear
from .thumbs import plain

# What answers a question, and what at least shows that it was read.
ANSWERS = {
    "ask_what": {"qty", "want"}, "ask_quantity": {"qty"}, "ask_place": {"place"},
    "ask_time": {"clock", "delay", "vague_time"}, "ask_who": {"who"},
    "propose_place": {"agree", "refuse", "place"}, "propose_time": {"agree", "refuse", "clock", "delay", "vague_time"},
    "pay_first": {"cash", "refuse"}, "want_app": {"excuse", "refuse", "agree"},
    "want_call": {"excuse", "refuse", "agree", "ask_phone"},
    "where": {"here", "delay", "late", "wait", "on_way", "corner", "lost", "place", "reschedule", "clock"},
    "how_are_you": {"smalltalk", "agree", "thanks"}, "bot_test": {"deny_bot"},
    "test_word": {"deny_bot", "smalltalk"}, "test_recall": {"deny_bot", "ask_repeat"},
    "still_on": {"agree", "delay", "clock", "late", "reschedule", "on_way", "refuse", "here"},
    "nudge": {"agree", "late", "wait", "apologise", "here", "on_way", "qty", "place", "clock", "delay"},
}
VISIBLE = {"dodge", "ask_repeat", "excuse", "wait", "apologise", "late", "reschedule", "goodbye", "ask_phone", "anger"}
DODGES = {
    "ask_what": {"ask_menu", "ask_price", "ask_quality", "agree", "haggle", "place", "ask_place", "ask_time"},
    "ask_quantity": {"ask_price", "haggle", "ask_menu", "ask_quality"}, "ask_place": {"ask_place", "refuse"},
    "ask_time": {"ask_time", "refuse"}, "ask_who": {"refuse", "deny_bot"}, "propose_place": {"ask_place", "corner", "clock", "delay", "ask_time"},
    "propose_time": {"ask_time", "late"}, "pay_first": {"agree", "haggle"}, "want_app": set(), "want_call": set(),
    "where": {"ask_place", "agree", "vague_time"}, "how_are_you": {"greet", "qty", "ask_price", "ask_menu", "want"},
    "bot_test": {"who"}, "test_word": set(), "test_recall": set(), "still_on": {"vague_time", "ask_time"},
    "nudge": {"smalltalk", "ask_price", "ask_menu", "ask_quality", "haggle", "greet", "who", "deny_bot", "refuse", "vague_time", "want"},
}
TESTS = {"bot_test", "test_word", "test_recall"}
WEIGHT = {"unanswered": .16, "test ignored": .45, "same text": .45, "colleague had it": .40, "too quick": .30,
          "same delay": .25, "asked again": .12, "contradiction": .20, "nonsense": .28, "not understood": .08,
          "other language": .35, "too long": .10, "too polished": .10, "at night": .10}


def meets(kind, heard, texts, dealer):
    """answered, dodged or None."""
    if heard.acts & ANSWERS[kind] or kind in TESTS and _echoes(kind, texts, dealer):
        return "answered"
    if heard.acts & (VISIBLE | DODGES[kind]):
        return "dodged"
    return None


def _echoes(kind, texts, dealer):
    """Whether a word of the test comes back."""
    said = dealer.test_word if kind == "test_word" else dealer.said_last
    wanted = {w for w in re.findall(r"[a-z]{4,}", plain(said.lower()))}
    return bool(wanted & set(re.findall(r"[a-z]{4,}", plain(" ".join(texts).lower()))))


def causes(dealer, now, texts, delays, heard, met):
    """The names of all that is odd about the texts he just read. `met`: {question: how it was met}."""
    found = []
    for kind, how in met.items():
        if how is None and kind != "nudge":
            found.append("test ignored" if kind in TESTS else "unanswered")
    found += _of_texts(dealer, texts)
    found += _of_delays(dealer, delays)
    found += _of_sense(dealer, heard, met)
    if heard.language and heard.language != dealer.language:
        found.append("other language")
    if 2.5 <= dealer.hour(now) < 6 and now - dealer.spoke > 1800:
        found.append("at night")
    return found


def _of_texts(dealer, texts):
    for text in texts:
        words, key = len(ear.words_of(text)), ear.key(text)
        if words >= 3:
            if key in dealer.told:
                yield "same text"
            other = dealer.group.told.setdefault(key, dealer.number)
            if other != dealer.number and dealer.chance.random() < .4:
                yield "colleague had it"
            dealer.told.add(key)
        if len(text) > 150:
            yield "too long"
        if words >= 12 and re.match(r"[A-ZÀ-Ý]", text) and len(re.findall(r"[.,!;?](?: |$)", text)) >= 2 and text[-1] in ".!?":
            yield "too polished"


def _of_delays(dealer, delays):
    if any(d < 4 for d in delays):
        yield "too quick"
    dealer.delays += delays
    last = dealer.delays[-4:]
    if delays and len(last) == 4 and max(last) - min(last) <= max(3, .05 * max(last)):
        yield "same delay"


def _of_sense(dealer, heard, met):
    meeting = dealer.facts.get("when") is not None
    if not heard.acts and heard.words >= 2 and not heard.question:
        yield "not understood"
    core = heard.acts - {"agree", "greet", "thanks", "question", "delay", "excused", "wait", "place", "ask_place", "vague_time"}
    misplaced = {"here", "corner", "lost"} if not meeting else set()
    if dealer.phase == "open":
        misplaced = misplaced | {"late", "on_way", "apologise"}
    if not dealer.accused:
        misplaced = misplaced | {"deny_bot"}
    if core and core <= misplaced and not any(met.values()):
        yield "nonsense"
    for act in ("ask_price", "ask_menu", "ask_quality"):
        if act in heard.acts and dealer.explained.get(act, 0) >= 1 and not heard.has("ask_repeat", "haggle"):
            yield "asked again"
    yield from _contradictions(dealer, heard)


def _contradictions(dealer, heard):
    if heard.has("apologise", "reschedule", "late", "corner", "lost", "excused", "haggle", "ask_repeat") or heard.question:
        return
    facts = dealer.facts
    if heard.qty and facts.get("qty") and heard.qty != facts["qty"] and heard.qty[:1].isdigit() and facts["qty"][:1].isdigit():
        yield "contradiction"
    if heard.place and facts.get("place") and not _same_place(heard.place, facts["place"]):
        yield "contradiction"
    if heard.clock is not None and facts.get("clock") is not None and abs(heard.clock - facts["clock"]) > 30:
        yield "contradiction"


def _same_place(one, other):
    a, b = (set(re.findall(r"[a-z]{4,}", plain(p.lower()))) for p in (one, other))
    return bool(a & b) or not (a and b)
