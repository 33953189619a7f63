"""What the model may reach for: one thin file an analysis; the catalogue is this tuple."""

from assistant.tools.acquisition_cost import ACQUISITION_COST
from assistant.tools.ageing import AGEING
from assistant.tools.alerts import ALERTS
from assistant.tools.book_snapshot import BOOK_SNAPSHOT
from assistant.tools.calling import call_tool
from assistant.tools.campaigns import CAMPAIGNS
from assistant.tools.channel_coverage import CHANNEL_COVERAGE
from assistant.tools.client_profile import CLIENT_PROFILE
from assistant.tools.clients_at_risk import CLIENTS_AT_RISK
from assistant.tools.coaching import COACHING
from assistant.tools.data_quality import DATA_QUALITY
from assistant.tools.draft_email import DRAFT_EMAIL
from assistant.tools.draft_post import DRAFT_POST
from assistant.tools.drafts import DRAFTS
from assistant.tools.duplicate_records import DUPLICATE_RECORDS
from assistant.tools.explain_answer import EXPLAIN_ANSWER
from assistant.tools.explain_change import EXPLAIN_CHANGE
from assistant.tools.find_clients import FIND_CLIENTS
from assistant.tools.find_erosion import FIND_EROSION
from assistant.tools.ideal_prospect import IDEAL_PROSPECT
from assistant.tools.investments import INVESTMENTS
from assistant.tools.life_events import LIFE_EVENTS
from assistant.tools.model_card import MODEL_CARD
from assistant.tools.open_promises import OPEN_PROMISES
from assistant.tools.paid_referrers import PAID_REFERRERS
from assistant.tools.pay_report import PAY_REPORT
from assistant.tools.pipeline import PIPELINE
from assistant.tools.propensity import PROPENSITY
from assistant.tools.propose_change import PROPOSE_CHANGE
from assistant.tools.propose_record import PROPOSE_RECORD
from assistant.tools.questionnaires import QUESTIONNAIRES
from assistant.tools.referral_sources import REFERRAL_SOURCES
from assistant.tools.replay_answer import REPLAY_ANSWER
from assistant.tools.required_distributions import REQUIRED_DISTRIBUTIONS
from assistant.tools.retention_rates import RETENTION_RATES
from assistant.tools.revenue_report import REVENUE_REPORT
from assistant.tools.revise_draft import REVISE_DRAFT
from assistant.tools.search_knowledge import SEARCH_KNOWLEDGE
from assistant.tools.search_records import SEARCH_RECORDS
from assistant.tools.segment_mix import SEGMENT_MIX
from assistant.tools.service_levels import SERVICE_LEVELS
from assistant.tools.similar_clients import SIMILAR_CLIENTS
from assistant.tools.stack_rank import STACK_RANK
from assistant.tools.tool import Tool
from assistant.tools.top_referrers import TOP_REFERRERS
from assistant.tools.unapproved_sends import UNAPPROVED_SENDS
from assistant.tools.value_book import VALUE_BOOK
from assistant.tools.verify_records import VERIFY_RECORDS
from assistant.tools.wallet_share import WALLET_SHARE

TOOLS: tuple[Tool, ...] = (
    BOOK_SNAPSHOT,
    FIND_CLIENTS,
    CLIENT_PROFILE,
    EXPLAIN_CHANGE,
    VALUE_BOOK,
    FIND_EROSION,
    CLIENTS_AT_RISK,
    RETENTION_RATES,
    WALLET_SHARE,
    PROPENSITY,
    SIMILAR_CLIENTS,
    REFERRAL_SOURCES,
    TOP_REFERRERS,
    ACQUISITION_COST,
    IDEAL_PROSPECT,
    SEGMENT_MIX,
    STACK_RANK,
    REVENUE_REPORT,
    PAY_REPORT,
    PIPELINE,
    LIFE_EVENTS,
    QUESTIONNAIRES,
    SERVICE_LEVELS,
    AGEING,
    CAMPAIGNS,
    INVESTMENTS,
    COACHING,
    REQUIRED_DISTRIBUTIONS,
    OPEN_PROMISES,
    DUPLICATE_RECORDS,
    DATA_QUALITY,
    ALERTS,
    EXPLAIN_ANSWER,
    SEARCH_KNOWLEDGE,
    DRAFT_EMAIL,
    DRAFT_POST,
    REVISE_DRAFT,
    DRAFTS,
    PROPOSE_CHANGE,
    PROPOSE_RECORD,
    SEARCH_RECORDS,
    VERIFY_RECORDS,
    REPLAY_ANSWER,
    CHANNEL_COVERAGE,
    MODEL_CARD,
    UNAPPROVED_SENDS,
    PAID_REFERRERS,
)

__all__ = ["TOOLS", "Tool", "call_tool"]
