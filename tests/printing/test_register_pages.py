"""A register on paper."""

import re
from collections.abc import Iterator
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.printing.slips import bare, extents, texts

from printing.page import Rule
from printing.pdf import draw
from printing.register import Entered, Ledger, Ruling, compose

COLUMNS = [Ruling("开具时间", 3.0), Ruling("编号", 2.0), Ruling("物品", 5.0), Ruling("状态", 1.0)]


def row(number: int) -> Entered:
    words = ["11-21 10:42", f"FX-2026-{number:06d}", "双门冰箱 1 台；纸箱 12 个", "已归档"]
    return Entered(words)


def test_every_row_stands_once_and_every_page_has_its_head() -> None:
    rows = [row(number) for number in range(1, 101)]
    document = compose("物品放行登记", "翠湖花园", "2026年11月1日 至 2026年11月21日", COLUMNS, rows)
    assert {(page.width, page.height) for page in document.pages} == {(297, 210)}
    pages = texts(draw(document))
    assert re.findall(r"FX-2026-(\d{6})", "".join(pages)) == [f"{n:06d}" for n in range(1, 101)]
    for place, text in enumerate(pages):
        for words in ("物品放行登记", "翠湖花园", "2026年11月1日至2026年11月21日", "编号", "共100笔",
                      f"第{place + 1}页", f"共{len(pages)}页"):  # fmt: skip
            assert words in text


SUMMED = [Ruling("编号", 2.0), Ruling("金额", 1.0, True, 2), Ruling("状态", 1.0)]


def paid(number: int, fen: int, void: bool = False) -> Entered:
    amount = Decimal(fen).scaleb(-2)
    words = [f"RG-{number:04d}", f"{amount:,.2f}", "已作废" if void else "已登记"]
    return Entered(words, {} if void else {1: amount}, not void)


def test_sums_are_carried_from_page_to_page() -> None:
    """承前页 is the 过次页 before; own sums and the whole, void ones left out."""
    rows = [paid(number, number * 100 + 7, number % 10 == 0) for number in range(1, 101)]
    pages = texts(draw(compose("认购登记", "虚构", "2026年11月", SUMMED, rows)))
    assert len(pages) > 2
    whole, carried, left = 0, "", list(range(1, 101))
    for place, text in enumerate(pages):
        here = [int(one) for one in re.findall(r"RG-(\d{4})", text)]
        assert here == left[: len(here)]
        left = left[len(here):]
        own = sum(one * 100 + 7 for one in here if one % 10)
        whole += own
        assert ("承前页" + carried in text) == (place > 0)
        carried = f"{whole / 100:,.2f}"
        assert f"本页小计{own / 100:,.2f}" in text
        assert f"{'合计' if not left else '过次页'}{carried}" in text
        assert ("过次页" in text) == bool(left)
        assert "共100笔，其中作废、未同意的10笔不计入合计" in text
    assert not left


def test_one_page_says_the_whole_once() -> None:
    (text,) = texts(draw(compose("认购登记", "虚构", "", SUMMED, [paid(1, 1250), paid(2, 50)])))
    assert "合计13.00" in text and "本页小计" not in text and "承前页" not in text


def test_pages_are_made_one_after_the_other() -> None:
    """However many rows: the first page is there before the last row was read."""
    taken: list[int] = []

    def rows() -> Iterator[Entered]:
        for number in range(1, 9000):
            taken.append(number)
            yield row(number)

    ledger = Ledger("登记", "虚构", "", COLUMNS, rows())
    pages = ledger.pages()
    next(pages)
    assert len(taken) < 2200
    assert sum(1 for _ in pages) == ledger.count - 1 and ledger.rows == 8999


def test_an_empty_register_is_a_page_with_a_head() -> None:
    (text,) = texts(draw(compose("登记", "翠湖花园", "2026年11月", COLUMNS, [])))
    assert "编号" in text
    assert "共0笔" in text


def test_a_row_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="列数不符"):
        compose("登记", "", "", COLUMNS, [Entered(["一"])])


def test_a_narrow_column_is_widened_for_a_number() -> None:
    columns = [Ruling("编号", 1.0), Ruling("物品", 30.0)]
    document = compose("登记", "", "", columns, [Entered(["FX-2026-000418", "冰箱"])])
    assert "FX-2026-000418" in [text.words for text, _ in extents(document, document.pages[0])]


words = st.text(st.sampled_from("物品放行条䶮𠮷，（）ABC019.- "), max_size=200)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(words, words, words, words), max_size=40))
def test_whatever_the_rows_say_all_of_it_stays_in_its_cell(
    rows: list[tuple[str, str, str, str]],
) -> None:
    document = compose("登记", "翠湖花园", "2026年11月", COLUMNS, [Entered(one) for one in rows])
    printed = ""
    for page in document.pages:
        uprights = {item.x1 for item in document.items(page)
                    if isinstance(item, Rule) and item.x1 == item.x2}  # fmt: skip
        for text, width in extents(document, page):
            printed += text.words
            if text.y > 26 and text.y < 198:
                assert not [x for x in uprights if text.x < x - 0.01 < text.x + width - 0.02]
                assert 10 < text.x
                assert text.x + width < 287
            assert text.y < 205
    for char in set(bare("".join(map("".join, rows)))):
        assert printed.count(char) >= "".join(map("".join, rows)).count(char)
