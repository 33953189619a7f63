"""Campaigns at the desk: a segment and a letter, previewed for every reader, laid, approved, scheduled, measured.

Each letter takes the path of any other: proposed, reviewed, approved as the bytes it is, looked at before it leaves.
What a campaign adds is who is in it, who is held out, and one gesture for each step.
"""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, cast

from sqlmodel import Session, col, select
from ulid import ULID

from assistant.book.changes import in_turn, write_rows
from assistant.callers import Caller
from assistant.desk.approving import approve, release
from assistant.desk.proposing import review_proposals
from assistant.desk.receiving import answered
from assistant.desk.scheduling import schedule_draft
from assistant.drafts import DraftRow
from assistant.errors import BadArguments, NotForThisRole, NotFound, Refused
from assistant.outreach.campaigns import Group, held_out, holdout_share
from assistant.outreach.tables import ConsentRow, MemberRow, OutreachRow, SendRow
from assistant.tools.addressing import Addressing, Letter, people_meant
from assistant.turn import Turn

if TYPE_CHECKING:
    from assistant.desk.desk import Desk

Progress = Callable[[str], None]
_LEFT = ("delivered", "unknown")
_NEWS = ("delivered", "replied", "unsubscribed")


def plan_campaign(
    desk: Desk, caller: Caller, name: str, to: list[str], letter: Letter, *, holdout: float | None = None
) -> dict[str, Any]:
    """Name a campaign: its readers out of the caller's own book, the hold-out drawn, everyone left out with the reason.
    Nothing is written to anybody yet.

    Raises NotForThisRole for who serves no client, NotFound, Unclear and BadArguments for readers or a letter that are
    none.
    """
    if not caller.own:
        raise NotForThisRole("A campaign is prepared by who serves the clients it goes to.")
    share, seed = holdout_share(letter.kind, holdout), secrets.token_bytes(32)
    turn, _ = desk.turn(caller, f"the campaign {name}", f"CA-{ULID()}", None, ())
    members = _members(turn, letter, to, seed, share)
    row = OutreachRow(
        campaign_id=turn.conversation_id, advisor_id=caller.own[0], name=name.strip(), purpose=letter.purpose,
        points=list(letter.points), occasion=letter.kind, language=letter.language, subject=letter.subject,
        body=letter.body, holdout_share=share, seed=seed.hex(), created_by=caller.user_id, created_at=desk.clock(),
    )  # fmt: skip
    counts = Counter(member.group for member in members)
    if not counts["treated"]:
        raise Refused("Nobody would get this letter. " + "; ".join(f"{m.label}: {m.reason}" for m in members[:20]))
    said = {"campaign": row.campaign_id, "name": row.name, "seed": row.seed, "share": share, **counts}
    with desk.database.writing() as session:
        desk.run(caller, row.campaign_id).record("case.noted", {"campaign_step": "planned", **said}, wait=True)
        session.add(row)
        session.add_all(members)
    return look_at_campaign(desk, caller, row.campaign_id)


def look_at_campaigns(desk: Desk, caller: Caller) -> list[dict[str, Any]]:
    """The campaigns of the books this person serves or supervises, the newest first, with how far each is."""
    with desk.database.reading() as session:
        rows = select(OutreachRow).where(col(OutreachRow.advisor_id).in_(sorted(desk.drafts_of(caller))))
        found = session.exec(rows.order_by(col(OutreachRow.created_at).desc())).all()
        return [_shown(session, row) for row in found]


def look_at_campaign(desk: Desk, caller: Caller, campaign_id: str, *, first: int = 0, most: int = 50) -> dict[str, Any]:
    """One campaign with its readers from `first` on: the very words each would get or got, or why they get none."""
    with desk.database.reading() as session:
        row = _load(session, desk, caller, campaign_id)
        members = session.exec(_of(row.campaign_id).offset(first).limit(most)).all()
        shown = _shown(session, row)
    turn, _ = desk.turn(caller, "a campaign", campaign_id, None, ())
    words = _words(turn, row, members) if row.advisor_id in caller.own else {}
    readers = [
        {
            "client_id": each.client_id, "household_id": each.household_id, "name": each.label, "group": each.group,
            "reason": each.reason, "draft": each.draft_id, **words.get(each.client_id, {}),
        }
        for each in members
    ]  # fmt: skip
    return {**shown, "first": first, "readers": readers}


