# SPDX-License-Identifier: GPL-3.0-or-later
"""Held-back texts, and the examples of packs/ that the models are trained from."""

import collections
import os
import re

LANGUAGES = ("nl", "fr", "en")
KINDS = ("dealer", "insult", "threat", "sexual", "pushy", "spam", "scam", "wrong_number",
         "distress", "stop", "ordinary")

Text = collections.namedtuple("Text", "kind language hard text")
# kind or act is None; `alone` is false for the last message of a conversation.
Example = collections.namedtuple("Example", "language hand file kind act alone text")

QUOTED = re.compile(r'\s*(?:- )?(?:them: |us: )?"((?:[^"\\]|\\.)*)"')


def held(path):
    """kind, language, easy or hard, text."""
    with open(path, encoding="utf-8") as f:
        cells = [line.rstrip("\n").split("\t", 3) for line in f]
    return [Text(kind, language, ease == "hard", text) for kind, language, ease, text in cells]


def rows(path):
    """Any other table, as lists of cells."""
    with open(path, encoding="utf-8") as f:
        return [line.rstrip("\n").split("\t") for line in f]


def example_files(packs):
    for language in LANGUAGES:
        folder = os.path.join(packs, language, "examples")
        for name in sorted(os.listdir(folder)):
            if name.endswith(".yaml"):
                yield language, os.path.join(folder, name)


def examples(packs):
    return [e for language, path in example_files(packs) for e in _of_file(language, path)]


def hand_of(path):
    with open(path, encoding="utf-8") as f:
        for line in f:
            if line.startswith("hand: "):
                return line[6:].strip()
    raise ValueError(f"{path}: no hand")


def _text_of(line, path):
    found = QUOTED.match(line)
    if not found:
        raise ValueError(f"{path}: not understood here: {line}")
    return re.sub(r"\\(.)", r"\1", found.group(1))


def _of_file(language, path):
    """The few forms of YAML that the examples are written in."""
    hand, section, name, last = hand_of(path), None, None, None
    with open(path, encoding="utf-8") as f:
        for line in f:
            bare = line.strip()
            if not bare or bare.startswith("#") or line.startswith("hand:"):
                continue
            if not line.startswith(" "):
                section = bare.rstrip(":")
            elif section == "conversations":
                if bare.startswith("- kind: "):
                    if last:
                        yield Example(language, hand, path, name, None, False, last)
                    name, last = bare[8:], None
                elif bare.startswith("- them: "):
                    last = _text_of(line, path)
            elif bare.startswith("- "):
                text = _text_of(line, path)
                kind, act = (name, None) if section == "kinds" else (None, name)
                yield Example(language, hand, path, kind, act, True, text)
            else:
                name = bare.rstrip(":")
    if last:
        yield Example(language, hand, path, name, None, False, last)
