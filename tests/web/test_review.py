"""Words before the guardrails over HTTP: one text or a batch, and the page that a flag links to."""

from __future__ import annotations

import httpx
import pytest

from tests.desks import ADVISOR

WHO = {"Authorization": f"Bearer {ADVISOR}"}
PROMISE = {"id": "p", "text": "We guarantee you a 7% return every year."}
FINE = {"id": "f", "text": "See you on Monday."}


class TestNothingToReview:
    @pytest.mark.sampled(3)
    @pytest.mark.parametrize("body", [{}, [], [{}], {"text": ""}, [FINE, {"text": ""}], [FINE] * 201, "words", None])
    def test_is_refused_and_nothing_is_judged(self, client: httpx.Client, body: object) -> None:
        assert client.post("/v1/review", json=body, headers=WHO).status_code == 422

    def test_nobody_is_asked_who_they_are(self, client: httpx.Client) -> None:
        assert client.post("/v1/review", json=FINE).status_code == 401
        assert client.get("/v1/knowledge/policies/recording").status_code == 401


class TestReview:
    def test_one_text_gives_one_verdict_with_the_fix_and_the_page_of_the_rule(self, client: httpx.Client) -> None:
        told = client.post("/v1/review", json=PROMISE, headers=WHO).json()
        assert (told["id"], told["disposition"]) == ("p", "block")
        finding = told["findings"][0]
        assert finding["fix"]["kind"] == "replace"
        page = client.get(f"/v1/knowledge/{finding['policy']}", headers=WHO).json()
        assert page["rules"] == [finding["rule"]]
        assert "How to mend it" in page["text"]

    def test_a_list_gives_a_list_in_the_same_order(self, client: httpx.Client) -> None:
        told = client.post("/v1/review", json=[FINE, PROMISE], headers=WHO).json()
        assert [(item["id"], item["disposition"]) for item in told] == [("f", "pass"), ("p", "block")]

    def test_a_missing_disclosure_comes_with_its_words(self, client: httpx.Client) -> None:
        text = "Covered calls would suit you fine: you collect the premium."
        told = client.post("/v1/review", json={"text": text}, headers=WHO).json()
        fixes = {f["rule"]: f["fix"] for f in told["findings"]}
        assert fixes["options-missing-odd"]["source"] == "disclosures/options@1"


class TestAPage:
    @pytest.mark.parametrize("page", ["nothing", "policies/rules", "../README", "%00"])
    def test_that_is_not_there_is_not_found(self, client: httpx.Client, page: str) -> None:
        assert client.get(f"/v1/knowledge/{page}", headers=WHO).status_code == 404
