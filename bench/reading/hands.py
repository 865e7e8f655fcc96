# SPDX-License-Identifier: GPL-3.0-or-later
"""One hand left out at a time: how well texts are read whose writer the models have never seen."""

import collections
import os
import shutil
import tempfile

from reading import program, score, texts


def full_hands(examples):
    """Those who wrote texts of every kind, in the order of their names."""
    kinds = collections.defaultdict(set)
    for e in examples:
        if e.kind and e.alone:
            kinds[e.language, e.hand].add(e.kind)
    return sorted({hand for (_, hand), those in kinds.items() if len(those) == len(texts.KINDS)})


def without(packs, hand, where):
    """A copy of the packs folder in which this hand wrote nothing."""
    shutil.copytree(packs, where)
    for _, path in texts.example_files(where):
        if texts.hand_of(path) == hand:
            os.unlink(path)


def _folded(text):
    return "".join(c for c in text.casefold() if c.isalnum())


def measure(fauxbond, packs, examples, hand):
    """{language: figures} of one hand, and how many of its texts another hand wrote too, which are passed over."""
    others = {(e.language, _folded(e.text)) for e in examples if e.hand != hand}
    mine = [e for e in examples if e.hand == hand and e.kind and e.alone]
    judged = [e for e in mine if (e.language, _folded(e.text)) not in others]
    with tempfile.TemporaryDirectory(prefix="fauxbond-reading-") as folder:
        where = os.path.join(folder, "packs")
        without(packs, hand, where)
        readings = program.classify(fauxbond, [e.text for e in judged], where)
    found = {}
    for language in texts.LANGUAGES:
        of = [i for i, e in enumerate(judged) if e.language == language]
        if of:
            found[language] = score.of_kinds(
                [texts.Text(judged[i].kind, language, False, judged[i].text) for i in of],
                [readings[i]["kind"] for i in of])
    return {"hand": hand, "languages": found, "passed_over": len(mine) - len(judged)}
