"""How the model is run: the agent, its prompt, its middleware, and the embedded model."""

from assistant.agent.build import Reply, run_agent, told
from assistant.agent.models import ModelChoice
from assistant.agent.planner import detect_language
from assistant.agent.second_opinion import second_opinion
from assistant.agent.suggestions import suggestions

__all__ = ["ModelChoice", "Reply", "detect_language", "run_agent", "second_opinion", "suggestions", "told"]
