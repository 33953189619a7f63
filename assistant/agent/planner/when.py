"""Spans of time in words → the grammar of the tools. Everything is counted from the day the book is frozen at."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

from assistant.agent.planner import dates
from assistant.agent.planner.amounts import NUMBER_WORDS, whole_number
from assistant.agent.planner.dates import DAY, DAYS, MONTH
from assistant.agent.planner.phrases import compiled

N = rf"(\d+|{'|'.join(NUMBER_WORDS)})"
UNITS = {
    "d": "days?|giorn[oi]|dias?", "w": "weeks?|settiman[ae]|semanas?", "m": "months?|mos?|mes[ie]|mes(?:es)?",
    "q": "quarters?|trimestr[ei]|trimestres?", "y": "years?|ann[oi]|anos?",
}  # fmt: skip
LAST = (
    r"(?:last|past|previous|prior|trailing|preceding|ultim[oiae]|scors[oaie]|passat[oaie]|precedent[ei]|ultim[oa]s?|"
    r"pasad[oa]s?|anterior(?:es)?)"
)
SINCE = re.compile(
    r"(?<!\w)(since|from|starting(?: in| from)?|as of the|beginning|after|da|dal|dall'|dalla|a partire da|desde|"
    r"desde el|a partir de) ?(?:the |il |lo |la |l'|el |del |dell'|dello |de |di |in |en )?(?:mese di |mes de |"
    r"month of )?(.{2,40})"
)
FIXED = tuple(
    (compiled(phrases), word)
    for word, phrases in (
        ("ytd", r"""
            ytd|year[ -]to[ -]date|so far this year|this year(?: so far)?|since new year(?:'s)?
            since (?:the )?(?:start|beginning|turn) of (?:the|this) year
            (?:da |dall'|dal )?inizio (?:dell'|d')?anno|quest'anno|nell'anno(?: in corso)?|anno in corso
            (?:en )?lo que va (?:de|del|de este) ano|este ano|ano en curso
            (?:desde|a) (?:principio|principios|inicio|comienzo)s? (?:de|del) ano
        """),
        ("qtd", r"""
            qtd|quarter[ -]to[ -]date|this quarter|questo trimestre|trimestre in corso|este trimestre|trimestre actual
            (?:da |dall')?inizio trimestre
        """),
        ("mtd", r"""
            mtd|month[ -]to[ -]date|(?:this|the) month(?: so far)?|questo mese|mese in corso|este mes|mes en curso
            (?:da |dall')?inizio mese
        """),
        ("wtd", r"""
            wtd|week[ -]to[ -]date|this week|questa settimana|esta semana|(?:da |dall')?inizio settimana
        """),
        ("1y", r"""
            t12m?|ttm|ltm|trailing[ -](?:12|twelve)(?: months?)?|rolling (?:12|twelve) months?
            (?:over|in|during|for) the (?:last|past) year|the past year
        """),
        ("all", r"""
            all[ -]time|since inception|from the (?:start|beginning)|full history|whole history|da sempre|dall'inizio
            desde siempre|desde el principio|todo el historial
        """),
    )
)  # fmt: skip
_JOINED = re.compile(r"(?<!\w)(?:and|e|y|vs\.?|versus|against|compared (?:to|with)|rispetto al?|frente a)(?!\w)")
_CLOSED = re.compile(r"\d{4}(?:-(?:[HQ]\d|\d\d))?")
_YEAR_END = re.compile(
    r"(?<!\w)(?:(?:at|by|as of|on) (?:the )?(?:last |prior )?year[ -]end|a fine (?:dell')?anno(?: scorso)?|"
    r"a fin de ano)\W*$"
)
_STANDS = (
    re.compile(r"(?<!\w)(?:as of|as at|as on|at (?:the )?close of|dated) (?:the )?(.{3,30})"),
    re.compile(
        r"(?<!\w)(?:at |by |on )?(?:the )?(?:end of|year[ -]end|a fine|alla fine (?:di|del|dell')|a finales de|"
        r"al final de|al cierre de) ?(?:the )?(.{3,30})"
    ),
    re.compile(rf"(?<!\w)al (\d{{1,2}}(?:/\d{{1,2}}(?:/\d{{2,4}})?|"
               rf" (?:de )?(?:{MONTH})(?: (?:de(?:l)? )?\d{{4}})?))(?!\w)"),
)  # fmt: skip


_WRITTEN = re.compile(r"(?<![\w.-])(20\d\d-(?:q[1-4]|h[12]|(?:0[1-9]|1[0-2])))(?![\w.-])")


def period_in(text: str, as_of: dt.date) -> str | None:
    """The first span of time that the words name, in the tools' grammar; None when they name none."""
    written = _WRITTEN.findall(text)
    if len(written) == 1 and ".." not in text:  # the grammar itself, as somebody who knows it types it
        return str(written[0]).upper()
    return next((found for read in _READERS if (found := read(text, as_of))), None)


def periods_in(text: str, as_of: dt.date) -> list[str]:
    """Every span of time of “since Friday and year to date”, “2025 vs 2024”; two ends of one span are one."""
    if _range(text, as_of):
        return [found] if (found := period_in(text, as_of)) else []
    found_in = (period_in(piece, as_of) for piece in _JOINED.split(text))
    return list(dict.fromkeys(word for word in found_in if word)) or [w for w in [period_in(text, as_of)] if w]


def date_in(text: str, as_of: dt.date) -> dt.date | None:
    """The day on which the book should stand: “as of 30 June”, “at the end of 2025”, “al 30 giugno”."""
    if _YEAR_END.search(text):
        return dt.date(as_of.year - 1, 12, 31)
    found = next((m for shape in _STANDS if (m := shape.search(text))), None)
    if found is None:
        return None
    words = found.group(1).strip()
    return dates.day(words, as_of) or end_of(words, as_of)


FARTHEST = 500  # units of time that are counted back
_AGO = re.compile(
    rf"(?<!\w)(?:(a|an|{N[1:-1]}) (years?|quarters?|months?|weeks?|days?) (?:ago|earlier|before)|"
    rf"(un|{N[1:-1]}) (ann[oi]|mes[ei]|trimestr[ei]|settiman[ae]|giorn[oi]) fa|"
    rf"hace (un|una|{N[1:-1]}) (anos?|mes(?:es)?|trimestres?|semanas?|dias?))(?!\w)"
)
_AHEAD = re.compile(
    r"(?<!\w)(?<!the )(?:next (?:year|quarter|month|week)|tomorrow|in the future|"
    r"(?:in|fra|tra|en|within) (?:a|an|un|\d+|"
    rf"{'|'.join(NUMBER_WORDS)}) (?:years?|months?|quarters?|ann[oi]|mes[ie]|anos?|meses)(?! (?:ago|fa))|"
    r"(?:anno|trimestre|mese) prossimo|prossimo (?:anno|trimestre|mese)|(?:ano|trimestre|mes) (?:proximo|que viene)|"
    r"proximo (?:ano|trimestre|mes))(?!\w)"
)
_OF_A_TIME = re.compile(
    r"(?<!\w)(?:in|at|for|of|during|by|per|nel(?:l')?|del|a|en|de|durante|last|scorso|pasado|back in)(?!\w)"
)
_COMPARED = compiled(r"""
    compar\w+|versus|vs|against|relative to|difference|confront\w+|rispetto|frente a
    now and|today and|adesso e|oggi e|ora e|hoy y|ahora y
""")


def ago(text: str, as_of: dt.date) -> dt.date | None:
    """“a year ago”, “six months ago”, “un anno fa”, “hace dos años”: that day, counted back from the book's."""
    found = _AGO.search(text)
    if found is None:
        return None
    count, unit = (group for group in found.groups() if group)
    number = whole_number(count) or 1
    if number > FARTHEST:
        return None
    months = {"y": 12, "a": 12, "q": 3, "t": 3, "m": 1}.get(unit[0], 0) * number
    if not months:
        return as_of - dt.timedelta(days=number * (7 if unit[0] in "ws" else 1))
    return dates.last_day(f"{dates.month_start(as_of.year, as_of.month - months):%Y-%m}")


def stood(text: str, as_of: dt.date) -> dt.date | None:
    """The past day that a question about one moment names: “a year ago”, “in 2024”, “last quarter”."""
    day = date_in(text, as_of) or ago(text, as_of)
    if day is not None:
        return day
    end = end_of(text, as_of) if _OF_A_TIME.search(text) else None
    return end if end and end < as_of else None


def compares(text: str) -> bool:
    """Whether one moment is set beside the present."""
    return bool(_COMPARED.search(text))


def is_ahead(text: str, as_of: dt.date) -> bool:
    """Whether the words name a time that has not begun."""
    if _AHEAD.search(text):
        return True
    years = re.findall(r"(?<!\w)(?:in|by|at|for|of|nel|en|per|para|end of|a fine|del|year) (20\d\d)(?!\w|[.,]\d)", text)
    return any(int(year) > as_of.year for year in years)


def end_of(text: str, as_of: dt.date) -> dt.date | None:
    """The last day of the year, half, quarter or month that the words name."""
    period = period_in(text, as_of)
    return dates.last_day(period) if period and _CLOSED.fullmatch(period) else None


def day_ahead(text: str, today: dt.date) -> dt.date | None:
    """The day on which something should leave: “on December 3”, “next Monday”, “tomorrow”."""
    if re.search(r"(?<!\w)(?:tomorrow|domani|manana)(?!\w)", text):
        return today + dt.timedelta(days=1)
    found = re.search(rf"(?<!\w)(?:on|next|per|el|il|prossimo|this coming) (?:the )?({DAY})(?!\w)", text)
    if found:
        return today + dt.timedelta(days=(dates.place(DAYS, found.group(1)) - today.weekday() - 1) % 7 + 1)
    day = dates.day(text, today, ahead=True)
    return day if day and day > today else None


def _range(text: str, as_of: dt.date) -> str | None:
    """Two ends: “from January to March”, “between 1 June and 15 July”, “2023-2025”."""
    found = _RANGE.search(text)
    if not found:
        return None
    right = dates.point(found.group(2), as_of)
    year = f" {right[:4]}" if right and not re.search(r"20\d\d", found.group(1)) else ""
    left = dates.point(found.group(1) + year, as_of)
    if not left or not right or (left > right and len(left) == len(right)):
        return None
    return f"{left}..{right}"


_POINT = (
    rf"(?:(?:\d{{1,2}}(?:st|nd|rd|th)? (?:of )?)?(?:{MONTH})(?: \d{{1,2}}(?:st|nd|rd|"
    rf"th)?)?(?:,? (?:de(?:l)? )?20\d\d)?|\d{{4}}(?:-\d\d(?:-\d\d)?)?|\d{{1,2}}/\d{{1,2}}/\d{{2,4}}|"
    rf"q[1-4](?: 20\d\d)?)"
)
_RANGE = re.compile(
    rf"(?<!\w)(?:from|between|da|dal|tra|fra|de|desde|entre)? ?(?:the |il |el )?({_POINT}) ?(?:to|and|through|until|"
    rf"till|thru|a|al|e|y|hasta|fino a|-|\.\.) ?(?:the |il |el )?({_POINT})(?!\w)"
)


def _same_last_year(text: str, as_of: dt.date) -> str | None:
    same = r"(?<!\w)(?:same (?:period|time|stretch|span)|(?:stesso|medesimo) periodo|mismo periodo)(?!\w)"
    if not re.search(same, text) or not re.search(rf"{LAST}|a year (?:ago|earlier)|un anno fa|hace un ano", text):
        return None
    last = as_of.replace(year=as_of.year - 1, day=min(as_of.day, 28) if as_of.month == 2 else as_of.day)
    return f"{last.year}-01-01..{last}"


def _since(text: str, as_of: dt.date) -> str | None:
    found = SINCE.search(text)
    if not found:
        return None
    words = found.group(2)
    if found.group(1) == "from" and re.match(LAST, words):
        return None
    if (start := _start_of_last(words, as_of)) is not None:
        return f"{start}.."
    weekday = re.match(rf"(?:last |scors[oa] |the )?({DAY})(?!\w)(?! \d)", words)
    if weekday and not re.match(rf"(?:{MONTH})(?!\w)", words):
        back = (as_of.weekday() - dates.place(DAYS, weekday.group(1)) - 1) % 7 + 1
        return f"{as_of - dt.timedelta(days=back)}.."
    ordinal = re.match(rf"(\d{{1,2}})(?:st|nd|rd|th)?(?!\w|/|-| ?%| ?(?:of )?(?:{MONTH}|k\b|m\b|to\b))", words)
    if ordinal and int(ordinal.group(1)) <= 31:
        day = dates.last_such_day(as_of, int(ordinal.group(1)))
        return f"{day}.." if day else None
    head = re.split(r"(?<!\w)(?:to|until|and|e|y|how|what|who|through|which|in my|,)(?!\w)", words)[0]
    point = dates.point(head, as_of)
    if point in (f"{as_of.year}", f"{as_of.year}-01", f"{as_of.year}-01-01"):
        return "ytd"
    return f"{dates.first_day(point)}.." if point else None


def _start_of_last(words: str, as_of: dt.date) -> dt.date | None:
    """“since last month” begins with that month's first day."""
    if re.match(r"(?:yesterday|ieri|ayer)(?!\w)", words):
        return as_of - dt.timedelta(days=1)
    starts = {
        "y": dt.date(as_of.year - 1, 1, 1),
        "q": dates.quarter_start(as_of, -1),
        "m": dates.month_start(as_of.year, as_of.month - 1),
        "w": as_of - dt.timedelta(days=as_of.weekday() + 7),
    }
    named = (u for u in starts if re.match(rf"{LAST} (?:{UNITS[u]})(?!\w)|(?:{UNITS[u]}) {LAST}(?!\w)", words))
    unit = next(named, None)
    return starts[unit] if unit else None


def _fixed(text: str, _as_of: dt.date) -> str | None:
    found = [(m.start(), word) for pattern, word in FIXED if (m := pattern.search(text))]
    return min(found)[1] if found else None


def _counted(text: str, as_of: dt.date) -> str | None:
    """“the last three years”, “past 90 days”, “ultimi sei mesi”, “los últimos dos trimestres”."""
    for unit, words in UNITS.items():
        loose = rf"(?:over|in|for|during|negli|nei|en|los) {N} (?:{words})" if unit == "y" else "(?!)"
        shapes = (rf"{LAST} {N} (?:{words})", rf"{N} (?:{words}) {LAST}", loose, rf"{LAST} (\d+)[ -]?{unit}")
        found = next((m for shape in shapes if (m := re.search(rf"(?<!\w){shape}(?!\w)", text))), None)
        count = whole_number(found.group(1)) if found else None
        if count:
            return _trailing(unit, count, as_of)
    short = re.search(r"(?<![\w.])([135])[ -]?(?:y|yr|year)s?(?!\w)(?! old)", text)
    return f"{short.group(1)}y" if short and not re.search(r"horizon|orizzonte|cash flow|explicit", text) else None


def _trailing(unit: str, count: int, as_of: dt.date) -> str:
    months = {"m": 1, "q": 3, "y": 12}.get(unit, 0) * count
    if months in (12, 36, 60):
        return f"{months // 12}y"
    if months:
        after = as_of + dt.timedelta(days=1)
        return f"{dates.month_start(after.year, after.month - months).replace(day=min(after.day, 28))}.."
    return f"{as_of - dt.timedelta(days=count * (7 if unit == 'w' else 1) - 1)}.."


def _last_one(text: str, as_of: dt.date) -> str | None:
    """“last quarter”, “the prior year”, “lo scorso mese”, “el trimestre pasado”."""
    full = r"(?:full |whole |calendar |intero |completo )*"
    for unit, words in UNITS.items():
        one = rf"(?:{words.replace('s?', '')})"
        if re.search(rf"(?<!\w)(?:{LAST} {full}{one}|{one} {LAST}|{LAST}{one})(?!\w)", text):
            return _before(unit, as_of)
    if re.search(r"(?<!\w)(?:yesterday|ieri|ayer)(?!\w)", text):
        return f"{as_of - dt.timedelta(days=1)}"
    return f"{as_of}" if re.search(r"(?<!\w)(?:for today|today's|di oggi|de hoy)(?!\w)", text) else None


def _before(unit: str, as_of: dt.date) -> str:
    """The last whole year, quarter, month, week or day before the present one."""
    if unit == "y":
        return f"{as_of.year - 1}"
    if unit == "q":
        start = dates.quarter_start(as_of, -1)
        return f"{start.year}-Q{(start.month + 2) // 3}"
    if unit == "m":
        return f"{dates.month_start(as_of.year, as_of.month - 1):%Y-%m}"
    if unit == "w":
        monday = as_of - dt.timedelta(days=as_of.weekday() + 7)
        return f"{monday}..{monday + dt.timedelta(days=6)}"
    return f"{as_of - dt.timedelta(days=1)}"


_READERS: tuple[Callable[[str, dt.date], str | None], ...] = (
    _range, _same_last_year, _since, dates.day_word, dates.part_of_year, dates.month, _fixed, _counted, _last_one,
    dates.year_alone,
)  # fmt: skip
