"""The ready-made template of a common pad of receipts, held against that pad's own ruling, which
was measured by hand: columns, boxes and lines in mm from the top left corner of the sheet."""

from __future__ import annotations

import json
import runpy
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.printing.pads import RECEIPT, receipt
from tests.printing.slips import picture

from forms.property.receipt import SJ
from printing.fonts import MM_PER_PT, measure
from printing.overprint import Template, checked, compose_overprint, warnings
from printing.overprint.file import unpacked
from printing.page import Document, Text
from printing.pdf import draw

ROOT = Path(__file__).parents[2]
FILE = ROOT / "resources" / "pads" / "receipt-241-3-half.json"
CENTRES = [159.0 + 6 * column for column in range(10)]
"""Middles of the printed columns 千百十万千百十元角分."""
RULES = [32, 40, 46, 54, 62, 70, 78, 86, 96, 105]
"""The printed lines across, from the top of the frame to its foot."""
COLUMNS = {"序": (20, 30), "项目": (30, 92), "单号": (92, 136), "性质": (136, 156)}
BOXES = {"现金": (122, 125), "微信": (140, 143), "支付宝": (158, 161), "转账": (179, 182),
         "刷卡": (197, 200)}  # fmt: skip


def template() -> Template:
    """The shipped template, without its scan."""
    values = dict(unpacked(FILE.read_bytes()).values)
    return checked({k: v for k, v in values.items() if k != "scan_name"}, SJ, RECEIPT)


def printed(lines: int, **more: str) -> Document:
    """A receipt of so many lines, which must fit."""
    data = receipt(lines, unit="3 栋 1202", deposits="¥25.00", **more)
    data = replace(data, lines={"items": [
        {**one, "record": f"WX-2026-{n:06d}"} for n, one in enumerate(data.lines["items"], 1)
    ]})  # fmt: skip
    made = compose_overprint(template(), SJ, RECEIPT, data)
    assert made.misfits == ()
    return made.document


def texts(document: Document, page: int = 0) -> list[Text]:
    return [one for one in document.items(document.pages[page]) if isinstance(one, Text)]


def extent(text: Text) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of a text's type."""
    high = text.size * MM_PER_PT
    return text.x, text.y - 0.8 * high, text.x + measure(text.words, text.size), text.y + 0.1 * high


def find(document: Document, words: str, page: int = 0) -> Text:
    (found,) = [one for one in texts(document, page) if one.typed == words]
    return found


def test_it_is_sound_and_nothing_of_it_overlaps() -> None:
    assert warnings(template(), SJ) == {}
    assert (template().pad.width, template().pad.height) == (241.0, 139.7)
    assert unpacked(FILE.read_bytes()).scan is not None


def test_the_file_is_what_its_script_makes() -> None:
    script: dict[str, Any] = runpy.run_path(str(ROOT / "docs" / "make_receipt_pad.py"))
    kept = json.loads(FILE.read_text("utf-8"))
    values = {"name": kept["name"], "pad": "连续纸", "box": script["BOX"]}
    assert checked({**values, "spots": script["spots"]()}, SJ, RECEIPT) == template()


def test_every_figure_stands_in_its_own_column() -> None:
    """¥12.50 under 百 to 分 on each row, ¥62.50 as the total, ten columns of 6 mm."""
    document = printed(5)
    for row, (amount, top) in enumerate([("¥1250", RULES[n]) for n in range(2, 7)]):
        figures = [one for one in texts(document)
                   if top < one.y < top + 8 and one.x > 156 and len(one.typed) == 1]
        assert "".join(one.typed for one in figures) == amount
        middles = [(extent(one)[0] + extent(one)[2]) / 2 for one in figures]
        assert middles == pytest.approx(CENTRES[-5:], abs=0.2), row
    total = [one for one in texts(document) if 86 < one.y < 96 and one.x > 156]
    assert "".join(one.typed for one in total) == "¥6250"
    assert find(document, "陆拾贰元伍角").y == pytest.approx(92.4, abs=0.2)


def test_every_line_stands_between_two_printed_rules_and_in_its_column() -> None:
    document = printed(5)
    for number in range(1, 6):
        top = RULES[number + 1]
        for words, column in (
            (str(number), "序"), (f"工本费第 {number} 张", "项目"),
            (f"WX-2026-{number:06d}", "单号"),
        ):
            one = next(t for t in texts(document) if t.typed == words and top < t.y < top + 8)
            left, above, right, below = extent(one)
            edges = COLUMNS[column]
            assert edges[0] <= left and right <= edges[1], words
            assert top < above and below < top + 8, words


@pytest.mark.parametrize("way", BOXES)
def test_the_tick_is_in_its_box(way: str) -> None:
    tick = find(printed(1, method=way), "✓")
    left, _, right, _ = extent(tick)
    assert (left + right) / 2 == pytest.approx(sum(BOXES[way]) / 2, abs=0.2)
    assert 34.6 < tick.y < 38.2


def test_the_day_stands_before_its_printed_words() -> None:
    """年 at 110, 月 at 124, 日 at 138 mm: the figures end before them, on their base line."""
    document = printed(1)
    for words, edge in (("2026", 110), ("11", 124), ("21", 138)):
        one = find(document, words)
        assert edge - 4 < extent(one)[2] <= edge and one.y == 28.0


def test_more_lines_than_rows_run_on_with_the_sum_in_the_same_columns() -> None:
    document = printed(9)
    assert len(document.pages) == 3
    last_row = [one for one in texts(document, 0) if 78 < one.y < 86]
    assert [one.typed for one in last_row][0] == "过次页"
    assert "".join(one.typed for one in last_row if one.x > 156) == "¥5000"
    assert "承前页" in [one.typed for one in texts(document, 1) if 46 < one.y < 54]
    assert not [one for one in texts(document, 0) if 86 < one.y < 105], "no total before the last"
    assert find(document, "第2/3页", 1).y == 28.0


def test_nothing_printed_touches_a_printed_line() -> None:
    """Drawn over each other at 200 dots an inch: the pad's rules keep all their ink."""
    script: dict[str, Any] = runpy.run_path(str(ROOT / "docs" / "make_receipt_pad.py"))
    document = printed(5, remarks="代收初装费，凭据退还")
    rules = {(round(rule.x1, 2), round(rule.y1, 2), round(rule.x2, 2), round(rule.y2, 2))
             for rule in script["pad"]() if type(rule).__name__ == "Rule"}  # fmt: skip
    image = picture(draw(document), 0, 200).convert("L")
    for x1, y1, x2, y2 in rules:
        if y1 == y2 and x2 - x1 > 100:  # the lines across the frame
            for x in range(int(x1 * 200 / 25.4) + 2, int(x2 * 200 / 25.4) - 2):
                pixel = image.getpixel((x, round(y1 * 200 / 25.4)))
                assert isinstance(pixel, int) and pixel > 200, (x / 200 * 25.4, y1)
