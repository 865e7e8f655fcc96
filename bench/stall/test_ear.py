#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The ear against its table, and how dealers behave. Run: python3 bench/stall/test_ear.py"""

import os
import random
import sys
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from stall import customers, drive, ear, ear_cases, judge, score, thumbs, town  # noqa: E402
from stall.dealers import Dealer  # noqa: E402

PLACES = tuple(place for places in drive.PLACES.values() for place in places)


class Ear(unittest.TestCase):
    def check(self, language):
        count = 0
        for text, wanted, unwanted, pending in ear_cases.cases(language):
            count += 1
            with self.subTest(text=text):
                acts = ear.hear(text, language, pending, PLACES).acts
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

    def test_no_amount_in_a_bit_late(self):
        for text, language in (("gonna be a bit late", "en"), ("ben een beetje later", "nl"), ("un peu plus tard", "fr")):
            self.assertIsNone(ear.hear(text, language, frozenset({"ask_quantity"})).qty, text)


class Fixed(customers.Customer):
    """Says one text, after one delay."""
    name = "fixed"

    def __init__(self, text, delay):
        super().__init__(1)
        self.text, self.delay = text, delay

    def reply(self, now, conversation):
        return self.delay, self.text


class Silent(customers.Customer):
    def reply(self, now, conversation):
        return None


def played(customer, seed=1, conversations=120, innocents=0.0):
    population = drive.Population(seed, conversations, innocents)
    drive.Driver(population, customer).run()
    return population


def mean_minutes(population):
    dealers = [c for c in population.contacts if c.kind == "dealer"]
    return sum(map(score.active_minutes, dealers)) / len(dealers)


class Dealers(unittest.TestCase):
    def test_deterministic(self):
        logs = [[[(e.at, e.text) for e in c.log] for c in played(customers.RandomLines(3), 3, 40, .2).contacts] for _ in "ab"]
        self.assertEqual(logs[0], logs[1])

    def test_silence_costs_little(self):
        self.assertLess(mean_minutes(played(Silent(1))), 5)

    def test_attention_pays(self):
        attentive, chance = mean_minutes(played(customers.Attentive(1))), mean_minutes(played(customers.RandomLines(1)))
        self.assertGreater(attentive, 1.8 * chance)

    def test_knowing_the_town_pays(self):
        gain = [mean_minutes(played(customers.Knowing(s), s)) / mean_minutes(played(customers.Attentive(s), s)) for s in (1, 2, 3)]
        self.assertGreater(sum(gain) / 3, 1.2)

    def test_a_repeater_is_found_out(self):
        population = played(Fixed("ok that sounds good to me", 2))
        robots = [c.over == "robot" for c in population.contacts]
        self.assertGreater(sum(robots) / len(robots), .6)
        causes = {cause for c in population.contacts for cause in c.causes}
        self.assertLessEqual({"same text", "too quick", "colleague had it", "unanswered"}, causes)

    def test_a_test_wants_a_reaction(self):
        dealer = Dealer(random.Random(1), "+33639981000", town.Town(1), 0, town.Group(), "en")
        dealer.ask(0.0, "bot_test", "accuse")
        dealer.accused, dealer.phase = True, "arrange"
        for text, ignored in (("is it strong", True), ("lol no im not a bot", False)):
            heard = ear.hear(text, "en", frozenset(dealer.pending))
            met = {"bot_test": judge.meets("bot_test", heard, [text], dealer)}
            self.assertEqual(met["bot_test"] is None, ignored, text)

    def test_towns_differ_and_shift(self):
        one, other = town.Town(1, 50), town.Town(2)
        self.assertNotEqual(one.mood(0).effects, other.mood(0).effects)
        self.assertIs(one.mood(49), one.mood(0))
        self.assertIsNot(one.mood(50), one.mood(0))
        self.assertIs(other.mood(5000), other.mood(0))

    def test_lines_have_no_holes(self):
        for language in thumbs.WORDS:
            for seed in range(30):
                dealer = Dealer(random.Random(seed), "+33639981000", town.Town(1), 0, town.Group(), language)
                for act in thumbs.LINES[language]:
                    for text in dealer.line(act, word="x"):
                        self.assertNotRegex(text, r"[{}\[\]|]|//", act)

    def test_innocents_want_peace(self):
        population = played(customers.RandomLines(1), 1, 60, 1.0)
        self.assertGreater(sum(c.treated_as_customer() for c in population.contacts), 30)
        self.assertFalse(any(c.treated_as_customer() for c in played(Silent(1), 1, 60, 1.0).contacts))


if __name__ == "__main__":
    unittest.main()
