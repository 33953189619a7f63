"""What sentences mean: a small trained classifier for breaches that use no keyword."""

from assistant.guardrails.meaning.reader import ANY, Reader, Sentence, reader

__all__ = ["ANY", "Reader", "Sentence", "reader"]
