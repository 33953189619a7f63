"""A desk over the small firm: imported once a session, copied for each test, with an injected clock."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from assistant.desk import Desk, import_book
from assistant.settings import Settings
from tests.scripted import Script

SMALL_FIRM = Path(__file__).parent / "firms" / "small"
NOW = dt.datetime(2026, 11, 22, 9, 30, tzinfo=dt.UTC)
ADVISOR, OTHER_ADVISOR = "anna.keller@harbourvale.example", "benedikt.simic@harbourvale.example"
DELEGATE, MANAGER = "dario.bello@harbourvale.example", "esther.cole@harbourvale.example"
DELEGATE_OF_TWO = "jonas.weiss@harbourvale.example"
COMPLIANCE, PRINCIPAL = "greta.holm@harbourvale.example", "hugo.pires@harbourvale.example"
ADMIN = "ida.brandt@harbourvale.example"


def settings_of(home: Path, **more: Any) -> Settings:
    """A slow test machine gets more time for a record than a person would be made to wait."""
    return Settings(home=home, model=more.pop("model", "embedded"), log_seconds=more.pop("log_seconds", 10.0), **more)


@contextmanager
def opened(home: Path, **more: Any) -> Iterator[Desk]:
    with Desk(settings_of(home, **more), clock=lambda: NOW) as desk:
        yield desk


def make_home(folder: Path) -> Path:
    """A data folder with the small firm loaded through the ordinary import."""
    with opened(folder) as desk:
        import_book(desk, SMALL_FIRM)
    return folder


def copy_home(home: Path, to: Path) -> Path:
    shutil.copytree(home, to)
    return to


@contextmanager
def driven_by(home: Path, script: Script, **more: Any) -> Iterator[Desk]:
    """A desk whose language model is the scripted server."""
    with opened(home, model="openai:scripted", openai_api_key="k", openai_base_url=script.url, **more) as desk:
        yield desk
