"""The simulated firms that erosion is measured on: their books close, and what was planted is what the truth says."""

from __future__ import annotations

import functools

import numpy as np
import pandas as pd
import pytest

from tests.benchmarks.erosion_firms import locked, noisy, regular, wealthy
from tests.benchmarks.erosion_firms.books import KINDS, LAST_ONSET, LOOK_ALIKES, WINDOW, Firm
from tests.benchmarks.erosion_firms.peers import trailing_flow
from tests.benchmarks.erosion_firms.scoring import score, tally, walk

SIMULATORS = {
    "regular": regular.simulate,
    "noisy": noisy.simulate,
    "wealthy": wealthy.simulate,
    "locked": locked.simulate,
}
HOUSEHOLDS, MONTHS = 1_500, 48
MONEY = ["aum_begin", "inflow", "outflow", "fees", "aum_end"]

each_firm = pytest.mark.parametrize("name", SIMULATORS)


@functools.cache
def firm_of(name: str, seed: int = 7) -> Firm:
    return SIMULATORS[name](HOUSEHOLDS, MONTHS, seed)


def frames_of(firm: Firm) -> dict[str, pd.DataFrame]:
    return {name: getattr(firm, name) for name in ("history", "households", "events", "expected", "truth")}


@each_firm
class TestTheBooks:
    @pytest.mark.prove
    def test_have_the_columns_of_the_contract(self, name: str) -> None:
        # contract/commands.md, “Functions”: detect_erosion
        columns = {kind: list(frame.columns) for kind, frame in frames_of(firm_of(name)).items()}
        assert columns == {
            "history": [
                *("household_id", "month", "aum_begin", "inflow", "outflow", "market_gain", "fees", "aum_end"),
                *("declared_net_worth", "contacts", "logins"),
            ],
            "households": ["household_id", "age", "opened_month"],
            "events": ["household_id", "month", "kind"],
            "expected": ["household_id", "month", "amount"],
            "truth": ["household_id", "kind", "onset", "look_alike"],
        }

    def test_close_each_month_to_the_cent(self, name: str) -> None:
        rows = firm_of(name).history
        rest = (
            rows["aum_begin"] + rows["inflow"] - rows["outflow"] + rows["market_gain"] - rows["fees"] - rows["aum_end"]
        )
        assert rest.abs().max() < 0.001

    def test_begin_where_the_month_before_ended(self, name: str) -> None:
        rows = firm_of(name).history.sort_values(["household_id", "month"])
        before = rows.groupby("household_id")[["month", "aum_end"]].shift()
        follows = before["month"] + pd.offsets.MonthBegin(1) == rows["month"]
        assert follows.mean() > 0.9
        assert (rows["aum_begin"] - before["aum_end"])[follows].abs().max() < 0.001

    def test_are_never_negative(self, name: str) -> None:
        rows = firm_of(name).history
        assert rows[MONEY].min().min() >= 0
        assert rows[["contacts", "logins", "declared_net_worth"]].min().min() >= 0

    def test_have_one_row_a_household_and_month_within_the_months_asked_for(self, name: str) -> None:
        rows = firm_of(name).history
        assert not rows.duplicated(["household_id", "month"]).any()
        assert len(firm_of(name).months) == MONTHS
        assert set(rows["household_id"]) <= set(firm_of(name).households["household_id"])

    def test_declare_net_worth_seldom_and_never_below_a_tenth_of_what_is_here(self, name: str) -> None:
        rows = firm_of(name).history
        assert 0.05 < rows["declared_net_worth"].notna().mean() < 0.25
        assert (rows["declared_net_worth"] / rows["aum_end"].clip(lower=1)).min() > 0.1

    def test_know_only_the_events_of_the_contract_within_the_book(self, name: str) -> None:
        events = firm_of(name).events
        assert set(events["kind"]) == {"planned_withdrawal", "retirement", "death_notice", "review", "account_opened"}
        assert events["month"].between(firm_of(name).months[0], firm_of(name).months[-1]).all()

    @pytest.mark.prove
    def test_are_the_same_again_and_others_for_another_seed(self, name: str) -> None:
        again = SIMULATORS[name](HOUSEHOLDS, MONTHS, 7)
        for kind, frame in frames_of(again).items():
            pd.testing.assert_frame_equal(frame, frames_of(firm_of(name))[kind])
        assert not SIMULATORS[name](HOUSEHOLDS, MONTHS, 8).history["aum_end"].equals(again.history["aum_end"])


@each_firm
class TestTheTruth:
    def test_names_every_kind_and_look_alike_and_only_those(self, name: str) -> None:
        truth = firm_of(name).truth
        assert set(truth["kind"].dropna()) == set(KINDS)
        assert set(truth["look_alike"].dropna()) == set(LOOK_ALIKES)
        assert not (truth["kind"].notna() & truth["look_alike"].notna()).any()

    def test_has_one_in_ten_to_one_in_seven_eroding(self, name: str) -> None:
        assert 0.09 <= firm_of(name).truth["kind"].notna().mean() <= 0.15

    def test_has_an_onset_in_the_last_months_for_the_eroding_alone(self, name: str) -> None:
        truth, months = firm_of(name).truth, firm_of(name).months
        assert (truth["onset"].notna() == truth["kind"].notna()).all()
        assert truth["onset"].dropna().between(months[-WINDOW], months[-LAST_ONSET]).all()

    def test_is_seen_in_the_books(self, name: str) -> None:
        """Before and after the onset, each kind by what it is known for; the bounds are far from the typical firm."""
        firm = firm_of(name)
        change = {kind: _change(firm, kind) for kind in KINDS}
        quiet = _change(firm, None)
        for kind in ("slow_leak", "partial_transfer"):
            assert change[kind]["outflow"] > quiet["outflow"] + 0.004
        assert change["stopped_contributions"]["inflow"] < -0.4 * change["stopped_contributions"]["inflow_before"]
        assert change["engagement"]["contacts"] < 0.6 < quiet["contacts"]
        assert change["held_away"]["wealth"] > quiet["wealth"] + 0.05

    def test_shows_the_innocent_outflows_in_the_books(self, name: str) -> None:
        firm = firm_of(name)
        rows = _rows(firm)
        largest = (rows["outflow"] / rows["aum_begin"].clip(lower=1)).groupby(rows["household_id"]).max()
        label = firm.truth.set_index("household_id")["look_alike"]
        for innocent in ("house", "planned_withdrawal", "death", "new_account", "correction"):
            assert largest[label[label == innocent].index].median() > 0.03


