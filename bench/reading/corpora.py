# SPDX-License-Identifier: GPL-3.0-or-later
"""Public corpora, when a folder has them: texts that nobody wrote for this project. They are not part of it."""

import collections
import csv
import glob
import os

from reading import program, texts

HARMLESS = ("ordinary", "wrong_number", "unclear")


def _lines(path, most):
    with open(path, encoding="utf-8", errors="replace") as f:
        return [line.strip() for line in f if line.strip()][:most]


def sentences(fauxbond, folder, most=None):
    """{language: what sentences of speech corpora were taken for}"""
    found = {}
    for language in texts.LANGUAGES:
        paths = sorted(glob.glob(os.path.join(folder, "ordinary", f"cv_{language}_*")))
        all_lines = [line for path in paths for line in _lines(path, most)]
        if all_lines:
            kinds = collections.Counter(r["kind"] for r in program.classify(fauxbond, all_lines))
            found[language] = {
                "texts": len(all_lines), "dealer": kinds["dealer"] / len(all_lines),
                "alarms": sum(n for k, n in kinds.items() if k not in HARMLESS) / len(all_lines),
                "kinds": dict(kinds.most_common())}
    return found


def sms_spam(fauxbond, folder, most=None):
    """spam and scam against ham."""
    path = os.path.join(folder, "sms_spam_uci", "SMSSpamCollection")
    if not os.path.exists(path):
        return None
    pairs = [line.split("\t", 1) for line in _lines(path, most)]
    readings = program.classify(fauxbond, [text for _, text in pairs])
    marked = [r["kind"] in ("spam", "scam") for r in readings]
    spam = [label == "spam" for label, _ in pairs]
    hit = sum(m and s for m, s in zip(marked, spam))
    ham = collections.Counter(r["kind"] for r, s in zip(readings, spam) if not s)
    missed = collections.Counter(r["kind"] for r, s in zip(readings, spam) if s)
    return {"texts": len(pairs), "recall": hit / max(sum(spam), 1), "precision": hit / max(sum(marked), 1),
            "ham_marked": (sum(marked) - hit) / max(spam.count(False), 1),
            "ham_alarms": sum(n for k, n in ham.items() if k not in HARMLESS) / max(sum(ham.values()), 1),
            "ham": dict(ham.most_common()), "spam": dict(missed.most_common())}


def _hostile(fauxbond, rows):
    """rows: (hateful or not, text). How often insult or threat is read in each."""
    readings = program.classify(fauxbond, [text for _, text in rows])
    found = {}
    for name, wanted in (("hateful", True), ("others", False)):
        of = [r["kind"] for r, (hateful, _) in zip(readings, rows) if hateful == wanted]
        found[name] = {"texts": len(of),
                       "insult_or_threat": sum(k in ("insult", "threat") for k in of) / max(len(of), 1)}
    return found


def hatred(fauxbond, folder, most=None):
    """{corpus: figures}"""
    found = {}
    for name, file, text, label in (("HateCheck en", "hatecheck_english.csv", "test_case", "label_gold"),
                                    ("HateCheck nl", "mhc_dutch.csv", "test_case", "label_gold"),
                                    ("HateCheck fr", "mhc_french.csv", "test_case", "label_gold")):
        path = os.path.join(folder, "hatecheck", file)
        if os.path.exists(path):
            with open(path, encoding="utf-8", newline="") as f:
                rows = [(r[label] == "hateful", r[text]) for r in csv.DictReader(f)][:most]
            found[name] = _hostile(fauxbond, rows)
    for name, file in (("MLMA en", "english/mlma_en.tsv"), ("MLMA fr", "french/mlma_fr.tsv")):
        path = os.path.join(folder, *file.split("/"))
        if os.path.exists(path):
            cells = [row for row in texts.rows(path)[1:] if len(row) >= 5][:most]
            found[name] = _hostile(fauxbond, [(row[0] != "normal", row[4]) for row in cells])
    return found
