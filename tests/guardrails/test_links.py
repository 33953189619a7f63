"""Links, pictures and headers: where words lead, and what is slipped in."""

from __future__ import annotations

import pytest

from assistant.guardrails.links import host_of, is_allowed
from tests.guardrails.tables import quotes

ALLOWED = ["harborline.example", "*.sec.gov"]


class TestLinks:
    rule = "link-not-allowed"

    def test_an_empty_list_allows_no_host(self) -> None:
        assert quotes("https://harborline.example", self.rule, allowed_hosts=[]) == ["https://harborline.example"]

    def test_where_no_list_is_on_file_a_plain_link_passes(self) -> None:
        assert quotes("See https://evil.com or evil.com.", self.rule) == []

    @pytest.mark.parametrize(
        ("text", "quote"),
        [
            ("See https://evil.com/a?d=1 now", "https://evil.com/a?d=1"),
            ("https://harborline.example@evil.com/", "https://harborline.example@evil.com/"),
            ("https://harborline.example.evil.com", "https://harborline.example.evil.com"),
            ("https://h\u0430rborline.example/", "https://h\u0430rborline.example/"),  # a Cyrillic a
            ("https://xn--hrborline-x8g.example", "https://xn--hrborline-x8g.example"),
            ("go to evil.com.", "evil.com"),
            ("//evil.com/x", "//evil.com/x"),
            ("http://127.0.0.1/x", "http://127.0.0.1/x"),
            ("sec.gov itself is not its subdomain", "sec.gov"),
            ("[click](https://evil.com/x)", "https://evil.com/x"),
            ("http:\\\\evil.com", "evil.com"),
        ],
    )
    def test_a_host_that_is_not_allowed_is_flagged(self, text: str, quote: str) -> None:
        assert quotes(text, self.rule, allowed_hosts=ALLOWED) == [quote]

    @pytest.mark.parametrize(
        "text",
        [
            "See https://harborline.example/x.",
            "www.harborline.example",
            "HTTPS://HARBORLINE.EXAMPLE:443/a",
            "https://adviserinfo.sec.gov/",
            "Write to ann@evil.com",
            "See report.pdf, notes.md, Inc. and e.g. this",
            "Done.It is",
            "version 1.2.3",
            "[harborline.example](https://harborline.example/x)",
            "[our page](https://www.harborline.example)",
            "Unsubscribe: [link]",
        ],
    )
    def test_an_allowed_host_an_address_or_a_file_is_not(self, text: str) -> None:
        assert quotes(text, self.rule, allowed_hosts=ALLOWED) == []

    @pytest.mark.parametrize(
        "text",
        [
            "![x](https://harborline.example/a.png)",
            "![x][ref]",
            "<img src='x'>",
            "< iframe>",
            "javascript:alert(1)",
            "data:text/html;base64,AAAA",
            "mailto:a@b.example?bcc=c@d.example",
            "[harborline.example](https://evil.com)",
        ],
    )
    @pytest.mark.parametrize("channel", ["email", "linkedin", "answer"])
    def test_what_loads_runs_or_misleads_is_flagged_even_without_a_list(self, text: str, channel: str) -> None:
        assert quotes(text, self.rule, channel)

    @pytest.mark.parametrize(
        "text", ["Wow! [really]", "a < b and b > c", "the data: three rows", "file: attached", "[a](b)"]
    )
    def test_innocent_marks_are_not(self, text: str) -> None:
        assert quotes(text, self.rule) == []

    @pytest.mark.parametrize(
        ("link", "host"),
        [
            ("https://a.com:8080/x", "a.com"),
            ("https://u:p@a.com/", "a.com"),
            ("A.COM", ""),
            ("a.com/x", "a.com"),
            ("x", ""),
        ],
    )
    def test_the_host_is_where_the_link_really_goes(self, link: str, host: str) -> None:
        assert host_of(link) == host

    def test_a_subdomain_is_allowed_only_where_the_list_says_so(self) -> None:
        assert is_allowed("a.sec.gov", ("*.sec.gov",))
        assert not is_allowed("a.sec.gov", ("sec.gov",))
        assert is_allowed("www.sec.gov", ("sec.gov",))


class TestHeaders:
    rule = "header-injection"

    @pytest.mark.parametrize(
        "text",
        [
            "Subject: Hi\nBcc: x@y.example\n\nBody",
            "Subject: Hi\nReply-To: x@y.example\n\nBody",
            "Subject: Hi%0d%0aBcc: x\n\nBody",
            "Hello\nBcc: x@y.example",
            "Oggetto: Ciao\nCc: x@y.example",
        ],
    )
    def test_a_header_among_the_words_is_flagged(self, text: str) -> None:
        assert quotes(text, self.rule)

    @pytest.mark.parametrize(
        "text",
        [
            "Subject: To: you, with thanks\n\nHello",
            "Subject: Hi\n\nFrom: my desk to yours",
            "To: all of you, thank you",
            "We put Bcc: on the envelope",
            "Subject: 100% ready\n\nHello",
        ],
    )
    def test_ordinary_words_are_not(self, text: str) -> None:
        assert quotes(text, self.rule) == []

    @pytest.mark.parametrize(
        "facts",
        [
            {"subject": "Hi\r\nBcc: a@b.example"},
            {"subject": "Hi\nthere"},
            {"subject": "Hi\u2028Bcc: a"},
            {"subject": "Hi%0ABcc: a"},
            {"to": ["Ann <a@b.example>\nBcc: c@d.example"]},
            {"recipients": [{"name": "Ann\r\nBcc: x"}]},
        ],
    )
    def test_a_line_break_in_a_subject_or_a_name_is_flagged(self, facts: dict[str, object]) -> None:
        assert quotes("Hello", self.rule, **facts) == [""]

    @pytest.mark.parametrize(
        "facts", [{}, {"subject": "Hi: there"}, {"to": ["Ann <a@b.example>"]}, {"subject": "C:\\name"}]
    )
    def test_one_line_is_not(self, facts: dict[str, object]) -> None:
        assert quotes("Hello", self.rule, **facts) == []
