"""Silent erosion: who is still a client while the money leaves. The door to the detector and to the report.

History is built in `history`, judged in `detect` (on grid, flows, signals) and told in `report`; a better detector
changes neither of the others.
"""

from assistant.analytics.erosion.detect import detect_erosion
from assistant.analytics.erosion.report import find_erosion

__all__ = ["detect_erosion", "find_erosion"]
