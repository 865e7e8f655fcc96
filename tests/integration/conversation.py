# SPDX-License-Identifier: GPL-3.0-or-later
"""conversation.py FAUXBOND ROOT: `fauxbond conversation` in three languages, and what --why says of a rehearsal.

Nothing is asserted of who writes what: that changes with what the line learns to do. TAP, one case a promise.
"""

import json
import re
import subprocess
import sys
from pathlib import Path

PROGRAM, ROOT = sys.argv[1], Path(sys.argv[2])
LANGUAGES = {"nl": ("hij", "lijn", "waarom:", "zijn tijd: ", "Wat hij nooit kreeg"),
             "fr": ("lui", "ligne", "pourquoi :", "son temps : ", "Ce qu'il n'a jamais eu"),
             "en": ("he", "line", "why:", "his time: ", "What he never got")}
ADVERT = "yo its Rico, line back on. nice weed 10e a g, delivery till 2"


def run(*words, given=""):
    return subprocess.run([PROGRAM, *words], input=given, capture_output=True, text=True, check=False, encoding="utf-8")


def played(language, seed="1"):
    done = run("conversation", "--fast", "--language", language, "--seed", seed)
    assert done.returncode == 0, (language, seed, done.stderr)
    return done.stdout


def of(shown, who):
    """The lines of one of the two, as (index, clock, text)."""
    lines = shown.splitlines()
    found = [(i, re.match(rf"(\d\d:\d\d)  {who} +(.+)", line)) for i, line in enumerate(lines)]
    return [(i, match[1], match[2]) for i, match in found if match]


def each_of_ours_has_its_reason():
    for language, (he, line, why, _, _) in LANGUAGES.items():
        shown = played(language)
        ours = of(shown, line)
        assert len(ours) >= 3 and len(of(shown, he)) >= 3, shown
        for index, _, text in ours:
            reason = shown.splitlines()[index + 1].strip()
            assert reason.startswith(why) and len(reason) > len(why) + 10, (text, reason)
            assert "_" not in reason, reason    # a word of the tables, not of the program
        assert shown.count(why) == len(ours)


def the_end_is_summed_up():
    for language, (he, line, _, minutes, never) in LANGUAGES.items():
        shown = played(language)
        assert int(re.search(minutes + r"(\d+)", shown)[1]) > 0, shown
        assert never in shown
        texts = [text for _, _, text in of(shown, he) if not text.startswith("(")]
        sums = shown[shown.index(minutes):]
        counted = re.findall(r": (\d+)", sums[sums.index("\n"):])
        assert int(counted[0]) == len(texts) and int(counted[2]) == len(of(shown, line)), (counted, len(texts))


def the_same_seed_gives_the_same_bytes():
    for language in LANGUAGES:
        assert played(language, "5") == played(language, "5")
        assert played(language, "5") != played(language, "6")


def many_dealers_end_well():
    for language in LANGUAGES:
        for seed in range(10, 20):
            played(language, str(seed))


def why_is_said_of_a_rehearsal():
    settings = str(ROOT / "examples/conversation.yaml")
    events = [{"at": "2026-03-06T18:00:00Z", "event": "message", "line": "en", "from": "+33639981001", "text": ADVERT},
              {"at": "2026-03-06T20:00:00Z", "event": "tick"}]
    done = run("rehearse", "--config", settings, given="".join(json.dumps(event) + "\n" for event in events))
    effects = [json.loads(line) for line in done.stdout.splitlines()]
    said = run("conversation", "--why", "--language", "en", given=done.stdout).stdout.splitlines()
    assert len(said) == len(effects), (said, effects)
    assert any(effect["effect"] == "reply" for effect in effects), effects
    for effect, reason in zip(effects, said):
        assert bool(reason) == (effect["effect"] == "reply"), (effect, reason)
        assert effect["effect"] != "reply" or effect["reason"].startswith("turn phase="), effect
    assert run("conversation", "--why", given="no JSON\n[]\n{}\n").stdout == "\n\n\n"


def what_is_off_is_said():
    for words, says in ((["--language", "de"], "write nl, fr or en"), (["--seed", "x"], "write a whole number"),
                        (["more"], "one word too many")):
        done = run("conversation", *words)
        assert done.returncode == 2 and says in done.stderr and done.stdout == "", (words, done)


CASES = [each_of_ours_has_its_reason, the_end_is_summed_up, the_same_seed_gives_the_same_bytes, many_dealers_end_well,
         why_is_said_of_a_rehearsal, what_is_off_is_said]


def main():
    failed = 0
    print(f"1..{len(CASES)}", flush=True)
    for number, case in enumerate(CASES, 1):
        why = None
        try:
            case()
        except (AssertionError, OSError, ValueError, TypeError, IndexError) as error:
            why = f"{type(error).__name__}: {error}"
        failed += why is not None
        print(f"{'ok' if why is None else 'not ok'} {number} - {case.__name__}", flush=True)
        if why is not None:
            print("# " + why.replace("\n", "\n# "), flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
