# SPDX-License-Identifier: GPL-3.0-or-later
"""A dealer's stock, prices and way of texting: an act becomes messages."""

import re

from . import thumbs
from .contact import DAY, ZONE

PRICES = {"hash": (6, 12), "weed": (8, 13), "coke": (50, 80), "pills": (5, 10), "keta": (25, 40)}
MENDS = (("à le ", "au "), ("de le ", "du "), ("à devant", "devant"), ("à derrière", "derrière"), ("aan aan", "aan"),
         ("naar aan", "aan"), ("at by ", "by "), ("at top", "at the top"), ("ben aan achter", "ben achter"),
         ("sta aan achter", "sta achter"))


class Speech:
    def __init__(self, chance, language):
        self.chance, self.language = chance, language
        self.words, self.hand = thumbs.WORDS[language], thumbs.hand(chance, language)
        stock = chance.sample(sorted(PRICES), chance.choice([1, 1, 2, 2, 3, 4]))
        if chance.random() < .5 and "weed" not in stock:
            stock[0] = "weed"
        self.menu = [(self.words.ITEMS[s][chance.randrange(len(self.words.ITEMS[s]))], self._price(s), s) for s in stock]
        self.name = chance.choice(self.words.NAMES)
        self.places = ()            # names of areas, told by the driver
        self.last = {}

    def _price(self, item):
        low, high = PRICES[item]
        price = self.chance.randint(low, high)
        return price if price < 15 else 5 * round(price / 5)

    def place(self):
        return self.chance.choice(self.words.PLACES)

    def word(self):
        return self.chance.choice(self.words.WORDS)

    def lines(self, act, facts):
        """The messages of an act; not the line he used last for it."""
        options = thumbs.LINES[self.language][act]
        line = self.chance.choice([o for o in options if o != self.last.get(act)] or options)
        self.last[act] = line
        line = self._fill(thumbs.choose(self.chance, line), facts)
        return [self.hand.write(self.chance, part.strip()) for part in line.split("//") if part.strip()]

    def _fill(self, line, facts):
        item, price, _ = self.menu[0]
        when = facts.get("when") or 0
        filled = {"item": item, "item2": self.menu[-1][0] if len(self.menu) > 1 else self.words.ITEMS["hash"][0],
                  "price": price, "two": 2 * price - price // 5, "five": 4 * price, "name": self.name,
                  "greet": self.chance.choice(self.words.GREET), "menu": self._menu_text() if "{menu}" in line else "",
                  "place": facts.get("place") or self.place(), "qty": self._qty(facts.get("qty")),
                  "time": self._clock(when), "min": facts.get("min") or self.chance.choice([5, 10, 10, 15, 20]),
                  "word": facts.get("word", "")}
        line = re.sub(r"\{(\w+)\}", lambda m: str(filled[m.group(1)]), line)
        for wrong, right in MENDS:
            line = line.replace(wrong, right)
        return line

    def _menu_text(self):
        parts = []
        for item, price, kind in self.menu:
            shapes = self.words.PIECE_LINE if kind == "pills" else self.words.MENU_LINE
            parts.append(self.chance.choice(shapes).format(item=item, price=price, two=2 * price - price // 5, five=4 * price))
        return self.chance.choice([", ", " / ", " - ", ". "]).join(parts)

    def _qty(self, qty):
        return f"{qty}g" if qty and re.fullmatch(r"[\d.]+", qty) else qty or "1"

    def _clock(self, when):
        if not when:
            return {"nl": "straks", "fr": "tout à l'heure", "en": "later"}[self.language]
        minutes = int((when + ZONE) % DAY / 60)
        minutes = 5 * round(minutes / 5) % 1440
        hour, minute = divmod(minutes, 60)
        if self.language == "fr":
            return f"{hour}h{minute:02d}" if minute else f"{hour}h"
        if self.language == "nl":
            return f"{hour}u{minute:02d}" if minute else f"{hour}u"
        hour = hour % 12 or 12
        return f"{hour}:{minute:02d}" if minute else f"{hour}"
