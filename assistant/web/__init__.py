"""The web door: the API, and the page that a person opens first."""

from assistant.web.app import create_app
from assistant.web.serving import application

__all__ = ["application", "create_app"]
