# SPDX-License-Identifier: GPL-3.0-or-later
"""evening.py FAUXBOND ROOT: `fauxbond evening`, counted again from what it was given and what it did.

Nothing here is taken from what the command says of itself: the caption is compared with the events and the effects.
TAP, one case a promise.
"""

import json
import re
import subprocess
import sys
import tempfile
from datetime import datetime, timedelta, timezone
from pathlib import Path
from xml.etree import ElementTree

PROGRAM, ROOT = sys.argv[1], Path(sys.argv[2])
FROM = datetime(2017, 10, 30, 15, tzinfo=timezone.utc)  # 16:00 in Paris
TO = FROM + timedelta(hours=6)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SVG = "{http://www.w3.org/2000/svg}"


def evening(folder, *more):
    """Runs it with all its files in a folder; exit code, what it said, its files."""
    paths = {name: Path(folder) / name for name in ("events", "effects", "svg")}
    options = [word for name, path in paths.items() for word in (f"--{name}", str(path))]
    done = subprocess.run([PROGRAM, "evening", *options, *more], capture_output=True, text=True, check=False,
                          stdin=subprocess.DEVNULL, encoding="utf-8")
    return done, paths


def moment(record):
    return datetime.fromisoformat(record["at"].replace("Z", "+00:00"))


