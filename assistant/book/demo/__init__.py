"""The demo firm: a realistic advisory firm, the same for the same seed, written as canonical CSV."""

from assistant.book.demo.build import write_demo_firm

__all__ = ["write_demo_firm"]
