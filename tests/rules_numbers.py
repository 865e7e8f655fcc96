# SPDX-License-Identifier: GPL-3.0-or-later
"""rules_numbers.py PLACE…: says `file:line: rule` for each telephone number that somebody may have.

What counts as a number: a plus and 8 to 15 digits (spaces, dots, dashes between them), or 10 digits after a national zero.
Allowed are the ranges of src/base/phone_fiction.c, +999, and beginnings of those (a format's digits follow). Of a country
that keeps no range for fiction, only what nobody takes for a real one: 12345 or five equal digits in it.
"""

import os
import re
import sys

# Help lines and the like, if they ever look like a subscriber's number: digits with country, and whose it is.
PUBLIC = {
}
# Files that are about numbering itself, with numbers that cannot be.
ABOUT_NUMBERING = {"tests/unit/test_phone.c"}
MADE_UP = re.compile(r"12345|(\d)\1{4}")
INTERNATIONAL = re.compile(r"(?<![\w+./-])\+([1-9](?:[ .()-]{0,2}\d){7,14})(?![\w.]*\d)")
NATIONAL = re.compile(r"(?<![\w+.#/\"'-])0[1-9](?:[ .-]?\d\d){4}(?![\w-])")
SKIPPED = ("node_modules", "dist", "out", "corpus", "__pycache__", "build")
RULE = "a telephone number that somebody may have: use +33 6 39 98 xx xx, +44 7700 900xxx or +999…"


def ranges():
    with open("src/base/phone_fiction.c", encoding="utf-8") as f:
        return re.findall(r"\{(\d{8,}), (\d{8,}),", f.read())


def is_fiction(digits, known):
    if digits.startswith("999") or re.match(r"1\d{3}55501", digits):
        return True
    size = len(digits)
    return any(size <= len(first) and first[:size] <= digits <= last[:size] for first, last in known)


def numbers(line):
    for found in INTERNATIONAL.finditer(line):
        yield re.sub(r"^330", "33", re.sub(r"\D", "", found.group(1)))  # a trunk zero left in
    for found in NATIONAL.finditer(line):
        yield "33" + re.sub(r"\D", "", found.group())[1:]


def files(places):
    for place in places:
        if os.path.isfile(place):
            yield place
        for folder, below, names in os.walk(place):
            below[:] = sorted(b for b in below if b not in SKIPPED)
            yield from (os.path.join(folder, name) for name in sorted(names))


def main():
    known = ranges()
    for path in files(sys.argv[1:]):
        if path in ABOUT_NUMBERING:
            continue
        with open(path, encoding="utf-8", errors="replace") as f:
            for at, line in enumerate(f, 1):
                for digits in numbers(line):
                    if not (digits in PUBLIC or MADE_UP.search(digits) or is_fiction(digits, known)):
                        print(f"{path}:{at}: {RULE} ({digits})")


if __name__ == "__main__":
    main()
