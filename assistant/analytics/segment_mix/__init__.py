"""How the mix of classes moved between two dates and what that did to revenue and value. The door to the report."""

import assistant.analytics.valuation  # noqa: F401  its report tells the mix too, so it has to be there first
from assistant.analytics.segment_mix.classing import by_bands, by_two_axes, settled
from assistant.analytics.segment_mix.report import segment_mix

__all__ = ["by_bands", "by_two_axes", "segment_mix", "settled"]
