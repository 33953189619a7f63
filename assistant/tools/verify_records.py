"""Tool: is the log whole?"""

from assistant.blocks import Column, Result, Table
from assistant.figures import Figure, Line, Method
from assistant.tools.arguments import Arguments
from assistant.tools.tool import Tool
from assistant.turn import Turn

PROOF = Method(
    "log proof",
    "every record is read and hashed again, follows from the one before it, and its payload is the one it committed "
    "to; tree, signed checkpoints, the seal over its end and the pin in the key folder fit",
)
CAVEATS = (
    "This is the audit-trail alternative of Rule 17a-4: it shows every change; it is not write-once storage.",
    "Somebody who owns both the database and the key folder could make another log: only a position kept elsewhere "
    "shows that. Keep the one printed here.",
)


class VerifyArguments(Arguments):
    pass


def _run(turn: Turn, _: VerifyArguments) -> Result:
    verdict = turn.reach.archive.verdict()
    count = Figure("count", "Records verified", verdict.count, "count", PROOF)
    pin = Figure("pin", "Position to keep", verdict.pin, "text", PROOF)
    signed = Figure("checkpoint", "Last signed checkpoint", _signed(verdict.checkpoint), "text", PROOF)
    bad = Figure("bad", "Things wrong", sum(verdict.counts.values()), "count", PROOF)
    if verdict.ok:
        line = Line(
            "The log is whole: {count} records were read and hashed again, and every one fits.", {"count": count}
        )
        title = "What could be checked is whole" if verdict.untold else "The log is whole"
        return Result(title, turn.today, (count, bad, pin, signed), (), (line,), (*verdict.untold, *CAVEATS))
    columns = Column("record", "Record"), Column("kind", "Kind"), Column("message", "What is wrong")
    rows = tuple(("" if f.seq is None else str(f.seq), f.kind, f.message) for f in verdict.findings)
    line = Line("The log is not whole: {bad} things are wrong in {count} records.", {"bad": bad, "count": count})
    found = (Table("Findings", columns, rows),)
    return Result("The log has been altered", turn.today, (count, bad, pin, signed), found, (line,), CAVEATS)


def _signed(note: str) -> str:
    """A signed note in words; its lines are origin, size, root, number, the one before it, chain, time."""
    if not note:
        return "none yet"
    _, size, _, number, _, _, time, *_ = note.splitlines()
    signed_at = time.split()[1][:19].replace("T", " ")
    return f"{number.split()[1]}, over {size} records, {signed_at} UTC"


VERIFY_RECORDS = Tool(
    "verify_records",
    "(compliance) Prove that the log is whole: every record hashed again, what does not fit, the position to keep.",
    VerifyArguments,
    _run,
)
