# SPDX-License-Identifier: GPL-3.0-or-later
"""reading.py FAUXBOND ROOT: `fauxbond classify` and `fauxbond evaluate` as people and scripts call them.

TAP, one case a promise.
"""

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

PROGRAM, ROOT = sys.argv[1], Path(sys.argv[2])
KINDS = ("dealer", "insult", "threat", "sexual", "pushy", "spam", "scam", "wrong_number", "distress", "stop", "ordinary")
ACTS = ("advert", "price", "stock", "ask_quantity", "ask_place", "ask_time", "ask_who", "propose_place", "propose_time",
        "confirm", "on_my_way", "arrived", "impatient", "suspicious", "insult", "threat", "wants_call",
        "wants_other_app", "payment", "smalltalk", "refuse", "goodbye")
ADVERT = "Weed and hash, 10 per gram, 5 for 40, delivery till 2am"


def run(*words, text=b""):
    """Exit code, standard output, standard error."""
    text = text if isinstance(text, bytes) else text.encode()
    done = subprocess.run([PROGRAM, *map(str, words)], input=text, capture_output=True, check=False)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def classify(texts, *words):
    """What was read of each line."""
    code, out, err = run("classify", *words, text=texts)
    assert code == 0 and err == "", (code, err)
    return [json.loads(line) for line in out.splitlines()]


def found(reading):
    return {name for name, there in reading["findings"].items() if there}


def copy_packs(folder, examples):
    """The program's English pack in a folder of its own."""
    packs = Path(folder) / "packs"
    shutil.rmtree(packs, ignore_errors=True)
    shutil.copytree(ROOT / "packs/en", packs / "en", ignore=shutil.ignore_patterns("examples"))
    (packs / "en/examples").mkdir()
    if examples:
        for hand, around in (("one", "so {} it is"), ("two", "{} today please"), ("three", "well then {}")):
            (packs / "en/examples" / f"{hand}.yaml").write_text("".join(
                [f"hand: {hand}\nkinds:\n",
                 *(f"  {kind}: [\"{around.format(kind)}\"]\n" for kind in KINDS), "acts:\n",
                 *(f"  {act}: [\"{around.format(act)}\"]\n" for act in ACTS)]), encoding="utf-8")
    return packs


# ---- classify ----

def one_object_a_line_in_order(_):
    texts = ["STOP", "", ADVERT, "", "", "I am 14 years old", " ", "\u00e9\u200b\U0001f600"]
    for ending in ("\n", ""):
        readings = classify("\n".join(texts) + ending)
        assert [reading["kind"] for reading in readings[:5]] == ["stop", "unclear", "dealer", "unclear", "unclear"]
        assert len(readings) == len(texts) and "minor" in found(readings[5]), readings
    assert classify("") == [] and len(classify("\n\n\n")) == 3
    # bytes that are no text, a NUL, and more than is read
    code, out, _ = run("classify", text=b"\xff\xfe\xc3\na\0b\n" + b"so " * 20000 + b"\nSTOP\n")
    readings = [json.loads(line) for line in out.splitlines()]
    assert code == 0 and len(readings) == 4 and readings[3]["kind"] == "stop", out
    assert readings[0]["findings"]["unreadable"], readings[0]


def what_is_read_has_its_parts(_):
    reading, = classify(ADVERT)
    assert list(reading) == ["language", "kind", "p", "kinds", "findings", "act", "slots"], reading
    assert reading["language"] == "en" and set(reading["kinds"]) == {*KINDS, "grooming"}
    assert abs(sum(reading["kinds"].values()) - 1) < 0.002 and abs(reading["p"] - reading["kinds"]["dealer"]) < 0.001
    prices = [slot for slot in reading["slots"] if slot["type"] == "price"]
    assert 40 in [slot["value"] for slot in prices], reading["slots"]
    assert all(slot["text"] in ADVERT for slot in reading["slots"])


def the_same_lines_give_the_same_bytes(_):
    texts = f"STOP\n\n{ADVERT}\nsee you at six\n"
    assert run("classify", "--explain", text=texts) == run("classify", "--explain", text=texts)


def reasons_are_given_when_asked_for(_):
    readings = classify(f"{ADVERT}\n\n", "--explain")
    why = readings[0]["why"]
    assert why and all(set(reason) == {"reason", "weight"} for reason in why), readings
    weights = [reason["weight"] for reason in why]
    assert weights == sorted(weights, reverse=True)
    assert readings[1]["why"] == []
    assert "why" not in classify(ADVERT)[0]


def a_conversation_is_read_together_until_an_empty_line(_):
    texts = ["I am 14 years old", "nice weather today", "", "nice weather today", ADVERT, ADVERT, "ok how many?"]
    alone, together = classify("\n".join(texts)), classify("\n".join(texts), "--conversation")
    assert [("minor" in found(one)) for one in together] == [True, True, False, False, False, False, False], together
    assert "minor" not in found(alone[1])
    assert together[0] == alone[0]
    assert together[2]["kind"] == "unclear", together[2]
    # it begins another, as if nothing had been said
    assert together[3] == alone[3], (together[3], alone[3])
    assert together[6]["kinds"]["dealer"] > alone[6]["kinds"]["dealer"] + 0.05


# ---- packs ----

def packs_without_examples_are_read_with_the_programs_models(folder):
    packs = copy_packs(folder, examples=False)
    assert classify(ADVERT, "--packs", packs)[0]["kind"] == "dealer"


def packs_with_examples_have_models_of_their_own(folder):
    packs = copy_packs(folder, examples=True)
    own, usual = classify("so scam it is", "--packs", packs), classify("so scam it is")
    assert own[0]["p"] is not None and own[0]["kinds"] != usual[0]["kinds"]
    assert max(own[0]["kinds"], key=own[0]["kinds"].get) == "scam", own
    assert own == classify("so scam it is", "--packs", packs)


