"""The archive's mail server: where it is, how to speak to it, and what it answered."""

from __future__ import annotations

import re
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Literal, NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit

from assistant.errors import BadArguments, ServiceDown
from assistant.retention.outward.message import one_line

Tls = Literal["starttls", "implicit", "none"]
_TLS: tuple[Tls, ...] = ("starttls", "implicit", "none")
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")
_LONGEST_REPLY = 300
SECONDS = 30.0


class Answer(NamedTuple):
    """A server's answer: its code and its words; 250 with a queue id when it has taken the message over."""

    code: int
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """How to reach the archive. `tls`: `starttls` (port 587 or 25), `implicit` (465), `none` (a relay on this host)."""

    host: str
    port: int
    tls: Tls
    sender: str
    to: str
    user: str = ""
    password: str = field(default="", repr=False)
    seconds: float = SECONDS

    @property
    def place(self) -> str:
        return f"{self.host}:{self.port}"


def read_journal_url(url: str, *, sender: str, to: str) -> Post:
    """The archive of `smtp://user:password@host:port?tls=starttls|implicit|none` (default starttls).

    Raises BadArguments, without the password, when the URL or an address cannot be used, or when a password would
    travel in the clear.
    """
    try:
        parts = urlsplit(url)
        port, options = parts.port, parse_qs(parts.query, strict_parsing=bool(parts.query))
    except ValueError as error:
        raise BadArguments("ASSISTANT_JOURNAL_URL is no URL; write smtp://user:password@host:port?tls=…") from error
    tls = next((each for each in _TLS if [each] == options.get("tls", ["starttls"])), None)
    if parts.scheme != "smtp" or not parts.hostname or tls is None or set(options) - {"tls"}:
        raise BadArguments(
            "ASSISTANT_JOURNAL_URL cannot be used; write smtp://user:password@host:port?tls=starttls "
            f"(tls is one of {', '.join(_TLS)})."
        )
    if parts.password and tls == "none":
        raise BadArguments("ASSISTANT_JOURNAL_URL would send its password in the clear; use tls=starttls or implicit.")
    for name, address in (("JOURNAL_FROM", sender), ("JOURNAL_TO", to)):
        if not _ADDRESS.fullmatch(address):
            raise BadArguments(f"ASSISTANT_{name} is {address!r}, which is no mail address.")
    return Post(
        host=parts.hostname,
        port=port or (465 if tls == "implicit" else 587),
        tls=tls,
        sender=sender,
        to=to,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
    )


@contextmanager
def connected(post: Post, own_name: str) -> Iterator[smtplib.SMTP]:
    """A connection that is ready for messages. Raises ServiceDown when the server does not let us in."""
    try:
        connection = _open(post, own_name)
    except (OSError, smtplib.SMTPException) as error:
        raise ServiceDown(
            f"The archive's mail server {post.place} does not let the journal in ({_why(error)}); it waits."
        ) from error
    try:
        yield connection
    finally:
        with suppress(OSError, smtplib.SMTPException):  # it has taken its messages over, or it has not
            connection.quit()


def hand_over(connection: smtplib.SMTP, post: Post, content: bytes) -> Answer:
    """Offer one message; the answer to it, or the first answer that is no consent.

    Raises ServiceDown when the connection ends before the answer: then the server may have the message or not.
    """
    try:
        for step, address in ((connection.mail, post.sender), (connection.rcpt, post.to)):
            code, words = step(address)
            if code not in (250, 251):
                if code != 421:
                    connection.rset()
                return Answer(code, _plain(words))
        return Answer(*_data(connection, content))
    except (smtplib.SMTPServerDisconnected, OSError) as error:
        raise ServiceDown(
            f"The archive's mail server {post.place} did not answer to the end ({_why(error)})."
        ) from error


def _data(connection: smtplib.SMTP, content: bytes) -> tuple[int, str]:
    try:
        code, words = connection.data(content)
    except smtplib.SMTPDataError as error:
        code, words = error.smtp_code, error.smtp_error  # type: ignore[assignment]
    return code, _plain(words)


def _open(post: Post, own_name: str) -> smtplib.SMTP:
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
