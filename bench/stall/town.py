# SPDX-License-Identifier: GPL-3.0-or-later
"""Who deals in a town, and what its dealers like. Every town is drawn from a seed, so that what pleases in
one may send a dealer off in the next: something to learn. Effects are logarithms: +0.4 on a dealer's
patience is half as long again."""

import random
from dataclasses import dataclass, field

PHASES = ("open", "arrange", "wait", "mend")
THINGS = ("ask_menu", "ask_price", "ask_quality", "haggle", "vague", "ask_repeat", "qty", "place", "time",
          "smalltalk", "late", "corner", "reschedule", "apologise", "ask_phone", "dodge")
BANDS = (60, 240, 900)              # seconds: under 1 min, 1–4, 4–15, longer

# What one would expect anywhere, by phase; a town and a persona move it.
USUAL = {
    "ask_menu": (.05, -.10, -.30, -.10), "ask_price": (.08, .00, -.25, -.05), "ask_quality": (.03, -.03, -.25, -.05),
    "haggle": (-.06, -.10, -.30, -.15), "vague": (-.04, .02, -.02, .02), "ask_repeat": (-.12, -.12, -.15, -.12),
    "qty": (.14, .14, .00, .10), "place": (.12, .16, .05, .12), "time": (.10, .14, .05, .14),
    "smalltalk": (-.02, -.04, -.08, .00), "late": (-.12, -.04, -.03, .00), "corner": (-.10, -.05, -.03, -.05),
    "reschedule": (-.15, -.16, -.28, -.10), "apologise": (.00, .02, .06, .12), "ask_phone": (-.04, .00, .00, .02),
    "dodge": (-.06, -.09, -.08, -.08)}
USUAL_DELAY = ((.06, .03, -.10, -.22), (.07, .02, -.12, -.28), (.08, .00, -.16, -.36), (.05, .02, -.08, -.18))
SPREAD, SPREAD_DELAY = .33, .12     # of towns
LEAST, MOST = -.75, .45             # of one effect


@dataclass
class Persona:
    name: str
    minutes: float                  # × the usual patience
    reads: float                    # median seconds until he reads an answer
    suspicious: float               # × what it takes him to say robot, less is sooner
    forgives: float                 # chance that he comes back
    chats: float                    # chance that he answers small talk in kind
    likes: dict = field(default_factory=dict)


PERSONAS = [
    Persona("hurried", .65, 30, 1.1, .45, .15, {"haggle": -.25, "smalltalk": -.30, "ask_repeat": -.20, "vague": -.10,
                                                "qty": .15, "place": .15, "dodge": -.15, "late": -.10}),
    Persona("lonely", 1.5, 45, 1.2, .7, .95, {"smalltalk": .35, "ask_repeat": .10, "apologise": .10, "haggle": .05,
                                              "ask_phone": .15, "late": .10}),
    Persona("business", 1.0, 60, 1.0, .5, .4, {"ask_price": .12, "ask_quality": .12, "haggle": .10, "smalltalk": -.12,
                                               "reschedule": -.10}),
    Persona("courier", 1.1, 50, 1.2, .5, .3, {"place": .30, "late": .15, "corner": .12, "ask_menu": -.15,
                                              "ask_quality": -.15, "haggle": -.15}),
    Persona("paranoid", .8, 70, .6, .3, .3, {"ask_phone": .10, "ask_place": -.20, "ask_repeat": -.15, "vague": -.15,
                                             "ask_quality": -.10}),
    Persona("eager", 1.3, 35, 1.3, .8, .6, {"haggle": .15, "vague": .15, "reschedule": .15, "late": .12,
                                            "apologise": .12, "dodge": .10}),
]
LANGUAGE_MIXES = [(.75, .15, .10), (.15, .75, .10), (.40, .45, .15), (.10, .10, .80), (.34, .33, .33)]


class Mood:
    """What the dealers of a town respond to, from one moment on."""

    def __init__(self, chance):
        self.effects = {(thing, phase): USUAL[thing][i] + chance.gauss(0, SPREAD)
                        for thing in THINGS for i, phase in enumerate(PHASES)}
        self.delays = {(band, phase): USUAL_DELAY[i][band] + chance.gauss(0, SPREAD_DELAY)
                       for band in range(4) for i, phase in enumerate(PHASES)}
        self.mix = [chance.expovariate(1) + .15 for _ in PERSONAS]

    def effect(self, persona, thing, phase):
        value = self.effects.get((thing, phase), 0) + persona.likes.get(thing, 0)
        return max(LEAST, min(MOST, value))

    def delay(self, seconds, phase):
        band = sum(seconds >= b for b in BANDS)
        return max(-.4, min(.25, self.delays[band, phase]))


class Town:
    """Moods, languages and who knows whom, all drawn from the seed."""

    def __init__(self, seed, shift_at=None):
        self.chance = random.Random(f"town {seed}")
        self.moods = [Mood(self.chance), Mood(self.chance)]
        self.shift_at = shift_at    # the number of a conversation, or None: never
        self.languages = self.chance.choice(LANGUAGE_MIXES)

    def mood(self, number):
        return self.moods[self.shift_at is not None and number >= self.shift_at]

    def language(self, chance):
        return chance.choices(("nl", "fr", "en"), self.languages)[0]

    def persona(self, chance, number):
        return chance.choices(PERSONAS, self.mood(number).mix)[0]


class Group:
    """Dealers who share notes: what any of them was told."""

    def __init__(self):
        self.told = {}              # normalised text: contact
