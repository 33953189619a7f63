"""Who stays: the chance that a client leaves within twelve months, learned over the firm. The door to it."""

from assistant.analytics.staying.card import Card, Share, card_of
from assistant.analytics.staying.chances import CARD_KIND, KIND, Chances, staying_chances
from assistant.analytics.staying.landmarks import landmark_rows
from assistant.analytics.staying.learned import PUBLISHED, Learned, learn

__all__ = [
    "CARD_KIND", "KIND", "PUBLISHED", "Card", "Chances", "Learned", "Share", "card_of", "landmark_rows", "learn",
    "staying_chances",
]  # fmt: skip
