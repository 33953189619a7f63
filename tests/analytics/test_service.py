"""Service levels: first replies against their promise, reviews and contacts owed by tier, forms, parts of the firm."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from assistant.analytics.service import service_levels
from assistant.analytics.service.channels import NONE, lawful_channels
from assistant.analytics.service.contacts import contact_rows
from assistant.analytics.service.parts import lowest_figure, part_figures, part_lines
from assistant.analytics.service.requests import attainment, backlog, judged_requests
from assistant.analytics.service.tiers import PROMISES, service_tiers
from assistant.blocks import Chart, Result, Table
from assistant.book.periods import Period, parse_period
from assistant.book.snapshot import Book
from assistant.errors import BadArguments
from assistant.figures import say
from tests.analytics.conftest import OpenBook
from tests.analytics.tiny_books import tiny_book
from tests.book.folders import TinyFirm

AS_OF = dt.date(2026, 10, 31)


def span(word: str = "ytd", as_of: dt.date = AS_OF) -> Period:
    return parse_period(word, as_of)


def rows(result: Result, title: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = next(
        (b.to_json()["rows"] for b in result.blocks if isinstance(b, Table) and b.title == title), []
    )
    return found


def value(result: Result, key: str) -> Any:
    return result.figure(key).value


def requests(folder: Path, *lines: str) -> Book:
    """Rows `opened,reply,due,closed,reopened,nigo` of H1, all on days of October in UTC: `26T10,,27T10,,,`."""

    def moment(text: str) -> str:
        return f"2026-10-{text}:00:00Z" if text else ""

    made = []
    for i, line in enumerate(lines):
        opened, reply, due, closed, again, bad = line.split(",")
        times = (moment(t) for t in (opened, reply, due, closed))
        made.append(",".join((f"SR{i}", "H1", "form", *times, again, bad)))
    firm = TinyFirm().replace("households", "America/New_York", "Etc/UTC")
    return tiny_book(folder, firm.put("service_requests", *made))


def judged(book: Book) -> pd.DataFrame:
    return judged_requests(book, service_tiers(book)).set_index("request_id")


def contacts(folder: Path, *lines: str, since: str = "2015-02-02", tier: str = "A") -> Book:
    """H1 alone, of that tier, with contacts `2026-05-01,call,out,true`."""
    firm = TinyFirm().put("households", f"H1,A1,Moss,{since},,,Dover,NH,US,90000.00,3,,,{tier},America/New_York,")
    firm.put("clients", "C1,H1,Kim,Moss,kim@clients.example,+1 555 0100,1960-03-12,,,,,,en,in,unknown,true,")
    firm.put("accounts", "AC1,H1,taxable,,,2015-05-05,,,").put("revenue", "H1,AC1,2026-10,advisory_fee,1.00,")
    firm.rows["balances"] = [row for row in firm.rows["balances"] if row.startswith("AC1")]
    made = []
    for i, line in enumerate(lines):
        day, channel, direction, two_way = line.split(",")
        made.append(f"I{i},H1,{day}T15:00:00Z,{channel},{direction},10,{two_way},")
    return tiny_book(folder, firm.put("interactions", *made))


def one(book: Book, end: dt.date = AS_OF) -> Any:
    (row,) = contact_rows(book, service_tiers(book), end).itertuples()
    return row


class TestNothing:
    def test_an_empty_book_says_so(self, open_book: OpenBook) -> None:
        result = service_levels(open_book("NOBODY"), period=span())
        assert result.words() == (
            "No service request of nobody was opened (ytd); 0 are open.",
            "There are no clients in this book.",
        )
        assert value(result, "attainment") is None
        assert value(result, "review_coverage") is None

    def test_another_tier_or_kind_is_refused(self, open_book: OpenBook) -> None:
        for wrong in ({"tier": "D"}, {"kind": "emails"}):
            with pytest.raises(BadArguments, match="of tier A, B, C and of kind requests or reviews"):
                service_levels(open_book("A1"), period=span(), **wrong)  # type: ignore[arg-type]

    def test_a_tier_that_nobody_has(self, open_book: OpenBook) -> None:
        result = service_levels(open_book("A3"), period=span(), tier="B", kind="reviews")
        assert result.words() == ("There are no B clients in this book.",)


class TestFirstReplies:
    def test_met_missed_running_and_without_a_promise(self, tmp_path: Path) -> None:
        # in time; to the hour; late; never, promise passed; never, promise still runs (1 November); none promised
        lines = ("26T10,26T11,26T12,,,", "26T10,26T12,26T12,,,", "26T10,26T13,26T12,,,", "26T10,,27T10,,,",
                 "31T10,,,,,", "26T10,26T11,,,,")  # fmt: skip
        book = requests(tmp_path, *lines)
        book.frame("service_requests")
        found = judged(book)
        assert found["verdict"].tolist() == ["met", "met", "missed", "missed", "no promise", "no promise"]
        assert attainment(found) == (2, 4)
        assert found["breached"].tolist() == [False, False, False, True, False, False]

    def test_a_promise_that_runs_past_the_date_is_not_judged(self, tmp_path: Path) -> None:
        firm = TinyFirm().put("service_requests", "SR1,H1,form,2026-10-31T10:00:00Z,,2026-11-02T10:00:00Z,,,")
        result = service_levels(tiny_book(tmp_path, firm), period=span(), kind="requests")
        assert value(result, "running") == 1
        assert value(result, "attainment") is None
        assert "none with a promise to judge" in result.words()[0]
        assert "Promises that still run and are not judged yet: 1." in result.caveats

    def test_a_reply_after_the_date_had_not_come_yet(self, open_book: OpenBook) -> None:
        # SR2 was promised for 4 August 16:20 in Chicago and answered on 5 August: on the 4th it was open and missed
        found = judged(open_book("A1", "2026-08-04"))
        assert found.loc["SR2", "verdict"] == "missed"
        assert found.loc["SR2", "breached"]

    def test_requests_of_the_small_firm(self, open_book: OpenBook) -> None:
        result = service_levels(open_book("FIRM"), period=span(), kind="requests")
        # service_requests.csv: SR1 and SR3 in time, SR2 late, SR4 open past 29 October
        assert (value(result, "met"), value(result, "judged")) == (2, 4)
        assert value(result, "attainment") == Decimal("0.500000")
        # SR1 half an hour; SR3 an hour; SR2 Monday 16:20 to Wednesday 9:00: 40 minutes and eight hours
        assert value(result, "response_median") == Decimal("1.00")
        assert value(result, "response_p90") == Decimal("7.13")  # 1 + 0.8 × (8.667 − 1)
        assert value(result, "closing_median") == Decimal("4.50")  # six and three business days
        assert value(result, "reopen_rate") == 0
        assert (value(result, "nigo"), value(result, "nigo_rate")) == (1, Decimal("0.250000"))
        assert (value(result, "backlog"), value(result, "breached")) == (2, 1)
        assert [r["request_id"] for r in rows(result, "Open requests without the reply promised")] == ["SR4"]

    def test_a_request_that_carries_no_promise_is_said(self, tmp_path: Path) -> None:
        result = service_levels(requests(tmp_path, "26T10,,,,,"), period=span(), kind="requests")
        assert "Requests that carry no promise and are in no attainment: 1." in result.caveats

    def test_only_requests_opened_in_the_period(self, open_book: OpenBook) -> None:
        assert value(service_levels(open_book("FIRM"), period=span("2026-08")), "requests") == 1

    def test_the_tier_a_person_set_decides(self, open_book: OpenBook) -> None:
        # H02 is C by revenue and was made A; its one request was missed
        tiers = service_tiers(open_book("A1"))
        assert tiers.loc["H02"].tolist() == ["C", "A", True]
        result = service_levels(open_book("A1"), period=span("2026-08"), tier="A", kind="requests")
        assert value(result, "missed") == 1

    def test_the_backlog_by_age(self, open_book: OpenBook) -> None:
        found = backlog(judged(open_book("FIRM")).reset_index())
        assert found["open"].tolist() == [0, 1, 0, 1]  # SR4 three business days, SR3 thirty-six
        assert found["breached"].tolist() == [0, 1, 0, 0]

    def test_reopened_and_not_in_good_order(self, tmp_path: Path) -> None:
        lines = ("26T10,26T11,26T12,27T10,true,false", "26T10,26T11,26T12,28T10,false,true", "28T10,28T11,28T12,,,true",
                 "27T10,27T11,27T12,,,")  # fmt: skip
        result = service_levels(requests(tmp_path, *lines), period=span(), kind="requests")
        assert value(result, "reopen_rate") == Decimal("0.500000")  # one of two closed
        assert value(result, "nigo_rate") == Decimal("0.666667")  # two of three that say
        assert value(result, "nigo_open") == 1
        forms = rows(result, "Forms not in good order")
        assert [(f["request_id"], f["days"], f["advisor"]) for f in forms] == [
            ("SR2", 3, "Ada Fox"),
            ("SR1", 2, "Ada Fox"),
        ]
        assert "Forms not in good order: 2, 66.7% of those opened in the period; still open: 1." in result.words()

    def test_an_old_form_that_is_still_open_is_listed_too(self, open_book: OpenBook) -> None:
        result = service_levels(open_book("FIRM"), period=span("2026-10"), kind="requests")
        assert value(result, "nigo") == 0
        assert [f["request_id"] for f in rows(result, "Forms not in good order")] == ["SR3"]


class TestReviewsAndContacts:
    def test_the_promise_of_each_tier(self) -> None:
        # domain reference 3.8: A 4 reviews and 8 touches, B 2 and 4, C 1 and 2 a year
        assert {t: (p.reviews, p.touches, p.review_months) for t, p in PROMISES.items()} == {
            "A": (4, 8, 3), "B": (2, 4, 6), "C": (1, 2, 12),
        }  # fmt: skip

    def test_nobody_spoke_with_the_client(self, tmp_path: Path) -> None:
        row = one(contacts(tmp_path))
        assert (row.reviews_owed, row.reviews_kept, row.contacts_owed, row.contacts_kept) == (4, 0, 12, 0)
        assert row.review_due == pd.Timestamp("2015-05-02")  # three months after the first day as a client

    def test_mass_mail_is_no_contact_and_one_way_calls_are_no_review(self, tmp_path: Path) -> None:
        lines = ("2026-05-01,email,out,false", "2026-05-02,email,in,false", "2026-05-03,portal,in,false",
                 "2026-05-04,call,out,false", "2026-05-05,text,out,true", "2026-05-06,meeting,out,true",
                 "2026-05-07,call,in,true", "2026-05-08,call,in,false")  # fmt: skip
        row = one(contacts(tmp_path, *lines))
        # contacts: the call from here, the text, the meeting, the call in; reviews: the last two of these
        assert (row.contacts_made, row.reviews_held) == (4, 2)
        assert row.last_review == pd.Timestamp("2026-05-07")
        assert row.review_due == pd.Timestamp("2026-08-07")
        assert row.days_late == 85

    def test_twelve_months_to_the_periods_end_both_days_inside(self, tmp_path: Path) -> None:
        days = ("2025-10-31", "2025-11-01", "2026-10-31")
        book = contacts(tmp_path, *(f"{day},meeting,out,true" for day in days))
        assert one(book).reviews_held == 2
        assert one(book, dt.date(2026, 9, 30)).reviews_held == 2

    def test_more_than_is_owed_does_not_count(self, tmp_path: Path) -> None:
        row = one(contacts(tmp_path, *(f"2026-{month:02}-01,meeting,out,true" for month in range(1, 7)), tier="B"))
        assert (row.reviews_held, row.reviews_kept, row.contacts_kept) == (6, 2, 6)

    @pytest.mark.parametrize(("since", "owed"), [("2026-05-02", 2), ("2026-10-01", 0), ("2025-11-01", 4), ("", 4)])
    def test_a_newer_client_is_owed_the_whole_reviews_of_the_time(self, tmp_path: Path, since: str, owed: int) -> None:
        # 183 of 365 days: 4 × 0.501 = 2; 31 days: 0.3, none yet
        assert one(contacts(tmp_path, since=since)).reviews_owed == owed

    def test_without_a_first_day_and_a_review_it_is_due_today(self, tmp_path: Path) -> None:
        row = one(contacts(tmp_path, since=""))
        assert row.review_due == pd.Timestamp(AS_OF)
        assert pd.isna(row.days_late)

    def test_the_first_advisor_of_the_small_firm(self, open_book: OpenBook) -> None:
        result = service_levels(open_book("A1"), period=span(), kind="reviews")
        # interactions.csv: A is H05 and H02 (made A): four reviews each; contacts five each of twelve
        assert (value(result, "reviews_kept_A"), value(result, "reviews_owed_A")) == (8, 8)
        assert (value(result, "contacts_kept_A"), value(result, "contacts_owed_A")) == (10, 24)
        # H03 (C): three calls counted once; its three invitations by mail never
        assert value(result, "contacts_made_C") == 9
        assert value(result, "review_coverage") == 1
        behind = rows(result, "Clients with less than they are owed")
        assert [row["client"] for row in behind] == ["Rossi (Chicago)", "García Márquez", "Rossi (Boston)", "Okafor"]

    def test_coverage_is_a_ratio_of_sums(self, open_book: OpenBook) -> None:
        result = service_levels(open_book("FIRM"), period=span(), kind="reviews")
        tiers = rows(result, "Reviews and contacts by tier")
        whole = sum(row["contacts_kept"] for row in tiers) / sum(row["contacts_owed"] for row in tiers)
        assert float(value(result, "contact_coverage")) == pytest.approx(whole, abs=1e-6)

    def test_a_client_owed_nothing_yet(self, tmp_path: Path) -> None:
        book = contacts(tmp_path, since="2026-10-20", tier="C")
        assert (
            service_levels(book, period=span(), kind="reviews").words()[1]
            == "Clients of Ada Fox were owed no contact yet."
        )

    def test_what_to_book_and_how(self, open_book: OpenBook) -> None:
        result = service_levels(open_book("FIRM"), period=span(), kind="reviews")
        # in the firm H03 is a B client, last reviewed on 14 January: due since 14 July
        (row,) = rows(result, "Reviews to book")
        assert (row["client"], row["review_due"], row["days_late"]) == ("Lindqvist", "2026-07-14", 109)
        assert (row["channels"], row["slot"]) == ("Åsa Lindqvist: email, text, phone", "not on record")
        assert result.words()[0] == "Reviews to book by 21 Nov 2026: 1, of them overdue 1; begin with Lindqvist."
        assert "Preferred times are not on record: ask the client." in result.caveats

    def test_looking_further_ahead_finds_more(self, open_book: OpenBook) -> None:
        result = service_levels(open_book("FIRM"), period=span(), kind="reviews", days_ahead=90)
        assert value(result, "due_until") == dt.date(2027, 1, 29)
        # A clients are due three months after October; the others later
        assert [row["client"] for row in rows(result, "Reviews to book")] == [
            "Rossi (Chicago)", "Okafor", "García Márquez", "Lindqvist",
        ]  # fmt: skip

    def test_a_tier_is_asked_for_what_it_is_owed_first(self, open_book: OpenBook) -> None:
        result = service_levels(open_book("A1"), period=span(), tier="A")
        assert result.words()[0].startswith("A clients got 8 of 8 reviews owed (100.0%) and 10 of 24 contacts (41.7%)")
        assert "furthest behind: Rossi (Chicago), García Márquez." in result.words()[1]
        chart = next(b for b in result.blocks if isinstance(b, Chart))
        assert chart.labels == ("A",)


class TestLawfulChannels:
    def people(self, folder: Path, *clients: str, sponsor: str = "") -> str:
        firm = TinyFirm().put("clients", *clients)
        if sponsor:
            firm.put("plan_sponsors", sponsor)
        return str(lawful_channels(tiny_book(folder, firm), pd.Index(["H1"]))["H1"])

    def client(self, *, key: str = "C1", mail: str = "kim@c.example", phone: str = "+1", died: str = "", plan: str = "",
               email: str = "in", sms: str = "in", primary: str = "true", heir_of: str = "") -> str:  # fmt: skip
        return f"{key},H1,{key},Moss,{mail},{phone},1960-03-12,{died},,,,{plan},en,{email},{sms},{primary},{heir_of}"

    def test_a_household_without_people_has_none(self, open_book: OpenBook) -> None:
        assert lawful_channels(open_book("NOBODY"), pd.Index(["H1"])).tolist() == [NONE]

    @pytest.mark.parametrize(
        ("given", "expected"),
        [
            ({}, "C1 Moss: email, text, phone"),
            ({"email": "unknown", "sms": "unknown"}, "C1 Moss: email, text, phone"),
            ({"email": "out"}, "C1 Moss: text, phone"),
            ({"sms": "out"}, "C1 Moss: email, phone"),
            ({"mail": "", "phone": ""}, NONE),
            ({"email": "out", "sms": "out", "phone": ""}, NONE),
            ({"died": "2026-01-01"}, NONE),
        ],
    )
    def test_by_consent_and_what_is_on_file(self, tmp_path: Path, given: dict[str, str], expected: str) -> None:
        assert self.people(tmp_path, self.client(**given)) == expected

    def test_the_first_adult_who_may_be_reached_and_never_the_next_generation(self, tmp_path: Path) -> None:
        primary = self.client(email="out", sms="out", phone="")
        others = (self.client(key="C2", primary="false"), self.client(key="C0", primary="false", heir_of="C1"))
        assert self.people(tmp_path, primary, *others) == "C2 Moss: email, text, phone"

    @pytest.mark.parametrize(
        ("sponsor", "expected"),
        [
            ("P1,Acme,via_hr,hr@acme.example,", "C1 Moss: the plan contact of Acme"),
            ("P1,Acme,via_hr,,", NONE),
            ("P1,Acme,none,hr@acme.example,", NONE),
            ("P1,Acme,direct,,", "C1 Moss: email, text, phone"),
        ],
    )
    def test_the_plan_sponsors_rule(self, tmp_path: Path, sponsor: str, expected: str) -> None:
        assert self.people(tmp_path, self.client(plan="P1"), sponsor=sponsor) == expected

    def test_nobody_is_to_be_reached_without_one(self, tmp_path: Path) -> None:
        book = tiny_book(tmp_path, TinyFirm().put("clients", self.client(mail="", phone="")))
        result = service_levels(book, period=span(), kind="reviews")
        assert {row["channels"] for row in rows(result, "Reviews to book")} == {NONE}
        assert any("Reach nobody without one" in caveat for caveat in result.caveats)


class TestParts:
    def by(self, open_book: OpenBook, by: str = "advisor") -> Result:
        parts = tuple(open_book(scope) for scope in ("A1", "A2", "A3"))
        return service_levels(open_book("FIRM"), period=span(), by=by, parts=parts)

    def test_parts_must_be_opened(self, open_book: OpenBook) -> None:
        with pytest.raises(BadArguments, match="need one book for each team"):
            service_levels(open_book("FIRM"), period=span(), by="team")

    def test_attainment_beside_the_clients_kept(self, open_book: OpenBook) -> None:
        shown = rows(self.by(open_book), "Service and retention by advisor")
        # tests/firms/small_answers/retention.csv, ytd: A1 and A2 each; A3 has no request and one shared client
        assert [(r["part"], r["judged"], r["missed"]) for r in shown] == [("A1", 2, 1), ("A2", 2, 1), ("A3", 0, 0)]
        assert shown[2]["attainment"] is None
        assert [(r["at_start"], r["kept"]) for r in shown] == [(7, 6), (5, 4), (1, 1)]

    def test_the_words_are_of_an_association_and_too_few_parts_say_nothing(self, open_book: OpenBook) -> None:
        result = self.by(open_book)
        assert value(result, "association") is None
        assert result.words()[0] == "2 of 3 advisors missed a promise; the lowest attainment, at A1, is 50.0%."
        assert "cannot be told from the parts" in result.words()[1]
        assert "It does not say that one caused the other" in result.caveats[0]

    def test_clients_with_and_without_a_missed_promise(self, open_book: OpenBook) -> None:
        missed, met = rows(self.by(open_book), "Promises and who stayed")
        # missed: H02, H17; met: H05 (H16 joined in September, so it was not there at the start); all stayed
        assert (missed["at_start"], missed["kept"], met["at_start"], met["kept"]) == (2, 2, 1, 1)
        assert "stayed, of those without" in self.by(open_book).words()[2]

    def test_five_parts_have_a_rank_correlation(self) -> None:
        table = pd.DataFrame(
            {"part": list("abcde"), "attainment": [0.5, 0.6, 0.7, 0.8, 0.9], "retention": [0.9, 0.8, 0.95, 0.97, 0.99],
             "missed": 1, "judged": 2}
        )  # fmt: skip
        groups = pd.DataFrame({"group": ["x", "y"], "retention": [float("nan")] * 2})
        figures = {f.key: f for f in part_figures(table, groups, "team")}
        # Spearman by hand: 1 − 6 × (1 + 1) / (5 × 24) = 0.9
        assert figures["association"].value == Decimal("0.9000")
        figures |= {f.key: f for f in lowest_figure(table, "team")}
        said = [say(line) for line in part_lines(table, figures, "team")]
        assert said[1] == (
            "Over the parts, attainment and retention go together at 0.90 (from minus one to one), an association that "
            "says nothing of a cause."
        )
        assert len(said) == 2
        assert figures["kept_when_met"].value is None

    def test_no_promise_anywhere(self, open_book: OpenBook) -> None:
        result = service_levels(open_book("A3"), period=span(), by="team", parts=(open_book("A3"),))
        assert result.words()[0] == "No part has a promise that was met or missed in the period."

    def test_the_same_book_gives_the_same_bytes(self, open_book: OpenBook) -> None:
        assert self.by(open_book).to_json() == self.by(open_book).to_json()
