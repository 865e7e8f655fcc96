# SPDX-License-Identifier: GPL-3.0-or-later
"""How a dealer understands a customer's text: from its words alone, in three languages, with slang,
slips and missing accents. A text says several things at once; each is an act. It errs as a hurried
reader does, and it knows nothing of how the customer chose what to write."""

import functools
import re
from dataclasses import dataclass, field

from . import ear_en, ear_fr, ear_nl
from .thumbs import plain

TONGUES = {"nl": ear_nl, "fr": ear_fr, "en": ear_en}
SIGNS = {"👍": " ok ", "👌": " ok ", "✅": " ok ", "😂": " haha ", "🤣": " haha ", "😅": " haha ", "🙏": " sorry ",
         "🙄": " ", "🤷": " dunno ", "€": " € ", "£": " £ "}
CLOCK = re.compile(r"\b([01]?\d|2[0-4]) ?[:h.u] ?([0-5]\d)\b")
HOUR = {"nl": re.compile(r"\b([01]?\d|2[0-4]) ?(?:u|uur)\b"), "fr": re.compile(r"\b([01]?\d|2[0-4]) ?(?:h|heures?)\b"),
        "en": re.compile(r"\b(1[0-2]|\d)(?: ?[:.] ?([0-5]\d))? ?(?:am|pm|o ?clock|ish)\b")}
ROWS = ("azertyuiop", "qsdfghjklm", "wxcvbn", "qwertyuiop", "asdfghjkl", "zxcvbnm", "ei", "ao")
NOON = re.compile(r"\b(?:midnight|middernacht|minuit)\b")
MIN = re.compile(r"\b(\d+)(?: ?a ?\d+)?(?: more| of| tot| a)? ?(?:min\w*|m|tal)\b")


@dataclass
class Heard:
    """One reply, as understood."""
    acts: set = field(default_factory=set)
    qty: str | None = None
    place: str | None = None
    clock: int | None = None            # minutes after midnight
    delay: int | None = None            # minutes from now
    day: bool = False                   # another day
    question: bool = False
    words: int = 0
    language: str | None = None         # None: too little to tell

    def has(self, *acts):
        return any(a in self.acts for a in acts)


def key(text):
    """What two texts are compared by: lower case, letters and digits only."""
    return re.sub(r"[^a-z0-9]+", "", plain(text).lower())


def words_of(text):
    return re.findall(r"[^\W_]+", text)


def _bare(text, language):
    for sign, word in SIGNS.items():
        text = text.replace(sign, word)
    text = plain(text.lower()).replace("’", "'")
    text = text.replace("'", "" if language == "en" else " ")
    if language == "fr":
        text = re.sub(r"\bt (?=as\b|es\b|etais|avais|aurais)", "tu ", text)
        text = re.sub(r"(\d)(?:e|balles)\b", r"\1 euros", text)
    text = re.sub(r"(\w)\1{2,}", r"\1\1", text)
    text = re.sub(r"([a-z])\1\b", _double_end, text)
    text = re.sub(r"\?+", " ? ", text)
    text = re.sub(r"(?<=\d)[.,](?=\d)", ".", text)
    text = re.sub(r"[^a-z0-9?€£&:.+ ]|[.:](?!\d)", " ", text)
    return re.sub(r"(?<![0-9])[.:]", " ", text)


def _double_end(m):
    """'okk', 'heyy': one letter will do, but 'will', 'bell' and 'see' keep theirs."""
    return m.group(0) if m.group(1) in "lsefpto" else m.group(1)


def _short(word, tongue):
    if word in tongue.SHORT:
        return tongue.SHORT[word]
    return word


@functools.cache
def _vocabulary(language):
    """Words a slip may be mended to, by what is left of them with one letter out."""
    tongue = TONGUES[language]
    source = " ".join(tongue.ACTS.values()) + " " + " ".join(tongue.PLACES) + " " + " ".join(tongue.SHORT.values()) + " "
    source += " ".join(tongue.NUMBERS) + " " + tongue.DAYS + tongue.VAGUE_TIME
    known = {w for w in re.findall(r"(?<!\\)[a-z]{3,}", re.sub(r"\\.", " ", source))} | tongue.STOP
    near = {}
    for word in sorted(known):
        if len(word) >= 5:
            for i in range(len(word)):
                near.setdefault(word[:i] + word[i + 1:], word)
            near.setdefault(word, word)
    return known, near


@functools.lru_cache(maxsize=20000)
def _mend(word, language):
    known, near = _vocabulary(language)
    if len(word) < 5 or word in known or not word.isalpha():
        return word
    for i in range(len(word)):                      # a letter too many, swapped, or another
        cut = word[:i] + word[i + 1:]
        if cut in known and len(cut) >= 5:
            return cut
        for other in (near.get(cut),):
            if other and (len(other) == len(word) and _one_apart(other, word)):
                return other
    other = near.get(word)                          # a letter missing
    return other if other and len(other) == len(word) + 1 else word


