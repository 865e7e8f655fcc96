# SPDX-License-Identifier: GPL-3.0-or-later
"""Figures as Markdown tables."""

from reading import texts


def share(value, digits=3):
    return "–" if value is None else f"{value:.{digits}f}".replace("0.", ".", 1) if value < 1 else "1"


def percent(value, digits=1):
    return "–" if value is None else f"{100 * value:.{digits}f} %"


def pair(of):
    return f"{share(of[0], 2)} / {share(of[1], 2)}"


def rows(head, body):
    lines = [head, ["---"] * len(head)] + body
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)


def _one(name, figures):
    return [name, figures["texts"], share(figures["macro_f1"]), share(figures.get("macro_f1_hard")),
            pair(figures["distress"]), pair(figures["dealer"]),
            share(figures.get("calibration")), percent(figures.get("language"))]


HEAD = ["", "texts", "macro-F1", "hard texts", "distress P / R", "dealer P / R", "calibration error", "language"]


def held(sets):
    """sets: {set: {who or language: figures}}"""
    body = []
    for name, those in sets.items():
        body += [_one(f"{name}: {who}", figures) for who, figures in those.items()]
    return rows(HEAD, body)


def confusion(counts):
    names = [k for k in texts.KINDS + ("grooming", "unclear", "none")
             if k in counts or any(k in row for row in counts.values())]
    return rows(["is, taken for"] + names,
                [[truth] + [counts[truth].get(n, "") for n in names] for truth in names if truth in counts])


def hands(found):
    body = [[f"{one['hand']} ({language})", figures["texts"], share(figures["macro_f1"]),
             pair(figures["distress"]), pair(figures["dealer"])]
            for one in found for language, figures in one["languages"].items()]
    values = [f["macro_f1"] for one in found for f in one["languages"].values()]
    if values:
        body.append(["mean", "", share(sum(values) / len(values)), "", ""])
    return rows(["hand left out", "texts", "macro-F1", "distress P / R", "dealer P / R"], body)


def cost(costs):
    body = [[who, f"{f['train_s']:.1f} s", f"{f['us_a_text']:.1f} µs" if "us_a_text" in f else "–",
             f"{f['bytes'] / 1e6:.1f} MB"] for who, f in costs.items()]
    return rows(["", "training", "a text", "model"], body)


def steps(figures):
    total = sum(figures["steps"].values())
    return rows(["step", "µs a text", "share"],
                [[name, f"{us:.2f}", percent(us / total, 0)] for name, us in figures["steps"].items()])


def slots(figures):
    def of(f, how):
        return f"{share(f[how] / f['found'] if f['found'] else None, 2)} / " \
               f"{share(f[how] / f['wanted'] if f['wanted'] else None, 2)}"
    order = sorted(figures, key=lambda k: (k != "all", k))
    return rows(["slot", "there", "P / R", "P / R, loosely"],
                [[k, figures[k]["wanted"], of(figures[k], "exact"), of(figures[k], "loose")] for k in order])


def small(acts, minor):
    body = [["acts: " + who, f["texts"], f"accuracy {share(f['accuracy'])}", f"macro-F1 {share(f['macro_f1'])}"]
            for who, f in acts.items()]
    body += [["minors: " + who, f["texts"], f"precision {share(f['minor'][0])}", f"recall {share(f['minor'][1])}"]
             for who, f in minor.items()]
    return rows(["", "texts", "", ""], body)


def corpora(found):
    parts = []
    if found["sentences"]:
        parts.append(rows(["sentences", "texts", "false alarms", "dealer", "of which"],
                          [[language, f["texts"], percent(f["alarms"], 2), percent(f["dealer"], 3),
                            ", ".join(f"{k} {n}" for k, n in f["kinds"].items() if k != "ordinary")]
                           for language, f in found["sentences"].items()]))
    if found["sms_spam"]:
        f = found["sms_spam"]
        parts.append(rows(["UCI SMS spam", "spam or scam P / R", "ham so marked", "ham, any false alarm"],
                          [[f["texts"], pair((f["precision"], f["recall"])), percent(f["ham_marked"], 2),
                            percent(f["ham_alarms"], 2)]]))
    if found["hatred"]:
        parts.append(rows(["insult or threat", "hateful rows", "read so", "other rows", "read so"],
                          [[name, f["hateful"]["texts"], percent(f["hateful"]["insult_or_threat"]),
                            f["others"]["texts"], percent(f["others"]["insult_or_threat"])]
                           for name, f in found["hatred"].items()]))
    return "\n\n".join(parts) or "no corpus there"


def errors(worst):
    return rows(["text", "is", "taken for", "p of what it is"],
                [["“" + text.replace("|", "\\|") + "”", truth, guess, share(p, 3)]
                 for text, truth, guess, p in worst])