def wrong_packs_are_refused_with_their_place(folder):
    examples = "hand: x\nkinds:\n  stop:\n    - \"no more\"\n"
    for name, content, where, says in (
            ("concepts.yaml", "drug: ham\n", "1:7", ""),
            ("concepts.yaml", "drug:\n  - \"\"\n", "2:5", ""),
            ("examples/x.yaml", examples + "  deeler: [x]\n", "5:3", "write dealer"),
            ("examples/x.yaml", examples + "  grooming: [x]\n", "5:3", "take them out"),
            ("examples/x.yaml", examples + "    - \"\"\n", "5:7", "write"),
            ("examples/x.yaml", examples + "acts: {shout: [x]}\n", "5:8", "ask_place"),
            ("examples/x.yaml", examples + "conversations: [{kind: stop, turns: []}]\n", "5:37", "write them:"),
            ("examples/x.yaml", "kinds: {}\n", "1:1", "begin with hand:")):
        packs = copy_packs(folder, examples=False)
        (packs / "en" / name).write_text(content, encoding="utf-8")
        for command in (["classify", "--packs", packs], ["evaluate", "--packs", packs, "-"]):
            code, out, err = run(*command, text="stop\tSTOP\n")
            assert code == 1 and out == "", (name, content, code, out)
            assert f"{packs}/en/{name}:{where}: " in err and says in err, (content, err)


def too_few_examples_are_named(folder):
    packs = copy_packs(folder, examples=True)
    path = packs / "en/examples/two.yaml"
    path.write_text("".join(line for line in path.read_text(encoding="utf-8").splitlines(keepends=True)
                            if not line.startswith("  pushy:")), encoding="utf-8")
    code, out, err = run("classify", "--packs", packs, text="STOP\n")
    assert code == 1 and out == "" and "2 texts of the kind pushy" in err, err


def what_is_not_there_is_said(folder):
    code, out, err = run("classify", "--packs", Path(folder) / "nowhere", text="STOP\n")
    assert code == 1 and out == "" and "nowhere" in err, err
    for words in (["classify", "--nonsense"], ["classify", "more"], ["classify", "--packs"], ["evaluate"],
                  ["evaluate", "--nonsense", "-"], ["evaluate", "-", "-"]):
        code, out, err = run(*words)
        assert code == 2 and out == "" and err != "", (words, code, out, err)


# ---- evaluate ----

TABLE = (f"kind\tlanguage\tdifficulty\ttext\nstop\ten\teasy\tSTOP\ndealer\ten\teasy\t{ADVERT}\n"
         "spam\ten\thard\tSTOP texting me\nordinary\ten\thard\tSee you at the station at half past six\n")


def a_table_is_judged(folder):
    path = Path(folder) / "table.tsv"
    path.write_text(TABLE, encoding="utf-8")
    code, out, err = run("evaluate", path)
    assert code == 0 and err == "" and "macro-F1" in out, (code, err)
    for crlf in (False, True):
        table = TABLE.replace("\n", "\r\n") if crlf else TABLE
        code, out, err = run("evaluate", "--json", "-", text=table)
        said = json.loads(out)
        assert code == 0 and said["all"]["texts"] == 4 and said["hard"]["texts"] == 2, (code, err, out)
        kinds = said["all"]["kinds"]
        assert kinds["stop"] == {"texts": 1, "precision": 0.5, "recall": 1, "f1": 0.6667, "taken_for": {"stop": 1}}
        assert kinds["dealer"]["f1"] == 1 and kinds["spam"]["taken_for"] == {"stop": 1}, kinds
        assert kinds["spam"]["precision"] is None and kinds["ordinary"]["recall"] == 1
        assert abs(said["all"]["macro_f1"] - (1 + 2 / 3 + 0 + 1) / 4) < 0.001
        assert said["en"]["texts"] == 4 and said["language_right"] == 1, said
        assert sum(one["texts"] for one in said["calibration"]) == 4


def a_bad_table_is_named(folder):
    path = Path(folder) / "bad.tsv"
    for table, where in (("stop\tSTOP\nstopp\tSTOP\n", ":2: "), ("kind\ttext\r\nstop\r\n", ":2: "), ("", ": "),
                         ("kind\ttext\n", ": ")):
        path.write_bytes(table.encode())
        code, out, err = run("evaluate", path)
        assert code == 1 and out == "" and f"{path}{where}" in err, (table, code, err)
    code, out, err = run("evaluate", Path(folder) / "nowhere.tsv")
    assert code == 1 and out == "" and "nowhere.tsv" in err, err


CASES = [one_object_a_line_in_order, what_is_read_has_its_parts, the_same_lines_give_the_same_bytes,
         reasons_are_given_when_asked_for, a_conversation_is_read_together_until_an_empty_line,
         packs_without_examples_are_read_with_the_programs_models, packs_with_examples_have_models_of_their_own,
         wrong_packs_are_refused_with_their_place, too_few_examples_are_named, what_is_not_there_is_said,
         a_table_is_judged, a_bad_table_is_named]


def main():
    failed = 0
    print(f"1..{len(CASES)}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        for number, case in enumerate(CASES, 1):
            why = None
            try:
                case(folder)
            except (AssertionError, OSError, ValueError, TypeError, KeyError, IndexError) as error:
                why = f"{type(error).__name__}: {error}"
            failed += why is not None
            print(f"{'ok' if why is None else 'not ok'} {number} - {case.__name__}", flush=True)
            if why is not None:
                print("# " + why.replace("\n", "\n# "), flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
