"""Settings: the defaults that work without any, what an operator may not switch on, which model answers."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from pydantic import ValidationError

from assistant.errors import ServiceDown
from assistant.settings import TRACING_SWITCHES, Settings

POSTGRES = "postgresql+psycopg://user@127.0.0.1/firm"


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith(("ASSISTANT_", "OPENAI_")) or name in TRACING_SWITCHES:
            monkeypatch.delenv(name)


class TestDefaults:
    def test_an_empty_environment_is_enough(self) -> None:
        settings = Settings()
        assert settings.home == Path("var")
        assert settings.firm_url == "sqlite:///var/firm.db"
        assert settings.model_name == "embedded"
        assert settings.currency == "USD"
        assert settings.host == "127.0.0.1"
        assert settings.delegates_see_pay

    def test_the_environment_is_read_with_our_prefix_only(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("ASSISTANT_PORT", "8123")
        monkeypatch.setenv("PORT", "1")
        assert Settings().port == 8123

    def test_nothing_is_changed_once_read(self) -> None:
        with pytest.raises(ValidationError):
            Settings().port = 1

    @pytest.mark.parametrize(
        ("name", "value"),
        [("TURN_SECONDS", "0"), ("TURN_TOOL_CALLS", "0"), ("CURRENCY", "DOLLAR"), ("LOG_SECONDS", "-1"), ("PORT", "x")],
    )
    def test_a_value_that_cannot_work_is_refused_by_name(
        self, name: str, value: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv(f"ASSISTANT_{name}", value)
        with pytest.raises(ValidationError, match=name.lower()):
            Settings()


class TestDatabases:
    def test_without_a_url_book_and_log_are_two_files_of_the_data_folder(self, tmp_path: Path) -> None:
        settings = Settings(home=tmp_path)
        assert (settings.firm_url, settings.log_url) == (
            f"sqlite:///{tmp_path / 'firm.db'}",
            f"sqlite:///{tmp_path / 'log.db'}",
        )

    def test_on_sqlite_the_log_never_shares_the_books_file(self, tmp_path: Path) -> None:
        """A record that waits for the lock of the very change it announces would never come."""
        settings = Settings(home=tmp_path, database_url=f"sqlite:///{tmp_path / 'mine.db'}")
        assert settings.firm_url == f"sqlite:///{tmp_path / 'mine.db'}"
        assert settings.log_url == f"sqlite:///{tmp_path / 'log.db'}"

    def test_on_postgresql_they_share_a_database(self) -> None:
        settings = Settings(database_url=POSTGRES)
        assert settings.firm_url == settings.log_url == POSTGRES


class TestTracing:
    def test_no_switch_is_fine(self) -> None:
        assert Settings()

    @pytest.mark.parametrize("switch", TRACING_SWITCHES)
    @pytest.mark.parametrize("value", ["true", "1", "TRUE", "yes"])
    def test_a_switch_that_sends_prompts_away_stops_the_start(
        self, switch: str, value: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv(switch, value)
        with pytest.raises(ValidationError, match=rf"{switch} would send clients' data to a third party; unset it"):
            Settings()

    @pytest.mark.parametrize("value", ["", "0", "false", "False"])
    def test_one_that_is_off_is_off(self, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("LANGCHAIN_TRACING_V2", value)
        assert Settings()


class TestModel:
    def test_without_a_key_the_embedded_one_answers(self) -> None:
        assert Settings().model_name == "embedded"

    def test_a_key_is_enough_to_choose_a_language_model(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("OPENAI_API_KEY", "sk-none")
        assert Settings().model_name.startswith("openai:")

    def test_what_is_set_wins_over_the_key(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("OPENAI_API_KEY", "sk-none")
        assert Settings(model="embedded").model_name == "embedded"

    def test_a_key_is_not_printed_with_the_settings(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")
        assert "sk-secret" not in repr(Settings())


class TestAModelThatIsNotKnown:
    @pytest.mark.parametrize("name", ["openai:", "gpt-4o-mini", "anthropic:claude", "EMBEDDED"])
    def test_it_is_refused_with_what_would_be_right(self, name: str) -> None:
        from assistant.agent.models import (
            ModelChoice,
            open_model,
        )  # the agent's libraries, which no other test here needs

        with pytest.raises(ServiceDown, match=r"ASSISTANT_MODEL is “.*”; write `embedded` or `openai:NAME`"):
            open_model(ModelChoice(Settings(model=name).model_name, key="sk-none"))

    def test_a_language_model_without_a_key_says_what_to_set(self) -> None:
        from assistant.agent.models import ModelChoice, open_model

        with pytest.raises(ServiceDown, match="OPENAI_API_KEY is not set"):
            open_model(ModelChoice(Settings(model="openai:gpt-4o-mini").model_name))


class TestSending:
    def test_is_off_by_default_and_on_new_yorks_clock(self) -> None:
        settings = Settings()
        assert (settings.smtp_url, settings.public_url, settings.zone) == ("", "", "America/New_York")
        assert settings.approval_days == 30

    @pytest.mark.parametrize("zone", ["", "EST5", "America", "Mars/Base"])
    def test_needs_a_zone_of_the_world(self, zone: str) -> None:
        with pytest.raises(ValidationError, match="no IANA time zone"):
            Settings(zone=zone)

    @pytest.mark.parametrize("url", ["mail.firm.example", "http://mail.firm.example", "https://", "ftp://firm.example"])
    def test_sends_no_link_that_is_not_private(self, url: str) -> None:
        with pytest.raises(ValidationError, match="write https://host"):
            Settings(public_url=url)

    @pytest.mark.parametrize("url", ["https://mail.firm.example/", "http://127.0.0.1:8000"])
    def test_takes_a_private_one(self, url: str) -> None:
        assert Settings(public_url=url).public_url == url.rstrip("/")

    def test_keeps_the_password_of_the_mail_server_to_itself(self) -> None:
        assert "secret" not in repr(Settings(smtp_url="smtp://firm:secret@mail.example"))
