"""Share of wallet. The door to the report, and to the money that lies within reach (F28)."""

from assistant.analytics.wallet_share.opportunity import within_reach
from assistant.analytics.wallet_share.report import By, wallet_share

__all__ = ["By", "wallet_share", "within_reach"]
