"""One database of one firm: engine, sessions, the UTC type, migrations. SQLite and PostgreSQL behave alike here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, DateTime, Dialect, Engine, MetaData, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DatabaseError, DBAPIError, OperationalError
from sqlalchemy.orm import registry
from sqlalchemy.types import TypeDecorator
from sqlmodel import Session, SQLModel

from assistant.errors import ServiceDown

MIGRATIONS = Path(__file__).parent / "migrations"
BUSY_MILLISECONDS = 5_000


class UtcTime(TypeDecorator[dt.datetime]):
    """A moment: stored as UTC, returned with its zone on either engine. A naive moment is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value.isoformat()} has no time zone; give an offset or Z")
        utc = value.astimezone(dt.UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)


FIRM_METADATA = MetaData()


class FirmTable(SQLModel, registry=registry(metadata=FIRM_METADATA)):
    """Parent of every table of the firm's database, whichever room it is in; the log's tables have their own."""

    metadata = FIRM_METADATA


class Database:
    """An engine with two doors: `reading()` and `writing()`. Only the desk opens the second (and the log, its own)."""

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        self.engine = _engine(url)

    @property
    def is_sqlite(self) -> bool:
        return self.url.get_backend_name() == "sqlite"

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session over one consistent snapshot that is rolled back at its end."""
        engine = self.engine if self.is_sqlite else self.engine.execution_options(isolation_level="REPEATABLE READ")
        with _named_failures(self.url.get_backend_name()), Session(engine) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session whose work is committed when the block ends well and undone when it does not."""
        with _named_failures(self.url.get_backend_name()):
            engine = self.engine.execution_options(assistant_writes=True)
            with Session(engine, expire_on_commit=False) as session, session.begin():
                yield session

    @contextmanager
    def named_failures(self) -> Iterator[None]:
        """For who holds a connection of its own: a lost connection, a full disk or a held lock becomes a sentence."""
        with _named_failures(self.url.get_backend_name()):
            yield

    def migrate(self, line: str, metadata: MetaData) -> None:
        """Bring the tables of one line of migrations (`firm` or `log`) up to date; a second run does nothing."""
        from alembic import command

        with _named_failures(self.url.get_backend_name()), self.engine.begin() as connection:
            command.upgrade(alembic_config(line, metadata, connection), "head")

    def close(self) -> None:
        self.engine.dispose()


def alembic_config(line: str, metadata: MetaData, connection: Connection) -> Any:
    """The Alembic configuration of one line of migrations over an open connection."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("version_locations", str(MIGRATIONS / line))
    config.set_main_option("path_separator", "os")
    config.attributes.update(connection=connection, metadata=metadata, version_table=f"version_{line}")
    return config


def _engine(url: str) -> Engine:
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        patience = {"connect_timeout": 5}
        return create_engine(url, pool_pre_ping=True, pool_size=10, max_overflow=20, connect_args=patience)
    if parsed.database and parsed.database != ":memory:":
        _make_folder(Path(parsed.database).parent)
    engine = create_engine(url, connect_args={"check_same_thread": False})
    event.listen(engine, "connect", _sqlite_connect)
    event.listen(engine, "begin", _sqlite_begin)
    return engine


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ServiceDown(f"The data folder {folder} cannot be made ({error.strerror}); name another.") from error


def _sqlite_connect(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # the driver's own BEGIN is late and never IMMEDIATE: ours is below
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={BUSY_MILLISECONDS}"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _sqlite_begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("assistant_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


SIGNS_OF_FAILURE = (
    ("disk is full", "its disk is full"),
    ("no space left", "its disk is full"),
    ("locked", "it is locked by another process"),
    ("unable to open", "its file cannot be opened"),
    ("readonly", "its file may not be written"),
    ("disk i/o error", "its disk fails"),
    ("malformed", "its file is damaged"),
    ("not a database", "its file is no database"),
)
"""What SQLite says when the service fails; anything else it says (no such table …) is an error in the program."""


@contextmanager
def _named_failures(engine_name: str) -> Iterator[None]:
    """A lost connection, a full disk or a held lock becomes a sentence; what is a programming error stays one."""
    try:
        yield
    except DBAPIError as error:
        cause = _cause(error, engine_name)
        if cause is None:
            raise
        raise ServiceDown(f"The database does not answer ({cause}); nothing was changed.") from error


def _cause(error: DBAPIError, engine_name: str) -> str | None:
    """Why the database failed, in words; None when the statement, not the database, was wrong."""
    text = str(error.orig).lower() if isinstance(error, OperationalError) or type(error) is DatabaseError else ""
    known = next((words for sign, words in SIGNS_OF_FAILURE if sign in text), None)  # never in a message about data
    if known is not None:
        return known
    lost = error.connection_invalidated or (isinstance(error, OperationalError) and engine_name != "sqlite")
    return f"{engine_name} refused or dropped the connection" if lost else None
