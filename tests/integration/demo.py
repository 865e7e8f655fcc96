# SPDX-License-Identifier: GPL-3.0-or-later
"""demo.py FAUXBOND: `fauxbond demo --once` in Dutch ends well, and shows what it should, in this order."""

import os
import subprocess
import sys
import tempfile
from xml.etree import ElementTree

SHOWN = ["Op deze machine draaien twee lijnen", "ontvangen", "geantwoord",
         "Nu schrijven veertig robots tegelijk.", "Wat er gebeurde", "Is het dossier ongeschonden?",
         "En als er 20.000 robots schrijven?", "26-29 okt.", "Van 16 tot 22 uur:", "Getekend in",
         "Wat er van de avond van een dealer komt", "waarom:", "zijn tijd:", "Wat hij nooit kreeg:",
         "fauxbond conversation --language nl --seed"]


def main():
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run([sys.argv[1], "demo", "--once", "--language", "nl"], capture_output=True, text=True,
                              check=False, stdin=subprocess.DEVNULL, env={**os.environ, "TMPDIR": folder},
                              encoding="utf-8")
        if done.returncode != 0:
            print(done.stdout, done.stderr)
            return 1
        at = 0
        for words in SHOWN:
            found = done.stdout.find(words, at)
            if found < 0:
                print(f"not shown, or too early: {words}\n{done.stdout}")
                return 1
            at = found
        drawn = done.stdout[done.stdout.find("Getekend in"):]
        ElementTree.parse(drawn.splitlines()[0].split()[-1])
    return 0


if __name__ == "__main__":
    sys.exit(main())
