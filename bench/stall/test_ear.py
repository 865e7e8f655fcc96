#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The ear against its table. Run: python3 bench/stall/test_ear.py"""

import os
import sys
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from stall import ear, ear_cases  # noqa: E402


class Ear(unittest.TestCase):
    def check(self, language):
        count = 0
        for text, wanted, unwanted, pending in ear_cases.cases(language):
            count += 1
            with self.subTest(text=text):
                acts = ear.hear(text, language, pending).acts
                said = ear.normal(text, language)
                self.assertFalse(wanted - acts, f"not heard in {said!r}, only {sorted(acts)}")
                self.assertFalse(unwanted & acts, f"heard in {said!r}")
        self.assertGreaterEqual(count, 60)

    def test_english(self):
        self.check("en")

    def test_dutch(self):
        self.check("nl")

    def test_french(self):
        self.check("fr")

    def test_named_place(self):
        heard = ear.hear("kben aan berchm", "nl", places=("station Berchem",))
        self.assertIn("place", heard.acts)
        self.assertEqual(ear.hear("oosterpark ok", "nl", places=("het Oosterpark",)).place, "het Oosterpark")

    def test_clock(self):
        for text, language, minutes in (("20u30", "nl", 1230), ("half acht", "nl", 1170), ("half 8?", "en", 1230),
                                        ("vers 21h", "fr", 1260), ("8pm", "en", 1200), ("9h et demie", "fr", 1290)):
            self.assertEqual(ear.hear(text, language).clock, minutes, text)

    def test_language(self):
        self.assertEqual(ear.tongue_of("je suis pas sûr de la place mais tu peux venir"), "fr")
        self.assertEqual(ear.tongue_of("where do you want to meet me"), "en")
        self.assertEqual(ear.tongue_of("ik ben er over een kwartier maar wel met de bus"), "nl")
        self.assertIsNone(ear.tongue_of("ok 2g"))


if __name__ == "__main__":
    unittest.main()
