"""What people read on the command line without --json."""

from __future__ import annotations

from views import cli_words


def test_a_check_says_in_chinese_what_is_well_and_leaves_the_trouble_as_it_is() -> None:
    told = cli_words.words("check", {"file": "ok", "journal": "第 3 条被改动过"})
    assert told == "文件：无误\n日志：第 3 条被改动过"