def _one_apart(a, b):
    differ = [i for i in range(len(a)) if a[i] != b[i]]
    if len(differ) == 1:                            # the first letter is seldom the slip
        i = differ[0]
        return i > 0 and any(abs(row.find(a[i]) - row.find(b[i])) == 1 for row in ROWS if a[i] in row and b[i] in row)
    return len(differ) == 2 and differ[1] == differ[0] + 1 and a[differ[0]] == b[differ[1]] and a[differ[1]] == b[differ[0]]


def normal(text, language):
    """A text as the patterns expect it."""
    tongue = TONGUES[language]
    words = [_short(w, tongue) for w in _bare(text, language).split()]
    words = [_mend(w, language) for w in " ".join(words).split()]
    return " ".join(words).replace("c est est ", "c est ").replace("tu es es ", "tu es ").replace("tu as as ", "tu as ")


@functools.cache
def _patterns(language):
    return [(act, re.compile(pattern)) for act, pattern in TONGUES[language].ACTS.items()]


def _number(word, tongue):
    if re.fullmatch(r"\d+(?:\.\d+)?", word):
        return float(word)
    return tongue.NUMBERS.get(word)


def _hours(value, language, minutes=0):
    """Evening is what people mean by eight."""
    if value is None or not 0 <= value <= 24:
        return None
    hour = int(value)
    if 1 <= hour <= 11 and language != "x":
        hour += 12
    return (hour * 60 + minutes) % 1440


def _clock(text, language, pending):
    tongue = TONGUES[language]
    if m := CLOCK.search(text):
        return _hours(int(m.group(1)), language, int(m.group(2)))
    if NOON.search(text):
        return 0
    if m := re.search(tongue.QUARTER, text):
        return _quarter(m, tongue, language)
    if (m := re.search(tongue.HALF, text)) and (n := _number(m.group(1), tongue)) and 1 <= n <= 24:
        return _hours(n, language, 30) if not tongue.HALF_BEFORE else (_hours(n, language) - 30) % 1440
    if (m := HOUR[language].search(text)) and not re.search(_hours_delay(language), text):
        return _hours(int(m.group(1)), language, int((m.groups() + (None,))[1] or 0) if m.lastindex and m.lastindex > 1 else 0)
    if m := re.search(rf"{tongue.AT} (\d{{1,2}}|{_number_words(language)})\b(?! ?(?:min|m\b|g\b|gr|gram|euro|€|quid|e\b|stuk|pill|pounds))", text):
        if pending & {"ask_time", "still_on"} or re.search(r"\b(?:at|om|rond|tegen|vers)\b", m.group(0)):
            return _hours(_number(m.group(1), tongue), language)
    if "ask_time" in pending and (m := re.fullmatch(r"(?:\w+ )?(\d{1,2})(?: \w+)?(?: \?)?", text)):
        return _hours(int(m.group(1)), language) if int(m.group(1)) <= 24 else None
    return None


def _quarter(m, tongue, language):
    before = m.group(1) in ("to", "voor") or m.group(2) == "moins le"
    n = _number(m.group(2), tongue) or _number(m.group(1), tongue)
    base = _hours(n, language)
    return None if base is None else (base + (-15 if before else 15)) % 1440


@functools.cache
def _number_words(language):
    return "|".join(TONGUES[language].NUMBERS)


@functools.cache
def _either(language):
    return f"(?:{_number_words(language)})"


@functools.cache
def _hours_delay(language):
    return TONGUES[language].HOURS_DELAY.replace("{n}", _number_words(language))


def _delay(text, language, pending):
    tongue = TONGUES[language]
    if m := MIN.search(text):
        return min(int(m.group(1)), 600)
    if m := re.search(rf"\b({_number_words(language)}) min", text):
        return int(tongue.NUMBERS[m.group(1)])
    if m := re.search(_hours_delay(language), text):
        n = _number(m.group(1), tongue)
        return int(min(n or 1, 12) * 60)
    for pattern, minutes in tongue.DELAYS:
        if re.search(pattern, text):
            return minutes
    if pending & {"where", "ask_time"} and (m := re.search(r"\b(?:in|binnen|over|dans|nog|encore|another|give it|geef het|compte|say|zeg) (\d{1,2})\b", text)):
        return int(m.group(1))
    return None