def lines(path):
    with open(path, encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def count(paths, window):
    """What the caption should say, and every answer's moment and cents."""
    messages = [event for event in lines(paths["events"]) if event["event"] == "message"]
    replies = [(moment(effect), effect) for effect in lines(paths["effects"]) if effect["effect"] == "reply"]
    first = {}
    for message in messages:
        if message["id"].startswith("genuine-"):
            first.setdefault(message["from"], moment(message))
    due = {number for number, at in first.items() if FROM <= at < TO}
    in_time = {reply["to"] for at, reply in replies if reply["to"] in due and at - first[reply["to"]] <= window}
    said = {"messages": sum(FROM <= moment(message) < TO for message in messages),
            "genuine": len(due), "in_time": len(in_time),
            "spent": sum(round(100 * reply["cost"]) for at, reply in replies if FROM <= at < TO),
            "robots": sum(FROM <= at < TO and reply["to"] not in first for at, reply in replies)}
    return said, [(at, round(100 * reply["cost"])) for at, reply in replies], replies


def captioned(said):
    """The caption's numbers, in English."""
    text = said.replace("\u202f", "").replace(",", "")
    found = re.search(r"(\d+) messages (\d+) genuine senders (\d+) answered in time ([\d.]+)€ spent on answers "
                      r"cap (\d+)€ a day; answering every message: (\d+)€", text)
    robots = re.search(r"went to robots: (\d+)\.", text)
    dearest = re.search(r"Dearest hour: ([\d.]+)€; dearest day: ([\d.]+)€", text)
    numbers = {"messages": int(found[1]), "genuine": int(found[2]), "in_time": int(found[3]),
               "spent": round(100 * float(found[4])), "robots": int(robots[1])}
    return numbers, int(found[5]), int(found[6]), [round(100 * float(word)) for word in dearest.groups()]


def dearest(costs, span):
    """The most cents in any (t - span, t]."""
    return max(sum(cost for other, cost in costs if at - span < other <= at) for at, _ in costs)


def the_caption_is_what_was_counted(run):
    said, costs, _ = count(run["paths"], timedelta(minutes=30))
    numbers, cap, everyone, _ = captioned(run["done"].stdout)
    assert numbers == said, (numbers, said)
    assert cap == 110 and everyone == round(said["messages"] * 0.16), (cap, everyone)
    assert said["messages"] > 20000 and said["genuine"] > 150, said


def no_cap_is_passed(run):
    _, costs, _ = count(run["paths"], timedelta(minutes=30))
    hour, day = dearest(costs, HOUR), dearest(costs, DAY)
    assert hour <= 1200 and day <= 11000, (hour, day)
    assert captioned(run["done"].stdout)[3] == [hour, day], (hour, day)


def nobody_is_answered_twice(run):
    _, _, replies = count(run["paths"], timedelta(minutes=30))
    numbers = [reply["to"] for _, reply in replies]
    assert len(numbers) == len(set(numbers))


def the_drawing_says_the_caption(run):
    root = ElementTree.parse(run["paths"]["svg"]).getroot()
    assert root.tag == SVG + "svg" and root.get("role") == "img"
    caption = next(line for line in run["done"].stdout.splitlines() if line.startswith("16:00 to 22:00:"))
    assert root.find(SVG + "desc").text == caption
    shown = " ".join(text.text for text in root.iter(SVG + "text") if text.get("class") == "caption")
    assert shown == caption, shown
    assert {element.tag for element in root.iter()} <= {
        SVG + tag for tag in ("svg", "title", "desc", "style", "rect", "text", "line", "path")}


def the_bands_are_where_the_line_said_siege(run):
    root = ElementTree.parse(run["paths"]["svg"]).getroot()
    bands = [rect for rect in root.iter(SVG + "rect") if rect.get("class") == "siege" and rect.get("width") != "12"]
    noon, night = FROM - 4 * HOUR, FROM + 10 * HOUR
    begun, drawn = None, 0
    for effect in lines(run["paths"]["effects"]) + [{"effect": "calm", "at": "2017-11-01T00:00:00Z"}]:
        if effect["effect"] == "siege":
            begun = moment(effect)
        elif effect["effect"] == "calm" and begun is not None:
            drawn += begun < night and moment(effect) > noon
            begun = None
    assert len(bands) == 3 * drawn, (len(bands), drawn)


def the_same_seed_gives_the_same_files(run):
    with tempfile.TemporaryDirectory() as folder:
        done, paths = evening(folder, "--language", "en", "--seed", "3")
        assert done.returncode == 0, done.stderr
        for name, path in paths.items():
            assert path.read_bytes() == run["paths"][name].read_bytes(), name


def other_caps_hold_too_and_it_speaks_dutch(_):
    yaml = (ROOT / "examples/flood/evening.yaml").read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        config = Path(folder) / "less.yaml"
        config.write_text(yaml.replace("hour: 12.00, day: 110.00", "hour: 2.00, day: 20.00"), encoding="utf-8")
        done, paths = evening(folder, "--language", "nl", "--config", str(config))
        assert done.returncode == 0, done.stderr
        said, costs, _ = count(paths, timedelta(minutes=30))
        assert dearest(costs, HOUR) <= 200 and dearest(costs, DAY) <= 2000
        assert "maximum €\u202f20 per dag" in done.stdout
        assert f"{said['genuine']} echte afzenders, {said['in_time']} kregen" in done.stdout, done.stdout


def what_is_off_is_said(_):
    for words, code, says in (
            (["--language", "de"], 2, "write nl, fr or en"),
            (["--seed", "x"], 2, "write a whole number"),
            (["--config", str(ROOT / "examples/watch.yaml")], 1, "no line of kind decline"),
            (["--config", "/nowhere.yaml"], 1, "/nowhere.yaml"),
            (["--events", "/nowhere/events"], 1, "/nowhere/events"),
            (["more"], 2, "one word too many")):
        done = subprocess.run([PROGRAM, "evening", *words], capture_output=True, text=True, check=False)
        assert done.returncode == code and says in done.stderr, (words, done)
        assert done.stdout == "", words


CASES = [the_caption_is_what_was_counted, no_cap_is_passed, nobody_is_answered_twice, the_drawing_says_the_caption,
         the_bands_are_where_the_line_said_siege, the_same_seed_gives_the_same_files,
         other_caps_hold_too_and_it_speaks_dutch, what_is_off_is_said]


def main():
    failed = 0
    print(f"1..{len(CASES)}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        done, paths = evening(folder, "--language", "en", "--seed", "3")
        for number, case in enumerate(CASES, 1):
            why = done.stderr if done.returncode != 0 else None
            if why is None:
                try:
                    case({"done": done, "paths": paths})
                except (AssertionError, OSError, ValueError, TypeError, ElementTree.ParseError) as error:
                    why = f"{type(error).__name__}: {error}"
            failed += why is not None
            print(f"{'ok' if why is None else 'not ok'} {number} - {case.__name__}", flush=True)
            if why is not None:
                print(f"# {why}", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
