"""Every rule has its page in the library, and a flag links to it; disclosures stand where fixes say they do."""

from __future__ import annotations

import datetime as dt

import pytest

from assistant.guardrails import RULES, apply, review
from assistant.guardrails.fixes import DELETED, replacements
from assistant.supervision.stance import RULE as STANCE
from knowledge import insertions, read_documents

PAGES = {document.id: document for document in read_documents()}
TODAY = dt.date(2026, 11, 27)


def test_no_page_of_a_rule_is_left_over() -> None:
    linked = {f"policies/rules/{rule.id.replace('-', '_')}" for rule in RULES}
    linked |= {"policies/rules/review_incomplete", f"policies/rules/{STANCE.replace('-', '_')}"}
    assert {id for id in PAGES if id.startswith("policies/rules/")} == linked


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_each_rule_has_a_page_with_what_it_catches_what_it_does_not_mean_and_the_cure(rule) -> None:  # type: ignore[no-untyped-def]
    page = PAGES[f"policies/rules/{rule.id.replace('-', '_')}"]
    assert page.rules == (rule.id,)
    assert {"What it catches", "What it does not mean", "How to mend it"} <= {p.heading for p in page.passages()}
    assert rule.citation in page.text


def test_a_flag_links_to_the_page_of_its_rule() -> None:
    for flag in review("We guarantee a 7% return. SSN 123-45-6789.", {}, "email").findings:
        assert flag.policy in PAGES


class TestFixes:
    def test_a_clean_text_needs_none(self) -> None:
        assert [flag.fix for flag in review("See you on Monday.", {}, "email").findings] == []

    def test_no_rule_is_both_replaced_and_deleted_and_each_replacement_is_in_three_languages(self) -> None:
        assert not DELETED & set(replacements())
        assert {frozenset(words) for words in replacements().values()} == {frozenset({"en", "it", "es"})}
        assert set(replacements()) | DELETED <= {rule.id for rule in RULES}

    @pytest.mark.parametrize(
        ("language", "text"),
        [
            ("en", "It was good to see you. We guarantee you a 7% return every year. See you on Monday."),
            ("it", "È stato bello vederla. Le garantiamo un rendimento del 7% ogni anno. Ci vediamo lunedì."),
            ("es", "Fue un gusto verle. Le garantizamos un rendimiento del 7% cada año. Nos vemos el lunes."),
        ],
    )
    def test_a_promise_is_replaced_by_a_sentence_of_its_language(self, language: str, text: str) -> None:
        flag = next(f for f in review(text, {}, "email").findings if f.rule == "promissory-guarantee")
        assert flag.fix is not None
        mended = apply(text, flag.fix)
        assert replacements()["promissory-guarantee"][language] in mended
        assert not review(mended, {}, "email").findings

    @pytest.mark.parametrize("rule", sorted(replacements()))
    @pytest.mark.parametrize("language", ["en", "it", "es"])
    def test_every_replacement_reviews_clean_itself(self, rule: str, language: str) -> None:
        found = review(replacements()[rule][language], {"audience": "one_client", "lang": language}, "email").findings
        assert not found

    def test_a_number_keeps_its_last_four_digits(self) -> None:
        text = "Your SSN 123-45-6789 is on file."
        flag = next(f for f in review(text, {}, "email").findings if f.rule == "pii-ssn")
        assert flag.fix is not None
        assert apply(text, flag.fix) == "Your SSN XXX-XX-6789 is on file."

    def test_a_disclosure_goes_right_after_its_claim_with_its_version(self) -> None:
        text = "Covered calls would suit you fine: you collect the premium. See you on Monday."
        facts = {"disclosures": insertions(TODAY)}
        flag = next(f for f in review(text, facts, "email").findings if f.rule == "options-missing-odd")
        assert flag.fix is not None
        assert flag.fix.source == "disclosures/options@1"
        assert text.index("See you") >= flag.fix.start
        assert "options-missing-odd" not in {f.rule for f in review(apply(text, flag.fix), facts, "email").findings}

    def test_what_arrived_is_not_rewritten(self) -> None:
        found = review("My SSN is 123-45-6789.", {}, "incoming").findings
        assert [flag.fix for flag in found] == [None]


class TestDisclosures:
    def test_none_is_in_force_before_its_day(self) -> None:
        assert insertions(dt.date(2000, 1, 1)) == {}

    def test_each_has_its_words_in_three_languages(self) -> None:
        for rule, page in insertions(TODAY).items():
            assert set(page["text"]) == {"en", "it", "es"}, rule
            assert page["id"] in PAGES
