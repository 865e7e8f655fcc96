#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The town: who lives in it, that a seed is a town, and that the judge counts right. Run: python3 bench/site/town/test_town.py"""

import collections
import hashlib
import os
import re
import sys
import unittest

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))
from town import evaders, judge, members, record, standin, table, texts, world  # noqa: E402
from town.town import Town  # noqa: E402


SCALE = .25                 # a quarter of a town, since a second must do


class Strict(standin.StandIn):
    """Suspends on the 20th contact request; holds links; tells of a return from a banned device. Enough to see the judge count."""

    def __init__(self):
        super().__init__()
        self.asks, self.devices = collections.Counter(), {}

    def _member(self, event, verdict):
        super()._member(event, verdict)
        owner = self.devices.setdefault(event.get("device"), event["id"])
        if self.members.get(owner) == "banned":
            self._say("evasion", member=event["id"], sentence="The device of somebody banned.")

    def _contact(self, event, verdict):
        m = event["from"]
        self.asks[m] += 1
        if self.members[m] == "suspended":
            verdict.update(verdict="refuse", reason=["suspended"])
            return
        super()._contact(event, verdict)
        if self.asks[m] == 20 and event["at"] > world.stamp(0):
            self.members[m] = "suspended"
            self.statements += 1
            name = f"q{len(self.items) + 1}"
            self.items[name] = event
            statement = f"s{self.statements}"
            self._say("standing", member=m, state="suspended", percent=0)
            self._say("robot", member=m, robot="many", sentence="Asked twenty.", statement=statement, item=name)
            self._say("queued", item=name, kind="robot", severity=5, member=m)

    def _message(self, event, verdict):
        super()._message(event, verdict)
        if "pay.example.org" in event["text"] and verdict["verdict"] == "deliver":
            verdict.update(verdict="hold", reason=["spam"])
            name = f"q{len(self.items) + 1}"
            self.items[name] = event
            self._say("queued", item=name, kind="held", severity=1, member=event["from"])

    def _decision(self, event, verdict):
        super()._decision(event, verdict)
        about = self.items[event["item"]]
        if about["event"] == "message":
            self._say("released" if event["opinion"] == "lift" else "withheld", id=about["id"], kind="message")
        elif about["event"] == "contact" and event["opinion"] == "lift":
            self._free(about["from"])

    def _reverse(self, event, verdict):
        self._free(next(r["from"] for r in self.items.values() if r["event"] == "contact" and self.members[r["from"]] == "suspended"))

    def _free(self, m):
        self.members[m] = "ok"
        self._say("standing", member=m, state="ok", percent=0)


class Spy:
    def __init__(self, engine):
        self.engine, self.digest, self.events, self.last, self.back = engine, hashlib.sha256(), [], "", 0

    def ask(self, events):
        for event in events:
            self.digest.update(repr(sorted(event.items())).encode())
            self.back += event["at"] < self.last
            self.last = event["at"]
        self.events += events
        return self.engine.ask(events)

    def close(self):
        pass


def lived(seed, engine):
    spy = Spy(engine)
    town = Town(seed, spy, SCALE)
    town.run()
    return town, spy


class Populations(unittest.TestCase):
    """Of one town, lived twice with nobody who stops anybody."""

    @classmethod
    def setUpClass(cls):
        cls.town, cls.spy = lived(1, standin.StandIn())
        cls.kinds = collections.Counter(e["event"] for e in cls.spy.events if e["at"] >= world.stamp(0))

    def test_same_seed_same_bytes(self):
        self.assertEqual(lived(1, standin.StandIn())[1].digest.digest(), self.spy.digest.digest())

    def test_time_never_goes_back(self):
        self.assertEqual(self.spy.back, 0)

    def test_ages(self):
        people = self.town.populace.innocents
        ages = collections.Counter(m.age for m in people)
        self.assertEqual(len(people), SCALE * members.INNOCENTS)
        self.assertGreater(sum(ages[a] for a in range(13, 23)) / len(people), .98)
        self.assertTrue(.6 < sum(m.minor() for m in people) / len(people) < .75)
        self.assertEqual(sum(m.age < 13 for m in people), round(SCALE * members.HABITS["young"]))

    def test_languages(self):
        count = collections.Counter(m.language for m in self.town.populace.innocents)
        self.assertEqual(set(count), set(texts.LANGUAGES))

    def test_names_are_ids_of_their_own(self):
        ids = [m.id for m in self.town.populace.all]
        self.assertEqual(len(ids), len(set(ids)))
        self.assertTrue(all(re.fullmatch(r"[A-Za-z0-9._:-]{1,64}", i) for i in ids))

    def test_addresses_are_for_documentation(self):
        for m in self.town.populace.all:
            self.assertRegex(m.address, r"^(192\.0\.2\.\d+|2001:db8:[0-9a-f:]+)$")
            self.assertTrue(m.email is None or m.email.lower().endswith("@example.org"))

    def test_many_share_addresses_and_devices(self):
        for trait, least in (("address", 1250), ("device", 150)):
            count = collections.Counter(getattr(m, trait) for m in self.town.populace.innocents)
            self.assertGreater(sum(n for n in count.values() if n > 1), least, trait)

    def test_a_day_has_the_volume_of_such_a_site(self):
        self.assertTrue(30_000 < self.kinds["message"] / SCALE < 70_000, self.kinds)
        self.assertTrue(3_000 < self.kinds["contact"] / SCALE < 10_000, self.kinds)
        self.assertTrue(100 < self.kinds["report"] < 600, self.kinds)
        writers = {e["from"] for e in self.spy.events if e["event"] == "message" and e["at"] >= world.stamp(0)}
        self.assertTrue(2_800 < len(writers) / SCALE < 5_000, len(writers))

    def test_history_is_known_before_the_day(self):
        first = sum(e["event"] == "member" for e in self.spy.events if e["at"] < world.stamp(0))
        self.assertGreater(first, .975 * members.INNOCENTS * SCALE)

    def test_planted(self):
        self.assertGreaterEqual(len(self.town.predators.persons), 20)
        self.assertEqual(len(self.town.crowds.brigades), 6)
        self.assertTrue(all(len(row[1]) >= 5 for row in self.town.crowds.brigades))
        self.assertEqual(sum(e.back is not None for e in self.town.evaders.all), len(evaders.WAYS))

    def test_unstopped_predators_are_answered(self):
        found = judge.figures(self.town)
        self.assertGreaterEqual(sum(p["answered"] >= judge.FIFTH for p in found["predators"]), 10)
        self.assertTrue(all(p["stopped"] is None for p in found["predators"]))

    def test_liars_say_young_ages(self):
        for person in self.town.predators.persons:
            for m in person.accounts:
                self.assertGreater(m.age, 22)
                self.assertEqual(m.said == m.age, person.strategy == "real age")

    def test_victims_and_reporters_are_told_apart(self):
        for victim, crowd, _, _ in self.town.crowds.brigades:
            self.assertIsNone(victim.bad)
            self.assertTrue(all(m.bad == "brigade" for m in crowd))


