# SPDX-License-Identifier: GPL-3.0-or-later
"""Genuine texts: a skeleton of phrases.py, filled in and typed as people type on a telephone."""

import re
import unicodedata

from . import phrases

LANGUAGES = ("fr", "en", "nl")
WEIGHTS = (78, 12, 10)
NEAR = dict(zip("azertyuiopqsdfghjklmwxcvbn", "zaretuyoipsqfdhgkjlkxwvcnb"))


def _plain(text):
    """Without accents."""
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


def _typo(chance, text):
    """One slip of the thumb: a letter left out, doubled, swapped with the next, or another."""
    at = [i for i, c in enumerate(text) if c.isalpha()]
    if len(at) < 6:
        return text
    i = chance.choice(at)
    kind = chance.randrange(4)
    if kind == 0:
        return text[:i] + text[i + 1:]
    if kind == 1:
        return text[:i] + text[i] + text[i:]
    if kind == 2 and i + 1 < len(text):
        return text[:i] + text[i + 1] + text[i] + text[i + 2:]
    return text[:i] + NEAR.get(text[i].lower(), text[i]) + text[i + 1:]


def _abbreviate(chance, text, share):
    for long, short in phrases.SHORT.items():
        if chance.random() < share:
            text = re.sub(rf"\b{re.escape(long)}\b", short, text, flags=re.IGNORECASE)
    return text


def _fill(chance, skeleton, language, group):
    if chance.random() < 0.2:
        skeleton += chance.choice((" ", ", ", ". ")) + chance.choice(phrases.TAIL[group][language])
    days = chance.sample(phrases.DAYS[language], 2)
    hour = chance.choice([12, 15, 18, 19, 20, 21, 22])
    return skeleton.format(
        g=chance.choice(phrases.GREETINGS[language]), n=chance.choice(phrases.NAMES),
        f=chance.choice(phrases.HER_NAMES), b=chance.choice(phrases.BARS[group]),
        j=days[0], j2=days[1],
        h=f"{hour}h" if language == "fr" else f"{hour}:00")


class Typist:
    """One person's way of typing; it is the same in all his messages."""

    def __init__(self, chance, group):
        self.group = group
        self.language = chance.choices(LANGUAGES, WEIGHTS)[0]
        self.accents = chance.random() < 0.45
        self.case = chance.choices(("as written", "lower", "upper"), (50, 46, 4))[0]
        self.stops = chance.random() < 0.5
        self.shortens = chance.choice((0, 0, 0.2, 0.7)) if self.language != "nl" else 0
        self.slips = chance.choice((0, 0, 0.3, 0.8))
        self.emoji = chance.choice((0, 0, 0.3, 0.8))
        self.draws_out = chance.random() < 0.08

    def first(self, chance):
        return self.typed(chance, phrases.FIRST[self.group][self.language])

    def more(self, chance):
        return self.typed(chance, phrases.MORE[self.group][self.language])

    def typed(self, chance, skeletons):
        """One of the skeletons, as this person types it."""
        text = _fill(chance, chance.choice(skeletons), self.language, self.group)
        text = _abbreviate(chance, text, self.shortens)
        if not self.accents:
            text = "".join(c if ord(c) > 0x2000 else _plain(c) for c in text)
        text = {"lower": text.lower(), "upper": text.upper()}.get(self.case, text)
        if not self.stops:
            text = text.rstrip(" .!")
        elif text[-1] in "?!":
            text += chance.choice(("", "", text[-1], " " + text[-1] * 2))
        if self.draws_out and text[-1].isalpha():
            text += text[-1] * chance.randint(2, 4)
        if chance.random() < self.slips:
            text = _typo(chance, text)
        if chance.random() < self.emoji:
            text += " " + chance.choice(phrases.EMOJI) * chance.choice((1, 1, 1, 2, 3))
        return text.strip() or "?"


def genuine(chance, group, more_share=0):
    """The texts of one genuine sender: one, or for `more_share` of them two to four."""
    typist = Typist(chance, group)
    count = chance.randint(2, 4) if chance.random() < more_share else 1
    return [typist.first(chance)] + [typist.more(chance) for _ in range(count - 1)]


def desperate(chance):
    """One who means it: in his own words, typed as anybody types."""
    return Typist(chance, "B").typed(chance, phrases.DESPERATE)
