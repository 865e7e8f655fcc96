# SPDX-License-Identifier: GPL-3.0-or-later
"""The same training texts through Debian's fastText and liblinear. Both get every text as fastText's manual advises:
in small letters, punctuation apart."""

import os
import random
import re
import shutil
import unicodedata
import zlib

from reading import program

TOKEN = re.compile(r"\w+|[^\w\s]")
FASTTEXT = "-wordNgrams 2 -minn 2 -maxn 5 -dim 50 -epoch 25 -lr 0.5 -thread 1"
LIBLINEAR = "-s 2"
# Of a table of hashed features; few of the 7 million runs of letters share a place.
BITS = 20


def missing():
    return [name for name in ("fasttext", "liblinear-train", "liblinear-predict") if not shutil.which(name)]


def tokens(text):
    return TOKEN.findall(unicodedata.normalize("NFKC", text).lower())


def _labelled(path, rows):
    with open(path, "w", encoding="utf-8") as f:
        for label, text in rows:
            f.write(f"__label__{label} {' '.join(tokens(text))}\n")


def fasttext(where, training, held):
    """(guesses, how sure, figures). `training`: (label, text); `held`: texts."""
    learn, ask, once = (os.path.join(where, name) for name in ("learn.txt", "ask.txt", "once.txt"))
    model = os.path.join(where, "fasttext")
    shuffled = list(training)
    random.Random(1).shuffle(shuffled)  # it learns in the order of the file
    _labelled(learn, shuffled)
    _, trained, _ = program.run(["fasttext", "supervised", "-input", learn, "-output", model]
                                + FASTTEXT.split() + ["-verbose", "0"])
    for path, lines in ((once, held[:1]), (ask, held)):
        with open(path, "w", encoding="utf-8") as f:
            f.writelines(" ".join(tokens(t)) + "\n" for t in lines)
    _, loading, _ = program.run(["fasttext", "predict-prob", model + ".bin", once])
    times = 20
    with open(ask, encoding="utf-8") as f:
        many = f.read() * times
    with open(ask, "w", encoding="utf-8") as f:
        f.write(many)
    said, reading, _ = program.run(["fasttext", "predict-prob", model + ".bin", ask])
    answers = [line.split() for line in said.split("\n")[:len(held)]]
    size = os.path.getsize(model + ".bin")
    os.unlink(model + ".bin")
    return ([a[0].removeprefix("__label__") if a else "none" for a in answers],
            [min(float(a[1]), 1.0) if a else 0.0 for a in answers],
            {"train_s": trained, "us_a_text": (reading - loading) * 1e6 / times / len(held),
             "bytes": size})


class Features:
    """Words, pairs of words and runs of two to five letters, hashed; each text of length one."""

    def __init__(self):
        self.of_word = {}

    def _word(self, word):
        ids = self.of_word.get(word)
        if ids is None:
            edged = f"_{word}_"
            runs = {edged[i:i + n] for n in range(2, 6) for i in range(len(edged) - n + 1)}
            ids = [self._place("c" + run) for run in runs] + [self._place("w" + word)]
            self.of_word[word] = ids
        return ids

    @staticmethod
    def _place(feature):
        return 1 + (zlib.crc32(feature.encode()) & ((1 << BITS) - 1))

    def line(self, label, text):
        words = tokens(text)
        ids = {i for word in words for i in self._word(word)}
        ids |= {self._place(f"p{a} {b}") for a, b in zip(words, words[1:])}
        value = f":{len(ids) ** -0.5:.4f}" if ids else ""
        return f"{label} " + " ".join(f"{i}{value}" for i in sorted(ids)) + "\n"


def liblinear(where, training, held):
    """(guesses, figures). How sure it is, it does not say."""
    names = sorted({label for label, _ in training})
    number = {name: i + 1 for i, name in enumerate(names)}
    features = Features()
    learn, ask, model, out = (os.path.join(where, name) for name in ("learn", "ask", "liblinear", "out"))
    with open(learn, "w", encoding="ascii") as f:
        f.writelines(features.line(number[label], text) for label, text in training)
    with open(ask, "w", encoding="ascii") as f:
        f.writelines(features.line(1, text) for text in held)
    _, trained, _ = program.run(["liblinear-train", "-q"] + LIBLINEAR.split() + [learn, model])
    program.run(["liblinear-predict", ask, model, out])
    with open(out, encoding="ascii") as f:
        guesses = [names[int(line) - 1] for line in f]
    return guesses, {"train_s": trained, "bytes": os.path.getsize(model)}
