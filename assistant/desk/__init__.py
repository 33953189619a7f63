"""The front desk: where every door comes, and where alone the firm's data is committed."""

from assistant.desk.desk import Desk
from assistant.desk.downloads import KINDS, Download, Kind, download
from assistant.desk.proof import verify_log

__all__ = ["KINDS", "Desk", "Download", "Kind", "download", "verify_log"]
