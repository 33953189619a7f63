"""The signs by which a question is told: one for every tool of the contract; of equal scores the earlier wins."""

from assistant.agent.planner.cues.book import BOOK
from assistant.agent.planner.cues.clients import CLIENTS
from assistant.agent.planner.cues.cue import Cue
from assistant.agent.planner.cues.drafting import DRAFTING
from assistant.agent.planner.cues.households import HOUSEHOLDS
from assistant.agent.planner.cues.knowing import KNOWING
from assistant.agent.planner.cues.lexicon import spoken_for
from assistant.agent.planner.cues.practice import PRACTICE
from assistant.agent.planner.cues.records import RECORDS
from assistant.agent.planner.cues.standing import STANDING

CUES: tuple[Cue, ...] = (*KNOWING, *DRAFTING, *RECORDS, *BOOK, *STANDING, *CLIENTS, *HOUSEHOLDS, *PRACTICE)

__all__ = ["CUES", "Cue", "spoken_for"]
