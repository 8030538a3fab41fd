"""The one-page file: always one A4 page, whatever stands in it, and what is left out is counted."""

from __future__ import annotations

import io
import re

import pypdfium2
from hypothesis import given, settings
from hypothesis import strategies as st

from printing.fonts import measure
from printing.one_page import (
    BOTTOM, FOOT, HEIGHT, LEFT, MATTERS, MOST_RECORDS, RIGHT, WIDTH, Sheet, compose, listed_of,
)  # fmt: skip
from printing.page import Document, Rule, Text, Tint
from printing.pdf import draw

LONG = "阿卜杜拉·买买提江·艾力·司马光明𠮷" * 4
WORDS = st.one_of(
    st.sampled_from(("", "张三", "3 栋 1202", LONG, "A" * 90, "双门冰箱 等 12 项\n第二行", "￥" * 60)),
    st.text(alphabet=st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=80),
)


def sheet(count: int, in_hand: int = 0, words: str = "张三丰 双门冰箱 1 台", **more: object) -> Sheet:
    """So many records and matters, each with these words."""
    plain: dict[str, object] = {
        "office": "锦绣花园物业服务中心", "title": "3 栋 1202", "kind": "房号",
        "facts": (("业主", "欧阳龑　139****2211"), ("管理费", "欠 2 个月 ¥612.00，截至 11-21")),
        "matters": [("装修登记", words, "11-27", "施工中")] * min(in_hand, 100),
        "in_hand": in_hand,
        "records": [("2026-11-21", "放行条", words, "已放行", f"FX-2026-{count - at:06d}")
                    for at in range(min(count, MOST_RECORDS))],
        "count": count, "printed": "1003 李敏　2026-11-21 10:42 打印", "note": "电话、证件已遮住",
    }  # fmt: skip
    return Sheet(**{**plain, **more})  # type: ignore[arg-type]


def outside(document: Document) -> list[object]:
    """What would stand outside the margins."""
    found: list[object] = []
    for one in document.pages[0].items:
        if isinstance(one, Text):
            right = one.x + measure(one.words, one.size, one.bold)
            inside = LEFT - 0.01 <= one.x and right <= RIGHT + 0.01 and 10 <= one.y <= FOOT
        elif isinstance(one, Rule):
            inside = LEFT - 0.01 <= min(one.x1, one.x2) and max(one.x1, one.x2) <= RIGHT + 0.01
            inside = inside and max(one.y1, one.y2) <= BOTTOM + 0.01
        elif isinstance(one, Tint):
            inside = one.x >= LEFT and one.x + one.width <= RIGHT and one.y + one.height <= BOTTOM
        else:
            inside = False
        found += [] if inside else [one]
    return found


@settings(max_examples=60, deadline=None)
@given(
    count=st.integers(0, 500), in_hand=st.integers(0, 40), words=WORDS, office=WORDS, title=WORDS,
    facts=st.lists(st.tuples(WORDS, WORDS), max_size=7),
)  # fmt: skip
def test_always_one_page_with_all_counted(
    count: int, in_hand: int, words: str, office: str, title: str, facts: list[tuple[str, str]]
) -> None:
    """However long the names and however many records: one page, nothing outside its margins, and
    those listed and those counted as left out are all there are."""
    document = compose(sheet(count, in_hand, words, office=office, title=title, facts=facts))
    assert len(document.pages) == 1
    page = document.pages[0]
    assert (page.width, page.height) == (WIDTH, HEIGHT) == (210, 297)
    assert outside(document) == []
    left_out = re.search(r"另有 (\d+) 条未列出", document.words)
    listed = listed_of(document)
    assert listed + (int(left_out[1]) if left_out else 0) == count
    assert listed == count if count <= 5 else listed >= 5
    if in_hand > MATTERS:
        assert f"另有 {in_hand - MATTERS} 件在办未列出" in document.words


def test_as_many_as_there_is_room_for() -> None:
    """One more than fits costs two lines: itself, and the one that says how many are left out."""
    full = next(n for n in range(1, 500) if "未列出" in compose(sheet(n)).words) - 1
    assert full > 25 and listed_of(compose(sheet(full))) == full
    over = compose(sheet(full + 1))
    assert listed_of(over) == full - 1 and "另有 2 条未列出" in over.words


def test_nothing_says_so() -> None:
    assert "没有单据" in compose(sheet(0)).words and "未列出" not in compose(sheet(0)).words


def test_the_page_as_it_is_read() -> None:
    """The PDF has one A4 page and its words."""
    with pypdfium2.PdfDocument(io.BytesIO(draw(compose(sheet(400, 14))))) as pdf:
        assert len(pdf) == 1
        page = pdf[0]
        assert [round(one / 72 * 25.4) for one in page.get_size()] == [210, 297]
        words = "".join(page.get_textpage().get_text_bounded().split())
    for one in ("3 栋 1202　房号档案", "欧阳龑　139****2211", "FX-2026-000400", "另有 2 件在办未列出",
                "1003 李敏", "电话、证件已遮住", "锦绣花园物业服务中心"):  # fmt: skip
        assert "".join(one.split()) in words, one
