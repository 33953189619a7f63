"""Points of the calendar in words: “Q3”, “the second quarter of last year”, “15 March”, “settembre”, “2024”."""

from __future__ import annotations

import datetime as dt
import re

MONTHS = (
    "jan(?:uary)?|gennaio|enero", "feb(?:ruary)?|febbraio|febrero", "mar(?:ch)?|marzo", "apr(?:il)?|aprile|abril",
    "may|maggio|mayo", "june?|giugno|junio", "july?|luglio|julio", "aug(?:ust)?|agosto",
    "sept?(?:ember)?|settembre|septiembre", "oct(?:ober)?|ottobre|octubre", "nov(?:ember)?|novembre|noviembre",
    "dec(?:ember)?|dicembre|diciembre",
)  # fmt: skip
DAYS = (
    "mon(?:day)?|lunedi|lunes", "tue(?:s|sday)?|martedi|martes", "wed(?:nesday)?|mercoledi|miercoles",
    "thu(?:rs|rsday)?|giovedi|jueves", "fri(?:day)?|venerdi|viernes", "sat(?:urday)?|sabato|sabado",
    "sun(?:day)?|domenica|domingo",
)  # fmt: skip
MONTH, DAY = "|".join(MONTHS), "|".join(DAYS)

ORDERS = {
    1: "first|1st|primo|prima|primer|primera", 2: "second|2nd|secondo|seconda|segundo|segunda",
    3: "third|3rd|terzo|tercer", 4: "fourth|4th|final|quarto|cuarto",
}  # fmt: skip
_PARTS = (
    (re.compile(r"(?<![\w$])q ?([1-4])(?!\w)|(?<![\w$])([1-4])q(?=\d\d|\W|$)|(?<!\w)([1-4])(?:o|°|º) trimestre"), "Q"),
    (re.compile(r"(?<![\w$])h ?([12])(?!\w)"), "H"),
)
_NAMED_PARTS = tuple(
    (re.compile(rf"(?<!\w)(?:{words}) (?:{units})(?!\w)"), f"{letter}{number}")
    for number, words in ORDERS.items()
    for letter, units in (("Q", "quarter|trimestre"), ("H", "half|semestre|meta"))
    if letter == "Q" or number <= 2
)
_MONTH = re.compile(rf"(?<![\w'])({MONTH})(?!\w)(?! (?:i|we|you) )")
_BEFORE_A_MONTH = frozenset(
    ("in", "for", "of", "since", "during", "last", "this", "and", "vs", "a", "di", "en", "de", "no", "not", "from",
     "to", "until", "through", "by", "about", "what", "sorry", "actually")
)  # fmt: skip
_LAST_YEAR = re.compile(
    r"(?:last|prior|previous) year|a year (?:ago|before|earlier)|(?:scorso|passato) anno|(?:anno|ano) (?:scorso|"
    r"precedente|prima|pasado|anterior)"
)
_THIS_YEAR = re.compile(r"this year|quest'anno|este ano")
_DAY_SHAPES = (
    re.compile(rf"(?<!\w)(?P<d>\d{{1,2}})(?:st|nd|rd|th|°|º)? (?:of |de )?(?P<m>{MONTH})(?!\w)"),
    re.compile(rf"(?<!\w)(?P<m>{MONTH})\.? (?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?![\w%:]|[.,]\d)(?! (?:months|years|"
               rf"clients))"),
)  # fmt: skip


def point(text: str, as_of: dt.date) -> str | None:
    """A day, a quarter or half, a month or a year of the tools' grammar, whichever the words name."""
    return day_word(text, as_of) or part_of_year(text, as_of) or month(text, as_of) or year_alone(text, as_of)


def first_day(named: str) -> str:
    """The first day of a point of the grammar."""
    year, _, rest = named.lower().partition("-")
    if not rest:
        return f"{year}-01-01"
    if rest[0] in "hq":
        return f"{year}-{(int(rest[1]) - 1) * (6 if rest[0] == 'h' else 3) + 1:02d}-01"
    return named if rest.count("-") else f"{named}-01"


def last_day(named: str) -> dt.date:
    """The last day of a year, half, quarter or month of the grammar."""
    year, _, rest = named.lower().partition("-")
    month = 12 if not rest else {"h": 6, "q": 3}.get(rest[0], 1) * int(rest[-1] if rest[0] in "hq" else rest)
    return month_start(int(year), month + 1) - dt.timedelta(days=1)


def day_word(text: str, as_of: dt.date) -> str | None:
    found = day(text, as_of)
    return found.isoformat() if found else None


