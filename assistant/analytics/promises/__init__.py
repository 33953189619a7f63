"""What was promised and is not seen to be kept. The door to the sentences and to the report."""

from assistant.analytics.promises.report import open_promises
from assistant.analytics.promises.sentences import promises_in

__all__ = ["open_promises", "promises_in"]
