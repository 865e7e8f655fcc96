# SPDX-License-Identifier: GPL-3.0-or-later
"""Held-back texts that an example is nearly the same as. Whoever learnt the example has seen them."""

import collections

LEAST = 0.6  # of the runs of four letters that either has, how many both have
COMMON = 800  # a run that more examples share finds nobody
LIKELIEST = 15


def _runs(text):
    bare = "".join(c for c in text.casefold() if c.isalnum())
    return {bare[i:i + 4] for i in range(max(1, len(bare) - 3))}


def find(examples, held):
    """The indexes of `held` that have a twin in their language."""
    runs = [_runs(e.text) for e in examples]
    where = collections.defaultdict(list)
    for i, e in enumerate(examples):
        for run in runs[i]:
            where[e.language, run].append(i)
    return {i for i, t in enumerate(held) if _has_twin(t, runs, where)}


def _has_twin(text, runs, where):
    mine, shared = _runs(text.text), collections.Counter()
    for run in mine:
        those = where[text.language, run]
        if len(those) < COMMON:
            shared.update(those)
    return any(len(mine & runs[i]) >= LEAST * len(mine | runs[i])
               for i, _ in shared.most_common(LIKELIEST))
