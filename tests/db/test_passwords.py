"""What a password must be: expectations written by hand."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from db import own_passwords, setup, staff
from db.clock import FixedClock
from db.errors import Refused
from db.passwords import weakness


@pytest.mark.parametrize("password", [
    "yu-ye-1101", "k3m8-pq4r-x7yz", "三张桌子两扇窗7", "梧桐 72 细雨", "x" * 60 + "7-q", "correct-horse-9",
])
def test_good_ones(password: str) -> None:
    assert weakness("1003", password, "李敏") == ""


@pytest.mark.parametrize("password, words", [
    ("", "至少 8 位"), ("a1b2c3", "至少 8 位"), ("12345678", "至少两种"), ("abcdefgh", "至少两种"),
    ("1234567a", "太常见"), ("qwer1234", "太常见"), ("P@ssw0rd", "太常见"), ("Aa123456", "太常见"),
    ("1qaz2wsx", "太常见"), ("5201314a", "太常见"), ("10031003a", "太常见"), ("password1", "太常见"),
    ("李敏的密码2026", "姓名"), ("LiMin-2026", "姓名"), ("xlimin#88", "姓名"),
])
def test_poor_ones_are_told_why(password: str, words: str) -> None:
    assert words in weakness("1003", password, "李敏")


def test_a_very_long_one_is_judged_at_once() -> None:
    """However long; what comes after the seventy-second sign cannot make it weaker."""
    begun = time.perf_counter()
    assert weakness("1003", "".join(f"{n}灯-" for n in range(2000))) == ""
    assert time.perf_counter() - begun < 1


def test_a_real_office_asks_for_a_good_one_of_everybody(tmp_path: Path) -> None:
    """The first administrator, whoever is added, and whoever changes their own."""
    clock = FixedClock(1_795_228_920_000)
    with pytest.raises(Refused, match="太常见"):
        setup.create(tmp_path / "a", "测试园", "qwer1234", clock=clock)
    made = setup.create(tmp_path / "b", "测试园", "k3m8-pq4r-x7yz", clock=clock).session
    for password, words in (("qwer1234", "太常见"), ("zhaoxuni-1", "姓名")):
        with pytest.raises(Refused, match=words):
            staff.add(made, "1001", "赵虚拟", ("前台",), password)
    with pytest.raises(Refused, match="姓名"):
        own_passwords.change(made, "1000", "系统管理员-123")
    assert made.keys.staff == ["1000"]
    made.close()
