"""What an operator may set, read once from the environment (`ASSISTANT_…`) and handed down; no room reads it itself."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import Field, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

TRACING_SWITCHES = ("LANGCHAIN_TRACING_V2", "LANGSMITH_TRACING", "LANGSMITH_TRACING_V2", "LANGCHAIN_TRACING")


class Settings(BaseSettings):
    """All settings with their defaults. An unset `database_url` means SQLite in `home`."""

    model_config = SettingsConfigDict(env_prefix="ASSISTANT_", frozen=True, populate_by_name=True)

    home: Path = Field(default=Path("var"), description="data folder")
    database_url: str = Field(default="", description="SQLAlchemy URL; empty: SQLite in the data folder")
    model: str = Field(default="", description="`embedded` or `openai:NAME`; empty: see `model_name`")
    openai_api_key: str = Field(default="", validation_alias="OPENAI_API_KEY", repr=False)
    openai_base_url: str = Field(default="", validation_alias="OPENAI_BASE_URL")
    model_seconds: float = Field(default=40.0, gt=0, description="how long one call of a language model may take")
    hide_names: bool = Field(
        default=True, description="names and contact details leave for a language model as pseudonyms"
    )
    second_opinion: bool = Field(
        default=False, description="the language model reads each draft too; it may add doubts and take none away"
    )
    heightened: str = Field(
        default="", description="ids of advisors under heightened supervision, e.g. `A3,A7`: all that they send is seen"
    )
    stance: Literal["education", "standard", "open"] = Field(
        default="standard", description="`education`: a principal sees what seeks business or recommends"
    )
    networks: str = Field(
        default="", description="social networks whose posts the firm captures, e.g. `linkedin,x`; empty: none"
    )
    currency: str = Field(default="USD", min_length=3, max_length=3)
    user: str = Field(default="", description="who asks on the command line when --as is not given")
    firm_name: str = Field(default="", description="legal name in drafts; empty: the name of the firm's unit")
    keys: Path | None = Field(default=None, description="folder of the log's keys; empty: `keys` in the data folder")
    retention_years: int = Field(default=7, description="how long records written from now on are kept, at least 6")
    journal_url: str = Field(
        default="", repr=False, description="archive's mail server: smtp://user:password@host:port?tls=…; empty: off"
    )
    journal_to: str = Field(default="", description="the archive's address for the journal")
    journal_from: str = Field(default="", description="the firm's own address that the journal comes from")
    smtp_url: str = Field(
        default="", repr=False, description="server that mail to clients leaves by, as the journal's; empty: the outbox"
    )
    smtp_seconds: float = Field(default=30.0, gt=0, description="how long the mail server may take for one answer")
    publish_url: str = Field(default="", description="webhook of the firm's social tool; empty: posts go out by hand")
    publish_secret: str = Field(default="", repr=False, description="what signs the webhook, shared with the tool")
    feed_secret: str = Field(default="", repr=False, description="what signs the feed of incoming messages; empty: off")
    zone: str = Field(default="America/New_York", description="IANA zone of the firm's wall clock")
    approval_days: int = Field(default=30, gt=0, description="how long an approval is good for")
    public_url: str = Field(default="", description="where clients reach this server, https://…; empty: nowhere")
    segments_bucket: str = Field(default="", description="S3 bucket with Object Lock, or bucket/prefix; empty: off")
    segments_endpoint: str = Field(default="", description="URL of an S3 service that is not AWS's own")
    origin: str = Field(default="book-assistant", description="name of this firm's log; never changed once begun")
    host: str = "127.0.0.1"
    port: int = 8000
    turn_seconds: float = Field(default=90.0, gt=0)
    turn_model_calls: int = Field(default=6, ge=1)
    turn_tool_calls: int = Field(default=10, ge=1)
    question_characters: int = Field(default=8_000, ge=1)
    log_seconds: float = Field(default=2.0, gt=0, description="how long a record may take before the turn is refused")
    alert_budget: float = Field(
        default=2.0, gt=0, description="false retention alerts an advisor may have a month (E9)"
    )
    growth_alerts: int = Field(default=10, gt=0, description="growth alerts that may be open in a book at a time")
    delegates_see_pay: bool = True
    development_sign_in: bool = Field(default=True, description="sign-in without a password, on loopback only")

    @model_validator(mode="after")
    def _no_tracing(self) -> Self:
        """Tracing switches of the agent library would send prompts to a third party."""
        on = [name for name in TRACING_SWITCHES if os.environ.get(name, "").lower() not in ("", "0", "false")]
        if on:
            raise ValueError(f"{', '.join(on)} would send clients' data to a third party; unset it and start again")
        return self

    @field_validator("zone")
    @classmethod
    def _zone_is_known(cls, zone: str) -> str:
        try:
            return ZoneInfo(zone).key
        except (KeyError, ValueError, OSError) as error:
            raise ValueError(f"{zone!r} is no IANA time zone; write one as America/New_York") from error

    @field_validator("public_url")
    @classmethod
    def _public_url_is_private(cls, url: str) -> str:
        """A link to a client carries a signed token: it travels under TLS, or stays on this machine."""
        parts = urlsplit(url)
        local = parts.scheme == "http" and parts.hostname in ("127.0.0.1", "localhost")
        if url and not (parts.hostname and (parts.scheme == "https" or local)):
            raise ValueError(f"{url!r} cannot be in a client's mail; write https://host")
        return url.rstrip("/")

    @model_validator(mode="after")
    def _a_webhook_is_signed_and_private(self) -> Self:
        """Approved words leave under TLS, or stay on this machine, and are signed so that the tool can tell them."""
        if not self.publish_url:
            return self
        parts = urlsplit(self.publish_url)
        if not (parts.scheme == "https" or parts.hostname in ("127.0.0.1", "localhost")):
            raise ValueError(f"ASSISTANT_PUBLISH_URL: {self.publish_url!r} is not private; write https://host/…")
        if not self.publish_secret:
            raise ValueError(
                "ASSISTANT_PUBLISH_SECRET: agree on a secret with the social tool; posts are signed with it"
            )
        return self

    @property
    def opened_networks(self) -> frozenset[str]:
        return frozenset(name.strip().lower() for name in self.networks.split(",") if name.strip())

    @property
    def firm_url(self) -> str:
        return self.database_url or f"sqlite:///{self.home / 'firm.db'}"

    @property
    def log_url(self) -> str:
        """On SQLite the log has a file of its own, so that no import keeps a record waiting."""
        shared = self.database_url and not self.database_url.startswith("sqlite")
        return self.database_url if shared else f"sqlite:///{self.home / 'log.db'}"

    @property
    def keys_folder(self) -> Path:
        """Best on another disk than the database, readable by the assistant's own user alone."""
        return self.keys or self.home / "keys"

    @property
    def client_hosts(self) -> list[str]:
        """The firm's own hosts, to which words for a client may link."""
        host = urlsplit(self.public_url).hostname
        return [host] if host else []

    @property
    def model_name(self) -> str:
        if self.model:
            return self.model
        return "openai:gpt-4o-mini" if self.openai_api_key else "embedded"
