# SPDX-License-Identifier: GPL-3.0-or-later
"""A line of a kind in a language, with its slots filled and typed by a thumb."""

import re
import unicodedata

from . import words_en, words_fr, words_nl

LANGUAGES = ("nl", "fr", "en")


def _split(text):
    return [line for part in text.split("\n") for line in part.split("|")]


def _table(words):
    slots = {name: _split(text) for name, text in words.SLOTS.items()}
    lines = {kind: [(line, re.findall(r"{(\w+)}", line)) for line in _split(text)] for kind, text in words.LINES.items()}
    return slots, lines


TABLES = {"nl": _table(words_nl), "fr": _table(words_fr), "en": _table(words_en)}
NEAR = {"a": "s", "e": "r", "i": "o", "n": "m", "s": "d", "t": "r", "o": "p", "k": "l"}     # keys beside


def plain(text):
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


def say(chance, language, kind, age=0, neat=False):
    """`age` fills {age} and {next}; `neat` leaves the typing alone."""
    slots, lines = TABLES[language]
    line, names = lines[kind][int(chance.random() * len(lines[kind]))]
    if names:
        line = line.format(**{name: _fill(chance, slots, name, age) for name in names})
    return line if neat else thumb(chance, line)


def _fill(chance, slots, name, age):
    if name == "age":
        return age
    if name == "next":
        return age + 1
    if name == "n":
        return int(chance.random() * 9000) + 1000
    return slots[name][int(chance.random() * len(slots[name]))]


def thumb(chance, line):
    """What haste does: no accents, a slip, a doubled end, a capital from the phone."""
    draw = chance.random()
    if draw < .35:
        return line
    if draw < .60:
        return plain(line)
    if draw < .75:
        return line[:1].upper() + line[1:]
    if draw < .83:
        return line + line[-1:] * 2 if line[-1:].isalpha() else line
    if draw < .93 and len(line) > 6:
        at = 1 + int(chance.random() * (len(line) - 2))
        if line[at] in NEAR:
            return line[:at] + NEAR[line[at]] + line[at + 1:]
        return line
    return line + ("!", "..", " :)", " 😂")[int(chance.random() * 4)]
