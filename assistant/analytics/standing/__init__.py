"""Who stands where: stack ranks of advisors and units by name, of an advisor among unnamed peers, of clients."""

from assistant.analytics.standing.clients import stack_rank_clients
from assistant.analytics.standing.peers import stack_rank_among_peers
from assistant.analytics.standing.report import stack_rank
from assistant.analytics.standing.rolled import Sides, stack_rank_rolled
from assistant.analytics.standing.windows import period_before

__all__ = [
    "Sides",
    "period_before",
    "stack_rank",
    "stack_rank_among_peers",
    "stack_rank_clients",
    "stack_rank_rolled",
]
