"""A letter: nothing ruled, paragraphs two characters in, closed at the right edge."""

from __future__ import annotations

from forms.property.complaint import TS
from printing.page import Rule
from printing.page import Text as PageText
from printing.parts import SlipData
from printing.slip import compose

WIDTH, SIDE = 210.0, 25.0
LETTER = TS.paper("回复函")


def items(body: str) -> list[list[object]]:
    """What stands on each page of the answer with this body."""
    values = {"name": "陈虚构", "答复信.letter": body, "答复信.on": "2026年11月21日",
              "@issued_at": "2026年11月20日 09:00"}  # fmt: skip
    data = SlipData("虚构物业", "TS-2026-000001", "", values, {}, {})
    made = compose(TS, LETTER, data)
    return [list(made.items(page)) for page in made.pages]


def test_it_is_a_letter_and_not_a_form() -> None:
    (page,) = items("情况属实。\n已经更换。")
    assert not [one for one in page if isinstance(one, Rule)]
    words = {one.typed: one for one in page if isinstance(one, PageText)}
    assert {"　　情况属实。", "　　已经更换。", "陈虚构　先生/女士：", "2026年11月21日"} <= set(words)
    assert not [one for one in words if "开具时间" in one]
    assert words["陈虚构　先生/女士："].x >= SIDE
    assert words["2026年11月21日"].x > WIDTH / 2
    assert words["虚构物业（盖章）"].y < words["2026年11月21日"].y


def test_a_long_one_runs_on_inside_its_margins() -> None:
    """Line by line, none lost, nothing beyond the paper."""
    pages = items("\n".join(f"第{number}条，已经落实。" for number in range(60)))
    assert len(pages) > 1
    texts = [one for page in pages for one in page if isinstance(one, PageText)]
    told = "".join(one.typed for one in texts)
    assert all(f"第{number}条" in told for number in range(60))
    assert all(0 < one.y < 297 for one in texts)
