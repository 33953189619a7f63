"""Tool: is the log whole?"""

from assistant.blocks import Column, Result, Table
from assistant.figures import Figure, Line, Method
from assistant.tools.arguments import Arguments
from assistant.tools.tool import Tool
from assistant.turn import Turn

PROOF = Method(
    "log proof",
    "every record is read and hashed again, follows from the one before it, and its payload is the one it committed to",
)
CAVEATS = (
    "This is the audit-trail alternative of Rule 17a-4: it shows every change; it is not write-once storage.",
    "A log cut off at its end, or rewritten as a whole, is found only against an earlier position kept elsewhere: keep "
    "the one printed here.",
)


class VerifyArguments(Arguments):
    pass


def _run(turn: Turn, _: VerifyArguments) -> Result:
    verdict = turn.reach.archive.verdict()
    count = Figure("count", "Records verified", verdict.count, "count", PROOF)
    pin = Figure("pin", "Position to keep", verdict.pin, "text", PROOF)
    bad = Figure("bad", "Things wrong", sum(verdict.counts.values()), "count", PROOF)
    if verdict.ok:
        line = Line(
            "The log is whole: {count} records were read and hashed again, and every one fits.", {"count": count}
        )
        return Result("The log is whole", turn.today, (count, bad, pin), (), (line,), CAVEATS)
    columns = Column("record", "Record"), Column("kind", "Kind"), Column("message", "What is wrong")
    rows = tuple(("" if f.seq is None else str(f.seq), f.kind, f.message) for f in verdict.findings)
    line = Line("The log is not whole: {bad} things are wrong in {count} records.", {"bad": bad, "count": count})
    return Result(
        "The log has been altered", turn.today, (count, bad, pin), (Table("Findings", columns, rows),), (line,), CAVEATS
    )


VERIFY_RECORDS = Tool(
    "verify_records",
    "(compliance) Prove that the log is whole: every record hashed again, what does not fit, the position to keep.",
    VerifyArguments,
    _run,
)
