"""Which model answers: the embedded one, or any OpenAI-compatible endpoint by the client's own variables."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from langchain_core.language_models import BaseChatModel
from pydantic import SecretStr

from assistant.agent.egress import record_request
from assistant.agent.planner import EmbeddedModel
from assistant.errors import ServiceDown

EMBEDDED = "embedded"
RETRIES = 1  # two attempts stay inside a turn's ninety seconds


@dataclass(frozen=True, slots=True)
class ModelChoice:
    """`embedded`, or `openai:NAME` with the key and address that the openai client would read."""

    name: str = EMBEDDED
    key: str = field(default="", repr=False)
    base_url: str = ""
    seconds: float = 40.0
    hide_names: bool = True

    @property
    def is_embedded(self) -> bool:
        return self.name == EMBEDDED


@lru_cache(maxsize=8)
def open_model(choice: ModelChoice) -> BaseChatModel:
    """The chat model of a choice. Raises ServiceDown for a name or a key that cannot be used."""
    if choice.is_embedded:
        return EmbeddedModel()
    kind, _, model = choice.name.partition(":")
    if kind != "openai" or not model:
        raise ServiceDown(f"ASSISTANT_MODEL is “{choice.name}”; write `embedded` or `openai:NAME`.")
    if not choice.key:
        raise ServiceDown("OPENAI_API_KEY is not set: set it, or use ASSISTANT_MODEL=embedded.")
    from langchain_openai import ChatOpenAI
    from openai import DefaultHttpxClient

    return ChatOpenAI(
        model=model,
        api_key=SecretStr(choice.key),
        base_url=choice.base_url or None,
        use_responses_api=False,
        temperature=0,
        timeout=choice.seconds,
        max_retries=RETRIES,
        disable_streaming=True,
        http_client=DefaultHttpxClient(event_hooks={"request": [record_request]}),
    )