def part_of_year(text: str, as_of: dt.date) -> str | None:
    name = next(
        (f"{letter}{next(filter(None, m.groups()))}" for shape, letter in _PARTS if (m := shape.search(text))), ""
    )
    name = name or next((named for shape, named in _NAMED_PARTS if shape.search(text)), "")
    if not name:
        return None
    first_month = int(name[1]) * (3 if name[0] == "Q" else 6) - (2 if name[0] == "Q" else 5)
    return f"{_year_beside(text, as_of) or _most_recent(first_month, as_of)}-{name}"


def month(text: str, as_of: dt.date) -> str | None:
    found = _MONTH.search(text)
    if not found or (found.group(1) in ("may", "mar", "march") and not _is_a_month(text, found)):
        return None
    number = place(MONTHS, found.group(1)) + 1
    return f"{_year_beside(text, as_of) or _most_recent(number, as_of)}-{number:02d}"


def year_alone(text: str, _as_of: dt.date) -> str | None:
    found = re.search(
        r"(?<![\w.,/$€£-])(?:fy ?)?(20[0-4]\d)(?![\w%]|[.,/]\d| (?:people|clients|euros?|dollars?))", text
    )
    return found.group(1) if found else None


def day(text: str, as_of: dt.date, *, ahead: bool = False) -> dt.date | None:
    """A day of the calendar; without a year the last one that has come, or with `ahead` the next that will."""
    if found := re.search(r"(?<!\d)(20\d\d)-(\d\d?)-(\d\d?)(?!\d)", text):
        return date(*map(int, found.groups()))
    if found := re.search(r"(?<![\d/])(\d{1,2})/(\d{1,2})/(\d{2,4})(?!\d)", text):
        first, second, year = map(int, found.groups())
        european = first > 12 or re.search(r"(?<!\w)(?:al|dal|il|el|del) \d", text)
        return date(year % 100 + 2000, *((second, first) if european else (first, second)))
    named = next((m for shape in _DAY_SHAPES if (m := shape.search(text))), None)
    if named is None:
        return None
    number, month_number = int(named["d"]), place(MONTHS, named["m"]) + 1
    year_named = _year_beside(text[named.start() :], as_of)
    found_day = date(year_named or as_of.year, month_number, number)
    if found_day is None or year_named is not None:
        return found_day
    if not ahead and found_day > as_of:
        return date(as_of.year - 1, month_number, number)
    return date(as_of.year + 1, month_number, number) if ahead and found_day < as_of else found_day


def last_such_day(as_of: dt.date, number: int) -> dt.date | None:
    """The most recent day of that number; the month before when this month's has not come."""
    starts = [month_start(as_of.year, as_of.month - back) for back in range(3)]
    days = [date(start.year, start.month, number) for start in starts]
    return next((found for found in days if found and found <= as_of), None)


def month_start(year: int, month_number: int) -> dt.date:
    """The first of a month; month 13 is the next January, month 0 the December before."""
    return dt.date(year + (month_number - 1) // 12, (month_number - 1) % 12 + 1, 1)


def quarter_start(as_of: dt.date, shift: int) -> dt.date:
    return month_start(as_of.year, 3 * ((as_of.month - 1) // 3) + 1 + 3 * shift)


def date(year: int, month_number: int, number: int) -> dt.date | None:
    try:
        return dt.date(year, month_number, number)
    except ValueError:
        return None


def place(patterns: tuple[str, ...], word: str) -> int:
    return next(i for i, pattern in enumerate(patterns) if re.fullmatch(pattern, word))


def _most_recent(month_number: int, as_of: dt.date) -> int:
    return as_of.year if month_number <= as_of.month else as_of.year - 1


def _is_a_month(text: str, found: re.Match[str]) -> bool:
    """“may” and “march” are also verbs: a month stands after a preposition, beside a year, or alone."""
    before, after = text[: found.start()].split()[-1:], text[found.end() :]
    if not before or before[0].strip(",.?") in _BEFORE_A_MONTH or re.match(r",? (?:20)?\d\d", after):
        return True
    return found.group(1) == "march" and not after.strip(" ?.!")


def _year_beside(text: str, as_of: dt.date) -> int | None:
    if found := re.search(r"(?<![\d.,])(20\d\d)(?!\d)|'(\d\d)(?!\d)|(?<=q[1-4] )(\d\d)(?!\d)", text):
        return int(next(filter(None, found.groups()))) % 100 + 2000
    if _LAST_YEAR.search(text):
        return as_of.year - 1
    return as_of.year if _THIS_YEAR.search(text) else None
