"""The price list on the counter, as paper."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.printing.slips import texts

from printing.fonts import MM_PER_PT, measure
from printing.page import Document, Rule, Text
from printing.pdf import draw
from printing.price_notice import BOTTOM, EDGES, HEIGHT, LEFT, RIGHT, TOP, WIDTH, Offer, compose


def made(*sizes: int, item: str = "服务") -> Document:
    """Sections of so many items each."""
    sections = [
        (f"第{place}类", [Offer(f"{item}{place}-{n}号", "次", f"¥{n}.00") for n in range(size)])
        for place, size in enumerate(sizes, 1)
    ]
    return compose("翠湖花园物业服务中心", "2026年12月1日", sections, phone="0756-1234567")


def test_everything_stands_on_one_page_as_long_as_it_can() -> None:
    document = made(11, 4, 9)
    (page,) = document.pages
    (text,) = texts(draw(document))
    assert (page.width, page.height) == (WIDTH, HEIGHT) == (210.0, 297.0)
    for words in ("有偿服务价格明细表", "自2026年12月1日起执行", "服务项目单位价格", "第3类",
                  "服务3-8号次¥8.00", "先告知收费标准，经客户同意后开工。", "监督电话：0756-1234567"):  # fmt: skip
        assert words in text
    assert "页" not in text


@settings(max_examples=30, deadline=None)
@given(sizes=st.lists(st.integers(1, 45), min_size=1, max_size=6))
def test_every_item_stands_once_and_no_section_ends_on_its_name(sizes: list[int]) -> None:
    """Over however many pages; each has head, date, foot, and says where it is among them."""
    document = made(*sizes)
    pages = texts(draw(document))
    whole = "".join(pages)
    found = re.findall(r"服务(\d+)-(\d+)号次", whole)
    wanted = [(str(place), str(n)) for place, size in enumerate(sizes, 1) for n in range(size)]
    assert found == wanted
    for place, text in enumerate(pages, 1):
        assert "自2026年12月1日起执行" in text and "服务项目单位价格" in text
        assert (f"第{place}/{len(pages)}页" in text) == (len(pages) > 1)
        table = text.partition("服务项目单位价格")[2].partition("先告知")[0]
        assert re.match(r"第\d类(（续）)?服务", table)
        assert not re.search(r"第\d类(（续）)?$", table)


@pytest.mark.parametrize("sizes", [(1,), (11, 4, 9), (30, 30), (45, 45, 45)])
def test_nothing_leaves_its_cell_or_the_page(sizes: tuple[int, ...]) -> None:
    """Long names are made smaller; rules close the table; type is never under 8 points."""
    document = made(*sizes, item="上门清洗抽油烟机、燃气灶、热水器及管道外壳等")
    for page in document.pages:
        items = list(document.items(page))
        for one in items:
            if isinstance(one, Text):
                wide = measure(one.words, one.size, one.bold) + one.spacing * len(one.words)
                assert one.x >= LEFT - 0.01 and one.x + wide <= RIGHT + 1.5
                assert one.size >= 8 and one.y <= HEIGHT - 8
                if TOP < one.y < BOTTOM and one.words.startswith("上门"):
                    assert one.x > EDGES[0] and one.x + wide < EDGES[1]
        across = {one.y1 for one in items if isinstance(one, Rule) and one.y1 == one.y2}
        assert min(across) == TOP and max(across) <= BOTTOM
        rows = sorted(across)
        heights = {round(low - high, 2) for high, low in zip(rows, rows[1:], strict=False)}
        assert len(heights) == 1
        size = max(one.size for one in items if isinstance(one, Text) and one.y > TOP)
        assert size * MM_PER_PT < heights.pop()
