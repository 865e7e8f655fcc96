# SPDX-License-Identifier: GPL-3.0-or-later
"""How a text comes out of somebody's thumbs: choices drawn, facts filled in, abbreviations,
missing accents, slips. One hand a person, so that he writes alike all evening."""

import re
import unicodedata
from dataclasses import dataclass

from . import words_en, words_fr, words_nl

WORDS = {"nl": words_nl, "fr": words_fr, "en": words_en}
LINES = {language: {act: [line for line in lines.split("\n") if line] for act, lines in words.ACTS.items()}
         for language, words in WORDS.items()}
CHOICE = re.compile(r"\[([^\[\]]*\|[^\[\]]*)\]")
NEAR = dict(zip("azertyuiopqsdfghjklmwxcvbn", "zaretuyoipsqfdhgkjlkxwvcnb"))


def plain(text):
    """Without accents."""
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


def choose(chance, line):
    """Every [a|b|] of a line decided."""
    while CHOICE.search(line):
        line = CHOICE.sub(lambda m: chance.choice(m.group(1).split("|")), line, count=1)
    return re.sub(r" +", " ", line).strip()


@dataclass
class Hand:
    """Somebody's way of typing."""
    language: str
    abbreviates: float
    slips: float
    accents: bool
    capitals: bool
    tail: float
    shout: float = 0.0

    def write(self, chance, text, tail=True):
        words = WORDS[self.language]
        if tail and chance.random() < self.tail and len(text) < 60:
            text += " " + chance.choice(words.TAIL)
        for full, short in words.ABBREVIATED.items():
            if full in text and chance.random() < self.abbreviates:
                text = re.sub(rf"\b{full}\b", short, text)
        if not self.accents:
            text = plain(text)
        if chance.random() < self.slips:
            text = slip(chance, text)
        if self.capitals:
            text = text[:1].upper() + text[1:]
        if chance.random() < self.shout:
            text = text.upper()
        return text


def hand(chance, language):
    return Hand(language, abbreviates=chance.choice([0, .3, .7, 1]), slips=chance.choice([0, .03, .1, .2]),
                accents=chance.random() < .5, capitals=chance.random() < .35, tail=chance.choice([0, .1, .3]),
                shout=chance.choice([0, 0, 0, .05]))


def slip(chance, text):
    at = [i for i, c in enumerate(text) if c.isalpha()]
    if len(at) < 6:
        return text
    i, kind = chance.choice(at), chance.randrange(4)
    if kind == 0:
        return text[:i] + text[i + 1:]
    if kind == 1:
        return text[:i] + text[i] + text[i:]
    if kind == 2 and i + 1 < len(text):
        return text[:i] + text[i + 1] + text[i] + text[i + 2:]
    return text[:i] + NEAR.get(text[i].lower(), text[i]) + text[i + 1:]
