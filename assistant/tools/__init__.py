"""What the model may reach for: one thin file an analysis; the catalogue is this tuple."""

from assistant.tools.book_snapshot import BOOK_SNAPSHOT
from assistant.tools.calling import call_tool
from assistant.tools.client_profile import CLIENT_PROFILE
from assistant.tools.draft_email import DRAFT_EMAIL
from assistant.tools.drafts import DRAFTS
from assistant.tools.explain_answer import EXPLAIN_ANSWER
from assistant.tools.find_erosion import FIND_EROSION
from assistant.tools.propensity import PROPENSITY
from assistant.tools.referral_sources import REFERRAL_SOURCES
from assistant.tools.search_knowledge import SEARCH_KNOWLEDGE
from assistant.tools.similar_clients import SIMILAR_CLIENTS
from assistant.tools.tool import Tool
from assistant.tools.value_book import VALUE_BOOK

TOOLS: tuple[Tool, ...] = (
    BOOK_SNAPSHOT,
    CLIENT_PROFILE,
    VALUE_BOOK,
    FIND_EROSION,
    PROPENSITY,
    SIMILAR_CLIENTS,
    REFERRAL_SOURCES,
    EXPLAIN_ANSWER,
    SEARCH_KNOWLEDGE,
    DRAFT_EMAIL,
    DRAFTS,
)

__all__ = ["TOOLS", "Tool", "call_tool"]
