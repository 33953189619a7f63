"""Questions worth asking first, for this person and this book: each is one that the tools on offer can answer."""

from __future__ import annotations

from collections.abc import Collection

from assistant.book.names import names_of
from assistant.book.snapshot import Book

OWN = "my book"


OF_NO_BOOK = (
    ("verify_records", "Prove this log was not altered."),
    ("unapproved_sends", "Which drafts went out without approval?"),
    ("paid_referrers", "Which referral sources are paid and lack an agreement?"),
    ("search_knowledge", "May I text a plan participant?"),
)
"""For who reads no book: compliance, principals."""


def suggestions(book: Book | None, tools: Collection[str], own: bool) -> tuple[str, ...]:
    """The questions, in the order of an advisor's morning. `own` is whether the asker serves these clients."""
    if book is None:
        return tuple(question for tool, question in OF_NO_BOOK if tool in tools)
    whose = OWN if own else book.scope.label
    client = _somebody(book)
    asked = (
        ("find_erosion", "Am I losing anyone without knowing it?" if own else f"Who is eroding in {whose}?"),
        ("clients_at_risk", "Which five clients should I call today, and why those?" if own else ""),
        ("stack_rank", "" if own else "Rank advisors on retention."),
        ("value_book", f"What is {whose} worth, and if I lose my three biggest clients?"),
        ("referral_sources", "Which referral source deserves my time?"),
        ("similar_clients", f"Clients like the {client} household: what do they hold?" if client else ""),
        ("draft_email", f"Draft a note to {client} about the autumn review" if client else ""),
        ("book_snapshot", "What changed in my book this year?" if own else f"What changed in {whose} this year?"),
        ("search_knowledge", "May I text a plan participant?"),
    )
    return tuple(question for tool, question in asked if tool in tools and question)


def _somebody(book: Book) -> str:
    """The longest-standing household of a name that nobody shares and that can be written to."""
    names = names_of(book)
    clients = book.clients
    reachable = clients[clients["email_consent"].eq("in") & clients["email"].notna() & clients["deceased_on"].isna()]
    homes = book.open_households
    primary = reachable.loc[reachable["is_primary"].fillna(False), "household_id"]
    homes = homes[homes["household_id"].isin(primary)]
    for name in homes.sort_values(["since", "household_id"])["name"]:
        if len(names.find(str(name))) == 1:
            return str(name)
    return ""