def _qty(text, language, pending):
    tongue = TONGUES[language]
    if m := re.search(rf"\b(\d+(?:\.\d+)?|{_number_words(language)}) ?{tongue.UNITS}\b", text):
        return f"{_number(m.group(1), tongue):g}"
    if (m := re.search(tongue.VAGUE_QTY, text)) and _amounts(m, text, pending):
        return m.group(0).strip()
    if m := re.search(r"\b(\d+) ?x\b|\bx ?(\d+)\b", text):
        return m.group(1) or m.group(2)
    if not pending & {"ask_quantity", "ask_what"}:
        return None
    if m := re.search(tongue.MONEY, text):
        return m.group(0).strip()
    m = re.search(rf"\b(\d{{1,2}}(?:\.\d)?|(?!(?:een|un|une)\b(?! ?(?:$|\?|sil|alstu|maat|bro|fr|c est|seul|ca|is|voor|pour))){_either(language)})\b(?! ?(?:min|uur|u\b|h\b|heures?|hour|sec|am\b|pm\b))", text)
    return f"{_number(m.group(1), tongue):g}" if m else None


WEAK = re.compile(r"\b(?:bit|couple|few|little|beetje|paar|klein|peu|quelques|petit|petite|same|usual|meme|zelfde|hetzelfde|d hab|gewone?lijk|deux trois"
                  r"|niet|pas|not|truc|worth)\b")
AFTER = re.compile(r" ?(?:plus|cher|tard|later?|duur|steep|pricey|loin|moins|minder|verder|retard|much|druk|of (?:a|time)|min|hours?|uur|sec)\b")


def _amounts(m, text, pending):
    """'A bit' is a quantity to somebody who asked for one, but 'a bit late' never is."""
    if AFTER.match(text[m.end():]):
        return False
    return bool(pending & {"ask_quantity", "ask_what"}) or not WEAK.search(m.group(0))


@functools.lru_cache(maxsize=512)
def _named(places):
    """The telling words of names: 'Park Spoor Noord' is known by spoor and noord."""
    return {w: place for place in places for w in re.findall(r"[a-z]{4,}", plain(place.lower()))}


@functools.lru_cache(maxsize=20000)
def _near_name(word, names):
    """The name that a word is one slip away from."""
    for name in names:
        short, long = sorted((word, name), key=len)
        if len(long) == len(short) and _one_apart(short, long):
            return name
        if len(long) == len(short) + 1 and any(long[:i] + long[i + 1:] == short for i in range(len(long))):
            return name
    return None


def _place(text, language, places):
    tongue, named = TONGUES[language], _named(places)
    found = []
    for word in text.split():
        if word in named:
            found.append(named[word])
        elif word in tongue.PLACES or (word.endswith(("straat", "laan", "plein", "kaai")) and language == "nl"):
            found.append(word)
        elif len(word) >= 6 and (near := _near_name(word, tuple(named))):
            found.append(named[near])
    if found:
        return found[0]
    m = re.search(tongue.PLACE, text)
    return m.group(0) if m else None


def tongue_of(text):
    """The language of a text by its small words; None when it is not plain."""
    words = plain(text.lower()).replace("'", " ").replace("’", " ").split()
    if len(words) < 4:
        return None
    count = {}
    for language, tongue in TONGUES.items():
        count[language] = sum(w.strip("?.,!") in tongue.STOP or w.strip("?.,!") in tongue.SHORT and len(w) > 2 for w in words)
    best = max(count, key=count.get)
    rest = max(v for k, v in count.items() if k != best)
    return best if count[best] >= 2 and count[best] >= rest + 2 else None


def hear(text, language, pending=frozenset(), places=()):
    """`pending`: the questions he asked last, which decide what a bare number means."""
    return _hear(text, language, frozenset(pending), tuple(places))


@functools.lru_cache(maxsize=50000)
def _hear(text, language, pending, places):
    said = normal(text, language)
    heard = Heard(acts={act for act, pattern in _patterns(language) if pattern.search(said)}, words=len(words_of(text)))
    tongue = TONGUES[language]
    heard.question = "?" in said
    heard.day = bool(re.search(tongue.DAYS, said))
    heard.delay = _delay(said, language, pending)
    heard.clock = _clock(said, language, pending)
    heard.qty = _qty(said, language, pending)
    heard.place = _place(said, language, places)
    heard.language = tongue_of(text)
    for slot in ("qty", "place", "clock", "delay"):
        if getattr(heard, slot) is not None:
            heard.acts.add(slot)
    if heard.clock is not None or heard.delay is not None or heard.place:
        heard.acts.discard("ask_quality")   # "20 min, good?" is not about his wares
    if heard.day or re.search(tongue.VAGUE_TIME, said):
        heard.acts.add("vague_time")
    if pending & {"where", "nudge", "still_on"} and heard.words >= 6 and heard.has("delay", "wait", "on_way") and not heard.question:
        heard.acts.add("late")      # more words than it takes to say when: a reason, whatever it is
    if heard.delay is not None and heard.delay > 0 and heard.has("late") or heard.has("late", "wait") and heard.has("apologise"):
        heard.acts.add("excused")
    return heard
