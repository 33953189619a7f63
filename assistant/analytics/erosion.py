"""Silent erosion: who is still a client while the money leaves. The door to the detector and to the report.

History is built in erosion_history, judged in erosion_detect (on erosion_grid, erosion_flows, erosion_signals) and told
in erosion_report; a better detector changes neither of the others.
"""

from assistant.analytics.erosion_detect import detect_erosion
from assistant.analytics.erosion_report import find_erosion

__all__ = ["detect_erosion", "find_erosion"]
