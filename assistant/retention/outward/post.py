"""A mail server, the archive's or the firm's own: where it is, how to speak to it, and what it answered."""

from __future__ import annotations

import re
import smtplib
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, fields
from typing import Literal, NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit

from assistant.errors import BadArguments, ServiceDown
from assistant.retention.outward.message import one_line

Tls = Literal["starttls", "implicit", "none"]
_TLS: tuple[Tls, ...] = ("starttls", "implicit", "none")
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")
_LONGEST_REPLY = 300
SECONDS = 30.0
ARCHIVE = "The archive's"
_GO_AHEAD, _CLOSING = 354, 421


class Answer(NamedTuple):
    """A server's answer: its code and its words; 250 with a queue id when it has taken the message over."""

    code: int
    words: str


class CutOff(ServiceDown):
    """The connection ended before the answer. `may_have_it`: the words were on their way, so the server may."""

    def __init__(self, sentence: str, *, may_have_it: bool) -> None:
        super().__init__(sentence)
        self.may_have_it = may_have_it


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """How to reach a mail server. `tls`: `starttls` (port 587 or 25), `implicit` (465), `none` (a relay nearby)."""

    host: str
    port: int
    tls: Tls
    user: str = ""
    password: str = field(default="", repr=False)
    seconds: float = SECONDS

    @property
    def place(self) -> str:
        return f"{self.host}:{self.port}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Post(Server):
    """The archive: its mail server, and the two addresses of the journal."""

    sender: str
    to: str


def read_smtp_url(url: str, setting: str = "ASSISTANT_SMTP_URL") -> Server:
    """The server of `smtp://user:password@host:port?tls=starttls|implicit|none` (default starttls).

    Raises BadArguments, without the password, when the URL cannot be used, or when a password would travel in the
    clear; `setting` is where the URL stands.
    """
    try:
        parts = urlsplit(url)
        port, options = parts.port, parse_qs(parts.query, strict_parsing=bool(parts.query))
    except ValueError as error:
        raise BadArguments(f"{setting} is no URL; write smtp://user:password@host:port?tls=…") from error
    tls = next((each for each in _TLS if [each] == options.get("tls", ["starttls"])), None)
    if parts.scheme != "smtp" or not parts.hostname or tls is None or set(options) - {"tls"}:
        raise BadArguments(
            f"{setting} cannot be used; write smtp://user:password@host:port?tls=starttls "
            f"(tls is one of {', '.join(_TLS)})."
        )
    if parts.password and tls == "none":
        raise BadArguments(f"{setting} would send its password in the clear; use tls=starttls or implicit.")
    return Server(
        host=parts.hostname,
        port=port or (465 if tls == "implicit" else 587),
        tls=tls,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
    )


def read_journal_url(url: str, *, sender: str, to: str) -> Post:
    """The archive of a URL as `read_smtp_url` reads it. Raises BadArguments when URL or address cannot be used."""
    server = read_smtp_url(url, "ASSISTANT_JOURNAL_URL")
    for name, address in (("JOURNAL_FROM", sender), ("JOURNAL_TO", to)):
        if not _ADDRESS.fullmatch(address):
            raise BadArguments(f"ASSISTANT_{name} is {address!r}, which is no mail address.")
    return Post(**{each.name: getattr(server, each.name) for each in fields(server)}, sender=sender, to=to)


@contextmanager
def connected(server: Server, own_name: str, whose: str = ARCHIVE) -> Iterator[smtplib.SMTP]:
    """A connection that is ready for messages. Raises ServiceDown when the server does not let us in."""
    try:
        connection = _open(server, own_name)
    except (OSError, smtplib.SMTPException) as error:
        what = "the journal" if whose == ARCHIVE else "the firm's mail"
        raise ServiceDown(
            f"{whose} mail server {server.place} does not let {what} in ({_why(error)}); it waits."
        ) from error
    try:
        yield connection
    finally:
        with suppress(OSError, smtplib.SMTPException):  # it has taken its messages over, or it has not
            connection.quit()


def hand_over(
    connection: smtplib.SMTP, content: bytes, *, sender: str, to: Sequence[str], place: str, whose: str = ARCHIVE
) -> Answer:
    """Offer one message, to all of `to` or to nobody; the answer to it, or the first answer that is no consent.

    Raises CutOff when the connection ends before the answer: once the words were on their way, the server may have
    them or not.
    """
    on_its_way = False
    try:
        for step, address in ((connection.mail, sender), *((connection.rcpt, each) for each in to)):
            code, words = step(address)
            if code not in (250, 251):
                return _no(connection, code, words)
        code, words = connection.docmd("DATA")
        if code != _GO_AHEAD:
            return _no(connection, code, words)
        on_its_way = True
        connection.send(_with_its_end(content))
        code, words = connection.getreply()
        if code // 100 not in (2, 4, 5):
            raise smtplib.SMTPResponseException(code, "this is no answer to a message")
        return Answer(code, _plain(words))
    except (smtplib.SMTPException, OSError) as error:
        raise CutOff(
            f"{whose} mail server {place} did not answer to the end ({_why(error)}).", may_have_it=on_its_way
        ) from error


def _no(connection: smtplib.SMTP, code: int, words: bytes) -> Answer:
    if code != _CLOSING:
        with suppress(OSError, smtplib.SMTPException):  # it has said no, and now it is gone
            connection.rset()
    return Answer(code, _plain(words))


def _with_its_end(content: bytes) -> bytes:
    """A message as it follows DATA: a dot that begins a line is doubled, a dot alone ends it (RFC 5321, 4.5.2)."""
    stuffed = re.sub(rb"(?m)^\.", b"..", content)
    return stuffed + (b"" if stuffed.endswith(b"\r\n") else b"\r\n") + b".\r\n"


def _open(post: Server, own_name: str) -> smtplib.SMTP:
    trust = ssl.create_default_context() if post.tls != "none" else None
    connection: smtplib.SMTP
    if post.tls == "implicit":
        connection = smtplib.SMTP_SSL(
            post.host, post.port, local_hostname=own_name, timeout=post.seconds, context=trust
        )
    else:
        connection = smtplib.SMTP(post.host, post.port, local_hostname=own_name, timeout=post.seconds)
    try:
        if post.tls == "starttls":
            connection.starttls(context=trust)
        connection.ehlo_or_helo_if_needed()
        if post.user:
            connection.login(post.user, post.password)
    except BaseException:  # whatever keeps us out: the socket is not left open
        connection.close()
        raise
    return connection


def _why(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {_plain(error.smtp_error)}"
    return one_line(error)[:_LONGEST_REPLY] or type(error).__name__


def _plain(words: bytes | str) -> str:
    return one_line(words.decode("utf-8", "replace") if isinstance(words, bytes) else words)[:_LONGEST_REPLY]
