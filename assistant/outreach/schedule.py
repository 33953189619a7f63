"""When a message leaves: a wall time in a zone as one moment, quiet hours, and by which rules of the world's clocks.

Pure but for the zone files of the system. A time that the clocks skip becomes the next one they show; of one that they
show twice the first is meant.
"""

from __future__ import annotations

import datetime as dt
import zoneinfo
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from assistant.errors import BadArguments

QUIET_FROM, QUIET_UNTIL = dt.time(21), dt.time(8)
LATEST = dt.timedelta(minutes=60)
"""How late a message may leave that was missed, as while the worker was down; later than that a person is asked."""
_MINUTE = dt.timedelta(minutes=1)
_YEARS = range(2000, 3000)
_LONGEST_SKIP = 48 * 60  # minutes: an island that changes sides of the date line skips a day


@dataclass(frozen=True, slots=True)
class Planned:
    """A time somebody named: the wall time as it was said, its zone, the moment that is, and by which zone files."""

    wall: str
    zone: str
    at: dt.datetime
    tzdata: str
    note: str = ""

    def to_json(self) -> dict[str, str]:
        return {
            "at": self.wall,
            "zone": self.zone,
            "utc": self.at.isoformat(),
            "tzdata": self.tzdata,
            "note": self.note,
        }

    @property
    def words(self) -> str:
        return f"{self.wall.replace('T', ' at ')} ({self.zone})"


def plan(wall: str, zone: str) -> Planned:
    """The moment of a wall time (`2026-12-01T09:00`, no offset) in a zone. Raises BadArguments for what is neither."""
    place, meant = _zone(zone), _wall(wall)
    shown = _next_shown(meant, place)
    at = shown.replace(tzinfo=place, fold=0).astimezone(dt.UTC)
    note = ""
    if shown != meant:
        note = f"The clocks in {zone} skip {meant:%H:%M} that day: it leaves at {shown:%Y-%m-%d %H:%M}."
    elif shown.replace(tzinfo=place, fold=1).astimezone(dt.UTC) != at:
        note = f"The clocks in {zone} show {meant:%H:%M} twice that day: it leaves the first time."
    return Planned(meant.isoformat(timespec="minutes"), zone, at, tzdata_version(), note)


def is_quiet(at: dt.datetime, zone: str) -> bool:
    """Whether a moment lies in the quiet hours there, from nine in the evening until eight in the morning."""
    hour = at.astimezone(_zone(zone)).time()
    return hour >= QUIET_FROM or hour < QUIET_UNTIL


def morning_after(at: dt.datetime, zone: str) -> dt.datetime:
    """The end of the quiet hours that a moment lies in, UTC."""
    local = at.astimezone(_zone(zone))
    day = local.date() + dt.timedelta(days=local.time() >= QUIET_FROM)
    return plan(f"{day}T{QUIET_UNTIL:%H:%M}", zone).at


@lru_cache(maxsize=1)
def tzdata_version() -> str:
    """The version of the system's zone files, as `2026b`; “unknown” where they do not say."""
    for folder in zoneinfo.TZPATH:
        try:
            with (Path(folder) / "tzdata.zi").open(encoding="ascii") as file:
                return file.readline().rpartition(" ")[2].strip()
        except OSError:
            continue
    return "unknown"


def _zone(name: str) -> zoneinfo.ZoneInfo:
    try:
        return zoneinfo.ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise BadArguments(f"“{name}” is no time zone; write an IANA name, as America/New_York.") from error


def _wall(text: str) -> dt.datetime:
    try:
        found = dt.datetime.fromisoformat(text)
    except ValueError as error:
        raise BadArguments(f"“{text}” is no time; write a day and an hour, as 2026-12-01T09:00.") from error
    if found.tzinfo is not None or len(text) < len("2026-12-01T09:00") or found.year not in _YEARS:
        raise BadArguments(
            f"“{text}” is not a time on the wall; write a day and an hour without an offset, as 2026-12-01T09:00, and "
            "name the zone."
        )
    return found.replace(second=0, microsecond=0)


def _next_shown(meant: dt.datetime, place: zoneinfo.ZoneInfo) -> dt.datetime:
    """The wall time itself, or the first one after it that the clocks there show."""
    for minutes in range(_LONGEST_SKIP):
        shown = meant + minutes * _MINUTE
        there = shown.replace(tzinfo=place).astimezone(dt.UTC).astimezone(place)
        if there.replace(tzinfo=None) == shown:
            return shown
    raise BadArguments(f"The clocks in {place.key} do not show {meant:%Y-%m-%d %H:%M}, nor anything soon after.")
