"""What the firm's own years teach, learned over all books in the nightly pass and kept beside them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from typing import TYPE_CHECKING

import pandas as pd
from sqlalchemy.exc import IntegrityError

from assistant.analytics.staying import CARD_KIND, KIND, card_of, landmark_rows, learn
from assistant.book.learned import is_learned, save_learned
from assistant.book.snapshot import Version
from assistant.callers import Scope
from assistant.retention import Run
from assistant.scan import look_at_all

LEARNED_BEFORE = "What these data teach about who stays had been learned before."

if TYPE_CHECKING:
    from assistant.desk.desk import Desk


def learn_staying(
    desk: Desk,
    run: Run,
    version: Version,
    books: Sequence[Scope],
    *,
    processes: int | None = None,
    progress: Callable[[str, float], None],
) -> str:
    """Learn who stays from every book, once for this version of the data; says in a sentence what came of it.

    A book that cannot be looked at keeps the firm from learning anew: what was learned before stands. Raises
    ServiceDown when the data go on to another version meanwhile.
    """
    with desk.database.reading() as session:
        if is_learned(session, KIND, version.digest):
            return LEARNED_BEFORE
    found = list[pd.DataFrame]()
    looks = look_at_all(
        landmark_rows,
        desk.settings.firm_url,
        books,
        version,
        version.last_closed_day,
        processes,
        withheld=desk.books.withheld(),
    )
    with closing(looks):
        for count, looked in enumerate(looks, 1):
            if looked.failure:
                return f"Who stays was not learned: the book of {looked.advisor_id} could not be read: {looked.failure}"
            found.append(looked.found)
            progress(f"learning who stays ({count} of {len(books)})", count / len(books))
    rows = pd.concat(found, ignore_index=True) if found else None
    if rows is None or rows.empty:
        return "Who stays was not learned: there are no clients yet."
    learned, card = learn(rows), card_of(rows)
    told = {"what": "who stays", "data_version": version.digest, "rows": learned.rows, "left": learned.events}
    kept = {KIND: learned.to_json(), CARD_KIND: {"card": card.to_json() if card else None}}
    try:
        with desk.database.writing() as session:
            for kind, payload in kept.items():
                save_learned(
                    session, kind, version.digest, through=version.last_closed_day, at=desk.clock(), payload=payload
                )
            session.flush()  # another pass that learns the same waits here for this one, or fails
            run.record("config.changed", {**told, "weight": repr(learned.weight)}, wait=True)
    except IntegrityError:
        return LEARNED_BEFORE
    return f"Learned who stays from {learned.rows} client years, in {learned.events} of which the client left."
