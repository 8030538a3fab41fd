"""Answers of the command line as people read them: no word of the program's own."""

from __future__ import annotations

import re

import pytest

from views.cli_words import words


@pytest.mark.parametrize("verb, answer", [
    ("rights", {"changed": ["放行"]}),
    ("password", {"staff": "1003", "first": True}),
    ("rekey", {"recovery": "恢复码", "without": ["1016"], "aside": "旧数据"}),
    ("check", {"file": "ok", "journal": "第 3 条被改动过"}),
    ("drill", {"opened": True}),
])
def test_what_an_administrator_reads_is_in_his_language(verb: str, answer: object) -> None:
    assert not re.search("[A-Za-z]", words(verb, answer))
