# SPDX-License-Identifier: GPL-3.0-or-later
"""test_transcripts.py: comments stay under the conversation they were written for, and nowhere else."""

import importlib.machinery
import importlib.util
import os
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
PATH = os.path.join(os.path.dirname(os.path.abspath(__file__)), "transcripts")
LOADER = importlib.machinery.SourceFileLoader("transcripts", PATH)
transcripts = importlib.util.module_from_spec(importlib.util.spec_from_loader("transcripts", LOADER))
LOADER.exec_module(transcripts)

ONE = "nl-01: drawn\nfigures 1\n\nMon 18:00:00  hij    a\nMon 18:01:00  lijn   b\n                     [haggle] p 31\n\n"
OTHER = "nl-02: drawn\nfigures 2\n\nMon 19:00:00  hij    c\n\n"


def read(folder, name):
    with open(os.path.join(folder, name + ".txt"), encoding="utf-8") as f:
        return f.read()


def comment(folder, name, text):
    with open(os.path.join(folder, name + ".txt"), "w", encoding="utf-8") as f:
        f.write(text)


class Comments(unittest.TestCase):
    def setUp(self):
        where = tempfile.TemporaryDirectory()
        self.addCleanup(where.cleanup)
        self.folder = where.name
        transcripts.write_all({"nl-01": ONE, "nl-02": OTHER}, self.folder)
        comment(self.folder, "nl-01", read(self.folder, "nl-01").replace(transcripts.NONE, "Good.\n\nSecond thought."))

    def test_none_yet(self):
        self.assertTrue(read(self.folder, "nl-02").endswith(f"{transcripts.MARK}\n\n{transcripts.NONE}\n"))

    def test_stays_while_the_texts_do(self):
        again = ONE.replace("figures 1", "figures 3").replace("p 31", "p 4")
        self.assertEqual(transcripts.write_all({"nl-01": again}, self.folder), 0)
        self.assertTrue(read(self.folder, "nl-01").endswith("\n\nGood.\n\nSecond thought.\n"))
        self.assertEqual(os.listdir(self.folder), ["nl-01.txt"])

    def test_follows_its_conversation(self):
        transcripts.write_all({"nl-01": OTHER, "nl-02": ONE}, self.folder)
        self.assertIn(transcripts.NONE, read(self.folder, "nl-01"))
        self.assertIn("Good.", read(self.folder, "nl-02"))

    def test_goes_with_it(self):
        self.assertEqual(transcripts.write_all({"nl-01": ONE.replace("  b", "  other")}, self.folder), 1)
        self.assertIn(transcripts.NONE, read(self.folder, "nl-01"))


if __name__ == "__main__":
    unittest.main()
