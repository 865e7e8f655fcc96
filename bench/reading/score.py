# SPDX-License-Identifier: GPL-3.0-or-later
"""The ruler: from what texts are and what they were taken for to figures. The same for everyone who is asked."""

import collections

BINS = 10


def precision_recall(truths, guesses, name):
    right = sum(t == g == name for t, g in zip(truths, guesses))
    taken, there = guesses.count(name), truths.count(name)
    return right / taken if taken else None, right / there if there else None


def f1(truths, guesses, name):
    right = sum(t == g == name for t, g in zip(truths, guesses))
    both = guesses.count(name) + truths.count(name)
    return 2 * right / both if both else 0.0


def macro_f1(truths, guesses):
    """The mean F1 over what is there."""
    names = sorted(set(truths))
    return sum(f1(truths, guesses, n) for n in names) / len(names)


def accuracy(truths, guesses):
    return sum(t == g for t, g in zip(truths, guesses)) / len(truths)


def calibration_error(right, sure):
    """The mean distance between how sure the reading was and how often it was right, over ten steps of sureness."""
    bins = collections.defaultdict(list)
    for r, p in zip(right, sure):
        bins[min(int(p * BINS), BINS - 1)].append((r, p))
    return sum(abs(sum(r for r, _ in b) - sum(p for _, p in b)) for b in bins.values()) / len(right)


def of_kinds(held, guesses):
    """What one set of held-back texts gives."""
    truths = [t.kind for t in held]
    hard = [i for i, t in enumerate(held) if t.hard]
    figures = {"texts": len(held), "macro_f1": macro_f1(truths, guesses),
               "accuracy": accuracy(truths, guesses)}
    if hard:
        figures["macro_f1_hard"] = macro_f1([truths[i] for i in hard], [guesses[i] for i in hard])
    for kind in ("distress", "dealer"):
        figures[kind] = precision_recall(truths, guesses, kind)
    return figures


def confusion(held, guesses):
    counts = collections.Counter((t.kind, g) for t, g in zip(held, guesses))
    return {truth: {guess: counts[truth, guess] for guess in sorted(set(guesses))
                    if counts[truth, guess]} for truth in sorted({t.kind for t in held})}


# ---- slots ----

UNITS = {"pill": "piece", "pills": "piece", "pc": "piece", "gram": "g", "ounce": "oz", "baggie": "bag"}


GRAMS = {"g": 1, "kg": 1000, "oz": 28}


def _slot(slot):
    """What two slots must share to be the same: clock times modulo twelve hours, masses in grams, units by another name."""
    kind, value = slot["type"], slot.get("value")
    if kind == "time":
        hours, minutes = (int(part) for part in value.split(":"))
        return kind, hours % 12 * 60 + minutes
    if kind in ("price", "quantity"):
        unit = slot.get("unit") or ""
        unit = UNITS.get(unit, unit)
        return kind, round(float(value) * GRAMS.get(unit, 1), 2), "g" if unit in GRAMS else unit
    if kind in ("delay", "age"):
        return kind, round(float(value))
    if kind == "phone":
        return kind, "".join(c for c in value if c.isdigit())[-9:]
    return kind, " ".join(str(value).casefold().split()).strip(" .,!?")


def _fits(wanted, found):
    """Loosely: one place contains the other ("station Berchem", "aan station Berchem"); a unit need not be told."""
    if wanted[0] != found[0]:
        return False
    if wanted[0] == "place":
        return wanted[1] in found[1] or found[1] in wanted[1]
    if wanted[0] in ("price", "quantity"):
        return wanted[1] == found[1] and (wanted[2] == found[2] or not wanted[2] or not found[2])
    return wanted == found


def _matched(wanted, found, same):
    left, count = list(found), 0
    for slot in wanted:
        hit = next((f for f in left if same(slot, f)), None)
        if hit is not None:
            left.remove(hit)
            count += 1
    return count


def of_slots(wanted, found):
    """Both: a list of slots a text. {type: {wanted, found, exact, loose}}, `all` too."""
    figures = collections.defaultdict(lambda: dict(wanted=0, found=0, exact=0, loose=0))
    for want, find in zip(wanted, found):
        want, find = [_slot(s) for s in want], [_slot(s) for s in find]
        for kind in {s[0] for s in want + find}:
            w = [s for s in want if s[0] == kind]
            f = [s for s in find if s[0] == kind]
            for name, count in (("wanted", len(w)), ("found", len(f)),
                                ("exact", _matched(w, f, lambda a, b: a == b)),
                                ("loose", _matched(w, f, _fits))):
                figures[kind][name] += count
                figures["all"][name] += count
    return dict(figures)