def _rows(firm: Firm) -> pd.DataFrame:
    """The last 30 months, with `after`: whether the household's onset (else the window's middle) has come."""
    middle = firm.months[-WINDOW // 2 - 3]
    rows = firm.history.merge(firm.truth, on="household_id")
    rows["after"] = rows["month"] >= rows["onset"].fillna(middle)
    return rows[(rows["month"] >= firm.months[-30])]


def _change(firm: Firm, kind: str | None) -> dict[str, float]:
    """After less before: flows as shares of the balance a month; contacts as a ratio, wealth elsewhere beside AUM."""
    rows = _rows(firm)
    plain = rows["kind"].isna() & rows["look_alike"].isna()
    rows = rows[plain if kind is None else rows["kind"] == kind]
    sums = rows.groupby("after")[["inflow", "outflow", "aum_begin", "contacts"]].sum()
    ratio = sums.div(sums["aum_begin"], axis=0)
    told = rows.dropna(subset="declared_net_worth")
    other = (told["declared_net_worth"] - told["aum_end"]) / told["aum_end"].clip(lower=1)
    wealth = other.groupby([told["household_id"], told["after"]]).mean().unstack()
    months = rows["after"].value_counts()
    return {
        "inflow": ratio["inflow"][True] - ratio["inflow"][False],
        "inflow_before": ratio["inflow"][False],
        "outflow": ratio["outflow"][True] - ratio["outflow"][False],
        "contacts": (sums["contacts"][True] / months[True]) / (sums["contacts"][False] / months[False]),
        "wealth": (wealth[True] - wealth[False]).median(),
    }


class TestTheScore:
    def one_firm(self, onset: int | None) -> Firm:
        """One household over 18 months that erodes from the month numbered `onset`, or never."""
        months = pd.date_range("2023-01-01", periods=WINDOW, freq="MS")
        history = pd.DataFrame({"household_id": "H1", "month": months})
        when = pd.NaT if onset is None else months[onset]
        truth = pd.DataFrame(
            {"household_id": ["H1"], "kind": [None if onset is None else "slow_leak"], "onset": [when]}
        )
        return Firm(
            "one", history, history, history, history, truth.assign(look_alike=None).astype({"onset": "datetime64[ns]"})
        )

    def alerts(self, *months: int) -> np.ndarray:
        return np.isin(np.arange(WINDOW), months)[None, :]

    def test_of_silence_is_nothing_found_and_nobody_accused(self) -> None:
        row = tally(self.one_firm(3), self.alerts()).iloc[0]
        assert (row["hit"], row["accused"], row["false_starts"], row["years"]) == (False, False, 0, 3 / 12)

    @pytest.mark.parametrize(("month", "hit"), [(3, True), (15, True), (16, False)])
    def test_counts_a_first_alert_within_twelve_months_of_the_onset(self, month: int, hit: bool) -> None:
        row = tally(self.one_firm(3), self.alerts(month)).iloc[0]
        assert (row["hit"], row["accused"]) == (hit, False)

    def test_holds_an_alert_before_the_onset_to_be_false(self) -> None:
        row = tally(self.one_firm(3), self.alerts(2, 3, 4)).iloc[0]
        assert (row["hit"], row["accused"], row["false_starts"]) == (False, True, 1)

    def test_counts_episodes_not_months_of_false_alerts(self) -> None:
        row = tally(self.one_firm(None), self.alerts(0, 1, 2, 7, 9, 10)).iloc[0]
        assert (row["false_starts"], row["years"]) == (3, 1.5)

    def test_of_a_perfect_detector_is_one_with_no_false_alert(self) -> None:
        firm = firm_of("regular")
        onset = firm.truth["onset"].to_numpy()[:, None]
        marks = score(firm, firm.months[-WINDOW:].to_numpy()[None, :] >= onset)
        assert (marks.f1.value, marks.precision.value, marks.recall.value) == (1, 1, 1)
        assert (marks.false_alerts.value, marks.delay.value) == (0, 0)
        assert (marks.f1.low, marks.f1.high) == (1, 1)

    def test_never_hands_a_detector_what_is_dated_later(self) -> None:
        latest = []

        def spy(history, households, events, expected, *, as_of):  # type: ignore[no-untyped-def]
            latest.append(max(frame["month"].max() for frame in (history, events, expected)) <= as_of)
            return trailing_flow(history, households, events, expected, as_of=as_of)

        said = walk(firm_of("regular"), spy, "score")
        assert latest == [True] * WINDOW
        assert said.shape == (HOUSEHOLDS, WINDOW)
