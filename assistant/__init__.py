"""A conversational assistant over a financial advisor's book of business."""

__version__ = "0.1.0"
