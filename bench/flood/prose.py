# SPDX-License-Identifier: GPL-3.0-or-later
"""Attackers who have the program's own source: prose from a Markov chain over the first messages that are shipped."""

import collections
import os
import re

PACKS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "packs")
SHORTEST, LONGEST = 3, 25           # words


def _shipped():
    for language in ("fr", "en", "nl"):
        with open(os.path.join(PACKS, language, "firsts.yaml"), encoding="utf-8") as f:
            for line in f:
                found = re.match(r'\s+- "(.*)"$', line)
                if found and found.group(1).strip():
                    yield found.group(1).split()


def markov(chance):
    follows, starts = collections.defaultdict(list), []
    for words in _shipped():
        starts.append(words[0])
        for word, after in zip(words, words[1:] + [None]):
            follows[word].append(after)

    def text():
        while True:
            words = [chance.choice(starts)]
            while words[-1] is not None and len(words) <= LONGEST:
                words.append(chance.choice(follows[words[-1]]))
            words = [w for w in words if w is not None]
            if len(words) >= SHORTEST:
                return " ".join(words)
    return text
