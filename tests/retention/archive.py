"""The firm's archive in tests: a real SMTP server that keeps what it takes, and can be told to misbehave."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

from assistant.retention.outward import Post


class Archive:
    """Keeps envelopes; `behaviour` is what the next messages meet, one each, then all is well."""

    def __init__(self) -> None:
        self.taken: list[Any] = []
        self.behaviour: list[str] = []
        self.port = 0

    @property
    def messages(self) -> list[EmailMessage]:
        return [message_from_bytes(envelope.content, policy=SMTP) for envelope in self.taken]  # type: ignore[misc]

    @property
    def ids(self) -> list[str]:
        return [str(message["Message-ID"]) for message in self.messages]

    def post(self, **more: Any) -> Post:
        where = {"host": "127.0.0.1", "port": self.port, "tls": "none", "seconds": 5.0}
        return Post(**{**where, "sender": "records@firm.example", "to": "journal@archive.example", **more})

    async def handle_DATA(self, server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        behaviour = self.behaviour.pop(0) if self.behaviour else "fine"
        if behaviour in ("fine", "451 after storing", "drop after storing", "slow"):
            self.taken.append(envelope)
        if behaviour == "drop after storing":
            server.transport.abort()
        if behaviour == "slow":
            await asyncio.sleep(2)
        answers = {
            "451": "451 4.3.0 try again later",
            "451 after storing": "451 4.3.0 try again later",
            "550": "550 5.7.1 not for us",
            "421": "421 4.3.2 closing",
        }
        return answers.get(behaviour, f"250 2.0.0 Ok: queued as Q{len(self.taken)}")


@contextmanager
def running(archive: Archive, **more: Any) -> Iterator[Archive]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        archive.port = free.getsockname()[1]
    controller = Controller(archive, hostname="127.0.0.1", port=archive.port, **more)
    controller.start()
    try:
        yield archive
    finally:
        controller.stop(no_assert=True)


def lets_in(_server: Any, _session: Any, _envelope: Any, _mechanism: str, given: Any) -> AuthResult:
    """Takes the password `secret` alone."""
    right = isinstance(given, LoginPassword) and given.password == b"secret"
    return AuthResult(success=right, handled=False, auth_data=given)


def own_certificate(folder: Any) -> tuple[ssl.SSLContext, str]:
    """(a server's context, the file of its certificate) for 127.0.0.1, signed by itself."""
    import datetime as dt
    import ipaddress

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "archive")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False)
        .sign(key, hashes.SHA256())
    )
    pem, private = folder / "cert.pem", folder / "key.pem"
    pem.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(pem, private)
    return context, str(pem)
