"""The command line: `assistant …`. Heavy parts are imported by the command that needs them, so that help is instant."""

from assistant.cli.app import main

__all__ = ["main"]
