"""What is in the pipeline, what of it is likely to be won, and what is stuck. The door."""

from assistant.analytics.pipeline.report import pipeline

__all__ = ["pipeline"]