def lay_campaign(desk: Desk, caller: Caller, campaign_id: str, *, progress: Progress | None = None) -> dict[str, Any]:
    """Lay the letters of a campaign as drafts, each reviewed; once, and what a crash left out is laid the next time."""
    with desk.database.reading() as session:
        row = _load(session, desk, caller, campaign_id)
        waiting = _of(campaign_id).where(col(MemberRow.group) == "treated", col(MemberRow.draft_id) == "")
        members = session.exec(waiting).all()
    if row.advisor_id not in caller.own:
        raise NotForThisRole("A campaign's letters are laid by who serves the clients.")
    turn, run = desk.turn(caller, f"the campaign {row.name}", campaign_id, None, ())
    turn.progress = progress or turn.progress
    people = people_meant(turn, turn.own_book(), [member.client_id for member in members])
    addressing = Addressing(turn, turn.own_book(), _letter(row), people)
    left: dict[str, str] = {}
    for who in people:
        permission = addressing.permission(who)
        if permission.recipient is None:
            left[who.client_id] = permission.reason
        else:
            turn.lay(addressing.proposal(permission))
    drafts = review_proposals(desk, turn, run, {})
    laid = {draft.to[0].client_id: draft.id for draft in drafts}
    with desk.database.writing() as session:
        for member in session.exec(_of(campaign_id).where(col(MemberRow.client_id).in_([*laid, *left]))):
            member.draft_id = laid.get(member.client_id, "")
            if member.client_id in left:
                member.group, member.reason = "left_out", left[member.client_id]
            session.add(member)
    return look_at_campaign(desk, caller, campaign_id)


def approve_campaign(desk: Desk, caller: Caller, campaign_id: str) -> dict[str, Any]:
    """Approve every letter of a campaign that waits, each as the bytes it is, by whoever may. Raises Refused for who
    may approve none."""
    return _each(desk, caller, campaign_id, "awaiting_approval", lambda draft: approve(desk, caller, draft))


def let_campaign_leave(
    desk: Desk, caller: Caller, campaign_id: str, *, at: str | None = None, zone: str | None = None
) -> dict[str, Any]:
    """Let every approved letter of a campaign leave, now or at a time on the wall."""

    def leave(draft: str) -> Any:
        return schedule_draft(desk, caller, draft, at, zone) if at else release(desk, caller, draft)

    return _each(desk, caller, campaign_id, "approved", leave)


def note_campaigns(desk: Desk) -> int:
    """Write into the book's own tables what is known of campaigns whose letters have left: who was treated and who held
    out, what was delivered, answered and unsubscribed; how many campaigns have news."""
    with desk.database.reading() as session:
        rows = session.exec(select(OutreachRow).where(col(OutreachRow.closed_at).is_(None))).all()
    return sum(_noted(desk, row) for row in rows)


# -- who ---------------------------------------------------------------------------------------------------------------


def _members(turn: Turn, letter: Letter, to: list[str], seed: bytes, share: float) -> list[MemberRow]:
    book = turn.own_book()
    people = people_meant(turn, book, to)
    addressing = Addressing(turn, book, letter, people)
    found: dict[str, MemberRow] = {}
    for who in people:
        permission = addressing.permission(who)
        reader = permission.recipient
        client = reader.client_id if reader else who.client_id or who.household_id
        group: Group = "treated" if reader else "left_out"
        found[client] = MemberRow(
            campaign_id=turn.conversation_id, client_id=client, household_id=who.household_id, label=who.label,
            group=group, reason="" if reader else permission.reason,
        )  # fmt: skip
    out = held_out([client for client, member in found.items() if member.group == "treated"], seed, share)
    for client in out:
        found[client].group, found[client].reason = "holdout", "held out, to measure what the letter does"
    return list(found.values())


def _words(turn: Turn, row: OutreachRow, members: Iterable[MemberRow]) -> dict[str, dict[str, str]]:
    """Client → the subject and the words that the letter has for them."""
    treated = [member.client_id for member in members if member.group == "treated"]
    people = people_meant(turn, turn.own_book(), treated)
    addressing = Addressing(turn, turn.own_book(), _letter(row), people)
    proposals = [addressing.proposal(p) for p in map(addressing.permission, people) if p.recipient]
    return {p.to[0].client_id: {"subject": p.subject, "body": p.body, "language": p.language} for p in proposals}


def _letter(row: OutreachRow) -> Letter:
    return Letter(row.purpose, tuple(row.points), row.occasion, row.language, row.subject, row.body)


# -- the steps ---------------------------------------------------------------------------------------------------------


