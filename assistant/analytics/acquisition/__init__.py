"""What winning a client costs and whether it was worth it. The door to the report."""

from assistant.analytics.acquisition.report import acquisition_cost

__all__ = ["acquisition_cost"]
