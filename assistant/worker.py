"""What is due: the firm's mail, questionnaires, journal, segments, attestation, disposals cut short, the nightly proof.

Each job's failure is a sentence in the process's log and ends neither the worker nor another job; what a job could not
do is due again the next time.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Self

from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from assistant.desk import (
    Desk,
    attest_yesterday,
    deliver_due,
    finish_disposals,
    lay_event_letters,
    note_campaigns,
    seal_segments,
    send_due_questionnaires,
    send_journal,
    verify_and_record,
)
from assistant.errors import AssistantError

_logger = logging.getLogger(__name__)
_clockwork = logging.getLogger(f"{__name__}.clockwork")


@dataclass(frozen=True, slots=True)
class Job:
    """One thing that is due again and again. `run` says in a sentence what was done; nothing when nothing was.

    `at_start`: also at once, when the worker starts.
    """

    name: str
    run: Callable[[Desk], str]
    trigger: Any
    at_start: bool = True


def _journal(desk: Desk) -> str:
    sent = send_journal(desk)
    if sent.failure:
        raise _Unwell(sent.failure)
    if sent.failed:
        raise _Unwell(f"The archive refused {sent.failed} messages; `assistant worker --status` says why.")
    return f"{sent.accepted} messages of the journal were accepted." if sent.accepted else ""


def _segments(desk: Desk) -> str:
    sealed = seal_segments(desk)
    return f"Segments {', '.join(map(str, sealed))} are in the bucket." if sealed else ""


def _attestation(desk: Desk) -> str:
    said = attest_yesterday(desk)
    if said is None:
        return ""
    if not said["ok"]:
        differing = ", ".join(said["differing"]) or "nothing was counted"
        raise _Unwell(f"The attestation of {said['day']} is not signed: {differing}.")
    return f"The attestation of {said['day']} is signed."


def _verification(desk: Desk) -> str:
    verdict = verify_and_record(desk)
    if not verdict.ok:
        first = f" from record {verdict.first_bad} on" if verdict.first_bad is not None else ""
        raise _Unwell(f"The log is not whole{first}: run `assistant log verify`.")
    return f"The log is whole: {verdict.count} records."


def _disposals(desk: Desk) -> str:
    done = finish_disposals(desk)
    return f"{len(done)} disposals that had been cut short are finished." if done else ""


def _sending(desk: Desk) -> str:
    done = deliver_due(desk)
    if done.failure:
        raise _Unwell(done.failure)
    return f"Of the firm's mail: {done}." if done.counts else ""


def _event_letters(desk: Desk) -> str:
    """Letters are laid when an answer arrives; these are the ones that could not be then."""
    laid = lay_event_letters(desk)
    return f"{laid} letters after a life event are laid." if laid else ""


def _questionnaires(desk: Desk) -> str:
    done = send_due_questionnaires(desk)
    if done.failed:
        first = ": ".join(next(iter(done.failed.items())))
        raise _Unwell(f"{len(done.failed)} questionnaires or books could not be dealt with, first {first}")
    return str(done)


def _campaigns(desk: Desk) -> str:
    noted = note_campaigns(desk)
    return f"Of {noted} campaigns there is news in the book." if noted else ""


JOBS = (
    Job("journal", _journal, IntervalTrigger(seconds=10, timezone=dt.UTC)),
    Job("segments", _segments, IntervalTrigger(minutes=1, timezone=dt.UTC)),
    # Yesterday is attested once; the later runs of a day are for one that was waited for or could not be had.
    Job("attestation", _attestation, CronTrigger(minute=10, timezone=dt.UTC)),
    Job("disposals", _disposals, IntervalTrigger(minutes=10, timezone=dt.UTC)),
    Job("verification", _verification, CronTrigger(hour=1, minute=30, timezone=dt.UTC), at_start=False),
    Job("sending", _sending, IntervalTrigger(seconds=10, timezone=dt.UTC)),
    Job("questionnaires", _questionnaires, CronTrigger(hour=5, minute=20, timezone=dt.UTC)),
    Job("event letters", _event_letters, IntervalTrigger(minutes=10, timezone=dt.UTC)),
    Job("campaigns", _campaigns, IntervalTrigger(minutes=10, timezone=dt.UTC)),
)


class _Unwell(AssistantError):
    """A job ran, and what it found needs a person."""


class Worker:
    """Runs the jobs of one desk, which whoever starts the worker has opened, in threads of this process."""

    def __init__(self, desk: Desk, jobs: tuple[Job, ...] = JOBS) -> None:
        self._desk = desk
        self._jobs = jobs
        _clockwork.setLevel(logging.ERROR)  # that a job is still at it when its time comes again is no news
        self._scheduler = BackgroundScheduler(
            logger=_clockwork,
            timezone=dt.UTC,
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )
        self.failures: dict[str, str] = {}

    def start(self) -> Self:
        now = dt.datetime.now(dt.UTC)
        for job in self._jobs:
            first: dict[str, Any] = {"next_run_time": now} if job.at_start else {}
            self._scheduler.add_job(self.run, job.trigger, args=(job,), id=job.name, **first)
        self._scheduler.start()
        return self

    def stop(self) -> None:
        """Let what runs come to its end and start nothing more."""
        if self._scheduler.running:
            self._scheduler.shutdown()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_exception: object) -> None:
        self.stop()

    def run(self, job: Job) -> str:
        """Run one job now; what it did or why it could not, in a sentence. A failure that lasts is told once."""
        try:
            done = job.run(self._desk)
        except AssistantError as error:
            return self._fails(job, error.sentence)
        except Exception as error:  # whatever nobody foresaw in one job: the worker and the other jobs go on
            _logger.debug("the trace of the job %s", job.name, exc_info=error)
            return self._fails(job, f"Something went wrong ({type(error).__name__}: {error}).")
        if self.failures.pop(job.name, None):
            _logger.info("%s: well again", job.name)
        if done:
            _logger.info("%s: %s", job.name, done)
        return done

    def run_all(self) -> dict[str, str]:
        """Run every job once, now; what each did or why it could not."""
        return {job.name: self.run(job) for job in self._jobs}

    def _fails(self, job: Job, sentence: str) -> str:
        if self.failures.get(job.name) != sentence:
            _logger.error("%s: %s", job.name, sentence)
        self.failures[job.name] = sentence
        return sentence