def _each(desk: Desk, caller: Caller, campaign_id: str, status: str, step: Callable[[str], Any]) -> dict[str, Any]:
    """Take one step with every letter of a campaign that is ready for it; what could not be, with the reason."""
    with desk.database.reading() as session:
        _load(session, desk, caller, campaign_id)
        ready = select(DraftRow.draft_id).join(MemberRow, col(MemberRow.draft_id) == DraftRow.draft_id)
        ready = ready.where(col(MemberRow.campaign_id) == campaign_id, col(DraftRow.status) == status)
        drafts = list(session.exec(ready.order_by(col(DraftRow.draft_id))))
    if not drafts:
        raise BadArguments(f"No letter of this campaign is {status.replace('_', ' ')}.")
    left: dict[str, str] = {}
    for draft in drafts:
        try:
            step(draft)
        except (Refused, NotFound, NotForThisRole) as error:
            left[draft] = error.sentence
    if len(left) == len(drafts):
        raise Refused(next(iter(left.values())))
    return look_at_campaign(desk, caller, campaign_id) | {"done": len(drafts) - len(left), "left": left}


def _load(session: Session, desk: Desk, caller: Caller, campaign_id: str) -> OutreachRow:
    row = session.get(OutreachRow, campaign_id)
    if row is None or row.advisor_id not in desk.drafts_of(caller):
        raise NotFound(f"There is no campaign {campaign_id}.")
    return row


def _of(campaign_id: str) -> Any:
    return select(MemberRow).where(col(MemberRow.campaign_id) == campaign_id).order_by(col(MemberRow.client_id))


def _shown(session: Session, row: OutreachRow) -> dict[str, Any]:
    members = session.exec(select(MemberRow.group, MemberRow.draft_id).where(MemberRow.campaign_id == row.campaign_id))
    groups, drafts = Counter[str](), []
    for group, draft in members:
        groups[group] += 1
        drafts.append(draft)
    states = Counter(
        session.exec(select(DraftRow.status).where(col(DraftRow.draft_id).in_(list(filter(None, drafts)))))
    )
    told = row.model_dump(mode="json", exclude={"seed"})
    return {**told, "groups": dict(groups), "states": dict(states)}


# -- what became of it -------------------------------------------------------------------------------------------------


def _noted(desk: Desk, row: OutreachRow) -> bool:
    with desk.database.writing() as session:
        in_turn(session)
        members = session.exec(_of(row.campaign_id)).all()
        drafts = [member.draft_id for member in members if member.draft_id]
        sends = {send.draft_id: send for send in session.exec(select(SendRow).where(col(SendRow.draft_id).in_(drafts)))}
        left = [send for send in sends.values() if send.state in _LEFT]
        if not left:
            return False
        first = min(cast(Any, send.ended_at) for send in left)
        replies = answered(session, drafts)
        clients = [member.client_id for member in members]
        said = select(ConsentRow).where(col(ConsentRow.client_id).in_(clients), col(ConsentRow.consent) == "out")
        out = {consent.client_id for consent in session.exec(said) if consent.at >= first}
        results = [_result(row, each, sends, replies, out) for each in members if each.group != "left_out"]
        known = {each["client_id"] for each in results} & set(row.noted)
        _write(desk, session, row, results, known, first)
        news = {
            each["client_id"]: [each[name] for name in ("delivered", "replied", "unsubscribed")] for each in results
        }
        changed = news != row.noted
        row.noted = news
        session.add(row)
    return changed


def _result(
    row: OutreachRow, member: MemberRow, sends: Mapping[str, SendRow], replies: Mapping[str, str], out: set[str]
) -> dict[str, Any]:
    send = sends.get(member.draft_id)
    treated = member.group == "treated"
    return {
        "campaign_id": row.campaign_id,
        "client_id": member.client_id,
        "group": member.group,
        "delivered": bool(send and send.state == "delivered") if treated else None,
        "replied": member.draft_id in replies if treated else None,
        "unsubscribed": member.client_id in out if treated else None,
    }


def _write(
    desk: Desk, session: Session, row: OutreachRow, results: list[dict[str, Any]], known: set[str], first: Any
) -> None:
    """The campaign itself the first time, then the results that are new and those that have changed."""
    source = f"campaign {row.campaign_id}"
    if not row.noted:
        campaign = {
            "campaign_id": row.campaign_id, "advisor_id": row.advisor_id, "name": row.name, "subject": row.subject,
            "channel": "email", "sent_at": first, "holdout_share": row.holdout_share,
        }  # fmt: skip
        write_rows(session, "campaigns", [campaign], new=True, at=desk.clock(), source=source)
    new = [each for each in results if each["client_id"] not in known]
    last = {client: tuple(values) for client, values in row.noted.items()}
    moved = [
        each for each in results
        if each["client_id"] in known
        and last[each["client_id"]] != tuple(each[name] for name in _NEWS)
    ]  # fmt: skip
    for rows, is_new in ((new, True), (moved, False)):
        if rows:
            write_rows(session, "campaign_sends", rows, new=is_new, at=desk.clock(), source=source)
