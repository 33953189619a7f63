"""The small firm is whole, its answers are what SQL says, and the planted errors are where the list says."""

import csv
import runpy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
# by path: no package and no search path is needed, and a folder has the same name as the script
SQL: dict[str, Any] = runpy.run_path(str(HERE / "small_answers.py"))
TOPICS: dict[str, str] = dict(SQL["TOPICS"])
load: Callable[..., Any] = SQL["load"]
answer: Callable[..., str] = SQL["answer"]


def rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))


def written(topic: str, **where: str) -> list[dict[str, str]]:
    found = rows(HERE / "small_answers" / f"{topic}.csv")
    return [row for row in found if all(row[column] == value for column, value in where.items())]


@pytest.fixture(scope="module")
def firm() -> Any:
    return load()


class TestTheWrittenAnswers:
    def test_a_firm_of_headers_alone_has_no_answers(self, tmp_path: Path) -> None:
        for file in (HERE / "small").glob("*.csv"):
            with file.open(encoding="utf-8") as text:
                (tmp_path / file.name).write_text(text.readline(), encoding="utf-8")
        empty = load(tmp_path)
        for topic, query in TOPICS.items():
            assert answer(empty, query).count("\n") == 1, f"{topic} has rows without a firm"

    @pytest.mark.parametrize("topic", TOPICS)
    def test_are_what_the_sql_gives(self, firm: Any, topic: str) -> None:
        file = HERE / "small_answers" / f"{topic}.csv"
        assert file.read_text(encoding="utf-8") == answer(firm, TOPICS[topic])

    def test_have_a_query_each(self) -> None:
        assert {file.stem for file in (HERE / "small_answers").iterdir()} == set(TOPICS)

    def test_give_the_golden_counts_of_referrals(self) -> None:
        # domain reference, table under F31/F32: client, COI, custodian, LinkedIn, seminar, web, cold
        found = written("referrals", scope="A1", as_of="2026-10-31")
        assert [int(row["leads"]) for row in found] == [42, 25, 10, 1, 60, 80, 120]
        assert [int(row["won"]) for row in found] == [18, 9, 3, 1, 6, 6, 3]

    def test_give_the_firm_the_value_worked_out_by_hand(self) -> None:
        # recurring 4560 + 1200 + 3600 + 6000 + 4800 + 60·12 + 612.34 + 3000 + 1800 + 220·12 + 100·12 + 1800 =
        # 31,932.34, transactional 500 + 1200 = 1,700; 2.5 × 31,932.34 + 1.0 × 1,700 = 81,530.85
        (row,) = written("value", scope="FIRM", as_of="2026-10-31", multiples="centre")
        assert (row["at_least_cents"], row["at_most_cents"]) == ("8153085", "8153085")

    def test_give_the_eroder_the_loss_added_by_hand(self) -> None:
        # withdrawals 5000 + 4900 + 4400 + 4300 + 4200 + 4100 + 4000 + 3900 + 3800 = 38,600, nothing of it
        # expected
        (row,) = written("unexplained", household_id="H03", as_of="2026-10-31")
        assert row["unexplained_cents"] == "-3860000"

    @pytest.mark.parametrize("topic", ["bridge", "flows", "revenue"])
    def test_add_up_from_the_advisors_to_the_firm(self, topic: str) -> None:
        # A1 + A2 + A3 = firm: the two cents allowed to each side of the shared account enclose the firm's one
        for whole in written(topic, scope="FIRM"):
            same = {column: whole[column] for column in ("as_of", "period", "measure")}
            parts = [row for scope in ("A1", "A2", "A3") for row in written(topic, scope=scope, **same)]
            least, most = (sum(int(part[end]) for part in parts) for end in ("at_least_cents", "at_most_cents"))
            assert least <= int(whole["at_least_cents"]) == int(whole["at_most_cents"]) <= most


class TestTheSmallFirm:
    def test_closes_every_bridge_to_the_cent(self, firm: Any) -> None:
        broken = firm.execute(
            "SELECT account_id, month FROM held WHERE scope = 'FIRM' AND begin + contributions - withdrawals"
            " + transfers_in - transfers_out + market_gain - fees <> ending"
        )
        assert broken.fetchall() == []

    def test_begins_each_month_where_the_month_before_ended(self, firm: Any) -> None:
        torn = firm.execute(
            "SELECT now.account_id, now.month FROM held AS now JOIN held AS before"
            " ON before.scope = 'FIRM' AND before.account_id = now.account_id"
            " AND before.month = strftime('%Y-%m', now.month || '-01', '-1 month')"
            " WHERE now.scope = 'FIRM' AND now.begin <> before.ending"
        )
        assert torn.fetchall() == []

    def test_has_no_gap_between_the_first_and_the_last_month_of_an_account(self, firm: Any) -> None:
        gaps = firm.execute(
            "SELECT account_id FROM balances GROUP BY 1 HAVING count(*) <> 12 * (substr(max(month), 1, 4)"
            " - substr(min(month), 1, 4)) + substr(max(month), 6) - substr(min(month), 6) + 1"
        )
        assert gaps.fetchall() == []

    def test_ends_each_closed_account_at_zero_in_its_closing_month(self, firm: Any) -> None:
        left = firm.execute(
            "SELECT account_id, max(month) AS last, substr(closed_on, 1, 7), end_value"
            " FROM accounts JOIN balances USING (account_id) WHERE closed_on IS NOT NULL GROUP BY 1"
        ).fetchall()
        assert {account for account, *_ in left} == {"AC09", "AC11", "AC16", "AC17"}
        assert all((last, end) == (closed, "0.00") for _, last, closed, end in left)

    def test_books_as_advisory_fee_exactly_what_was_debited(self, firm: Any) -> None:
        debited = firm.execute("SELECT account_id, month, fees FROM balances WHERE fees <> '0.00' ORDER BY 1, 2")
        booked = firm.execute("SELECT account_id, month, amount FROM revenue WHERE type = 'advisory_fee' ORDER BY 1, 2")
        assert debited.fetchall() == booked.fetchall()

    def test_shares_accounts_in_whole(self, firm: Any) -> None:
        assert firm.execute("SELECT DISTINCT sum(percent) FROM share GROUP BY account_id").fetchall() == [(100,)]


class TestTheListOfPlantedErrors:
    def test_has_at_least_twenty_kinds_each_in_its_own_place(self) -> None:
        planted = rows(HERE / "broken_expected.csv")
        places = [(row["file"], row["row"], row["column"]) for row in planted]
        assert len({row["kind"] for row in planted}) >= 20
        assert len(set(places)) == len(places)

    def test_points_at_rows_and_columns_that_exist(self) -> None:
        for planted in rows(HERE / "broken_expected.csv"):
            if planted["row"]:
                with (HERE / "broken" / planted["file"]).open(encoding="utf-8", newline="") as text:
                    header, *below = csv.reader(text)
                assert 2 <= int(planted["row"]) <= len(below) + 1, planted
                assert planted["column"] in ("", *header), planted

    def test_names_a_required_file_that_is_missing(self) -> None:
        missing = [row["file"] for row in rows(HERE / "broken_expected.csv") if row["kind"] == "missing_file"]
        assert missing == ["revenue.csv"]
        assert not (HERE / "broken" / "revenue.csv").exists()