class Judged(unittest.TestCase):
    """The same town with somebody who stops some."""

    @classmethod
    def setUpClass(cls):
        cls.town, cls.spy = lived(1, Strict())
        cls.found = judge.figures(cls.town)

    def test_stops_are_seen(self):
        self.assertTrue(any(p["by"] == ["robot many"] for p in self.found["predators"]))
        unstopped = judge.figures(lived(1, standin.StandIn())[0])
        self.assertLess(sum(p["answered"] for p in self.found["predators"]), sum(p["answered"] for p in unstopped["predators"]))

    def test_nobody_acts_who_knows_better(self):
        """One try tells somebody that it is suspended; few events are refused."""
        refused = self.found["verdicts"].get("contact refuse", 0)
        self.assertLess(refused, 3 * self.found["robots"]["decisions"])

    def test_robots_are_explained_and_undone(self):
        robots = self.found["robots"]
        self.assertEqual(robots["explained"], robots["decisions"])
        self.assertEqual(robots["lifted"], robots["lifted_as_before"])
        self.assertGreater(robots["lifted"] + robots["reversed"], 0)

    def test_innocents_are_counted(self):
        self.assertGreater(self.found["innocents"]["by_robot"], 0)
        self.assertTrue(any("popular" in key or "newcomer" in key or "awkward" in key for key in self.found["innocents"]["habits"]))

    def test_held_texts_come_free(self):
        self.assertGreater(self.found["texts"]["count"]["innocent hold"], 0)
        self.assertGreater(self.found["texts"]["released"], 0)

    def test_evaders_by_device(self):
        for e in self.found["evaders"]:
            self.assertEqual(e["seen"], "device" in e["way"], e)

    def test_table(self):
        run = {**self.found, "engine": {"wall": 1.0}}
        self.assertIn("| innocents banned through brigades", table.of([run]))
        self.assertNotIn("\n", table.progress(run))


class Words(unittest.TestCase):
    def test_all_kinds_in_all_languages(self):
        for language in texts.LANGUAGES:
            self.assertEqual(set(texts.TABLES[language][1]), set(texts.TABLES["en"][1]))

    def test_what_predators_say_is_bland(self):
        """Greetings, small talk, age, another app, a link: a line that names nothing else needs no reader's trust."""
        for language in texts.LANGUAGES:
            for kind, lines in texts.TABLES[language][1].items():
                if kind.startswith("bad_"):
                    for line, slots in lines:
                        self.assertLess(len(line), 60)
                        self.assertLessEqual(set(slots), {"n"})

    def test_links_lead_nowhere(self):
        for language in texts.LANGUAGES:
            for lines in texts.TABLES[language][1].values():
                for line, _ in lines:
                    for host in re.findall(r"https?://([^/ ]+)", line):
                        self.assertTrue(host.endswith(".example.org"), line)

    def test_disguises(self):
        self.assertEqual(evaders.disguised("baco.dila7@example.org", "tag"), "baco.dila7+new@example.org")
        self.assertEqual(evaders.disguised("baco.dila7@example.org", "dots"), "ba.codila7@example.org")
        self.assertNotEqual(evaders.disguised("baco.dila7@example.org", "look-alike"), "baco.dila7@example.org")

    def test_time(self):
        self.assertEqual(world.stamp(0), "2026-03-03T23:00:00.000Z")
        self.assertEqual(record.moment(world.stamp(-12_345_678)), -12_345_678)


class Frozen(unittest.TestCase):
    def test_readme_names_this_population(self):
        """Whoever changes the people must say so in README.md, where the figures stand."""
        with open(os.path.join(HERE, "README.md"), encoding="utf-8") as f:
            said = re.search(r"\b[0-9a-f]{64}\b", f.read())
        self.assertEqual(said and said.group(), judge.population(HERE))


if __name__ == "__main__":
    unittest.main()
