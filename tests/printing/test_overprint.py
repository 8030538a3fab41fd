"""套打: only the data, where the template says, all of it or a word that it does not fit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.printing.pads import RECEIPT, SPOTS, pad, receipt, values
from tests.printing.slips import bare

from forms.property.receipt import SJ
from forms.property.release import FX
from forms.rules import Rejected
from printing.fonts import measure
from printing.overprint import checked, compose_overprint, marked, warnings
from printing.overprint.keys import known
from printing.page import Document, Text, from_json
from printing.slip import SlipData


def texts(document: Document, page: int = 0) -> list[Text]:
    """Everything on a page, once it is sure that it is black text."""
    found: list[Text] = []
    for item in document.items(document.pages[page]):
        assert isinstance(item, Text) and item.colour == "#000000" and not item.bold
        found.append(replace(item, words=item.typed))
    return found


def middle(text: Text) -> float:
    """x of the middle of a text."""
    return text.x + measure(text.words, text.size) / 2


def at(document: Document, y: float, page: int = 0) -> list[tuple[str, float]]:
    """(words, x) of what stands on a base line, from the left."""
    return sorted(((t.words, t.x) for t in texts(document, page) if abs(t.y - y) < 0.01),
                  key=lambda one: one[1])  # fmt: skip


def near(places: Iterator[float]) -> Any:
    """These places to a hundredth of a millimetre."""
    return pytest.approx(list(places), abs=0.01)


def made(data: SlipData, *spots: dict[str, Any], **head: Any) -> Document:
    """The document of data that must fit."""
    found = compose_overprint(pad(*spots, **head), SJ, RECEIPT, data)
    assert found.misfits == ()
    return found.document


def test_each_value_stands_where_the_template_says() -> None:
    document = made(receipt())
    (page,) = document.pages
    assert (page.width, page.height, page.tint) == (241.0, 139.7, "")
    assert at(document, 28) == [("2026", 30.0), ("11", 46.0), ("21", 58.0)]
    assert at(document, 38)[0] == ("欧阳䶮", 35.0)
    number = next(one for one in texts(document) if one.words == "SJ-2026-000007")
    assert number.x + measure(number.words, number.size) == pytest.approx(170 + 45, abs=0.01)
    assert from_json(document.to_json()) == document


def test_one_character_stands_in_the_middle_of_each_box() -> None:
    """Nine characters in ten boxes of 6 mm, from the left; an amount from the right, ¥ before it
    and no point, as the boxes of yuan and cents are printed."""
    document = made(receipt(12))
    boxes = [one for one in texts(document) if one.y == 38 and len(one.words) == 1]
    assert "".join(one.words for one in boxes) == "NO0012345"
    assert [middle(one) for one in boxes] == near(103 + 6 * n for n in range(9))
    total = [one for one in texts(document, 3) if one.y == 98 and len(one.words) == 1]
    assert "".join(one.words for one in total) == "¥15000"
    assert [middle(one) for one in total] == near(177 + 6 * n for n in range(6))
    assert any(one.words == "壹佰伍拾元整" for one in texts(document, 3))


def test_capitals_in_boxes_close_those_before_them() -> None:
    spot = {"key": "total", "style": "分格", "take": "大写", "x": 60, "y": 50, "width": 64,
            "boxes": 8, "align": "右"}  # fmt: skip
    words = [one.words for one in texts(made(receipt(12), spot))]
    assert words == ["⊗", "⊗", "⊗", "壹", "伍", "零", "零", "零"]


def test_an_identity_number_leaves_its_kind_out() -> None:
    spot = {"key": "carrier_id", "style": "分格", "x": 40, "y": 50, "width": 108, "boxes": 18}
    template = checked(values(spot), FX, FX.papers[0])
    data = replace(receipt(), values={"carrier_id": "440301199003071234（居民身份证）"})
    found = compose_overprint(template, FX, FX.papers[0], data)
    assert found.misfits == ()
    assert "".join(one.words for one in texts(found.document)) == "440301199003071234"


def test_the_choice_that_was_made_is_ticked_and_no_other() -> None:
    ticks = [one for one in texts(made(receipt())) if one.words == "✓"]
    assert [middle(one) for one in ticks] == pytest.approx([40])


def test_lines_stand_on_the_rows_of_the_pad() -> None:
    document = made(receipt(2))
    assert [words for words, _ in at(document, 52)] == ["1", "工本费第 1 张", "¥12.50"]
    assert [words for words, _ in at(document, 60)] == ["2", "工本费第 2 张", "¥12.50"]
    assert at(document, 68) == [("以下空白", 30.0)]
    amount = next(one for one in texts(document) if one.words == "¥12.50")
    assert amount.x + measure(amount.words, amount.size) == pytest.approx(216, abs=0.01)


def test_a_full_pad_runs_on_with_its_sum_carried() -> None:
    """Twelve lines on rows of five: 4 and their sum; the sum, 3 and the sum, twice; the sum, 2."""
    document = made(receipt(12))
    rows = [[bare("".join(words for words, _ in at(document, 52 + 8 * n, page)))
             for n in range(5)] for page in range(len(document.pages))]  # fmt: skip
    assert [row[-1] for row in rows[:3]] == ["过次页¥50.00", "过次页¥87.50", "过次页¥125.00"]
    assert [row[0] for row in rows[1:]] == ["承前页¥50.00", "承前页¥87.50", "承前页¥125.00"]
    assert rows[3][3] == "以下空白"
    said = "".join("".join(one) for one in rows)
    for number in range(1, 13):
        assert said.count(f"工本费第{number}张") == 1


def test_what_is_below_a_table_is_on_the_last_pad_alone() -> None:
    """A total on the first of three pads would be read as all there is."""
    document = made(receipt(12))
    last = len(document.pages) - 1
    for page in range(last + 1):
        words = [one.words for one in texts(document, page)]
        assert "欧阳䶮" in words and "SJ-2026-000007" in words
        assert f"第{page + 1}/{last + 1}页" in words
        assert ("壹佰伍拾元整" in words) == (page == last)


def test_the_number_of_the_page_stands_where_there_is_a_place_for_it() -> None:
    spot = {"key": "@page", "x": 100, "y": 15, "width": 30}
    assert at(made(receipt(12), *SPOTS, spot), 15, 1)[0] == ("第2/4页", 100.0)
    assert at(made(receipt(2), *SPOTS, spot), 15) == []


def test_a_line_too_long_for_its_column_takes_a_further_row() -> None:
    data = receipt(1)
    long = "室内电气线路及开关插座检修更换（含辅材与登高作业）两层"
    data = replace(data, lines={"items": [{**data.lines["items"][0], "what": long}]})
    document = made(data, *(
        {**one, "width": 40} if one["key"] == "items.what" else one for one in SPOTS
    ))  # fmt: skip
    first, second = (at(document, y) for y in (52, 60))
    assert [words for words, _ in first][0] == "1" and first[-1][0] == "¥12.50"
    assert len(second) == 1
    whole = "".join(words for y in (52, 60, 68, 76) for words, x in at(document, y) if x == 30.0)
    assert whole == long + "以下空白"


def test_type_is_set_smaller_down_to_nine_points_then_it_is_said() -> None:
    spot = {"key": "payer.name", "x": 40, "y": 50, "width": 30, "size": 12}
    fits = made(receipt(**{"payer.name": "阿" * 8}), spot)
    (text,) = texts(fits)
    assert 9.0 <= text.size < 12.0 and measure(text.words, text.size) <= 30.0
    found = compose_overprint(pad(spot), SJ, RECEIPT, receipt(**{"payer.name": "阿" * 10}))
    (misfit,) = found.misfits
    assert (misfit.at, misfit.key) == (0, "payer.name")
    assert "交款人" in misfit.words and "9 磅" in misfit.words and "30 毫米" in misfit.words
    assert texts(found.document)[0].words == "阿" * 10, "nothing is cut in silence"


def test_a_pad_for_a_laser_printer_may_have_smaller_type() -> None:
    spot = {"key": "payer.name", "x": 40, "y": 50, "width": 30, "size": 12}
    sheet = {"pad": "单张", "width": 210, "height": 140, "printer": "激光"}
    (text,) = texts(made(receipt(**{"payer.name": "阿" * 11}), spot, **sheet))
    assert 7.0 <= text.size < 9.0


def test_words_take_the_lines_they_have_and_no_more() -> None:
    spot = {"key": "remarks", "x": 40, "y": 50, "width": 40, "lines": 2, "pitch": 6}
    document = made(receipt(remarks="押金凭本收据退还遗失须写明"), spot)
    assert [one.y for one in texts(document)] == [50.0, 56.0]
    found = compose_overprint(pad(spot), SJ, RECEIPT, receipt(remarks="押金" * 40))
    assert [one.key for one in found.misfits] == ["remarks"]


def test_a_number_is_not_broken_over_lines() -> None:
    spot = {"key": "remarks", "x": 40, "y": 50, "width": 30, "lines": 3, "pitch": 6}
    found = compose_overprint(pad(spot), SJ, RECEIPT, receipt(remarks="账号6222021234567890123"))
    assert [one.key for one in found.misfits] == ["remarks"]


def test_more_characters_than_boxes_are_said() -> None:
    found = compose_overprint(pad(), SJ, RECEIPT, receipt(pad="NO00123456789"))
    (misfit,) = found.misfits
    assert misfit.key == "pad" and "13 个字" in misfit.words and "10 格" in misfit.words


def test_an_amount_wider_than_its_column_is_said_with_its_line() -> None:
    spots = [{**one, "width": 8} if one["key"] == "items.amount" else one for one in SPOTS]
    found = compose_overprint(pad(*spots), SJ, RECEIPT, receipt(3))
    assert [one.key for one in found.misfits] == ["items.amount"]
    assert "第 1、2、3 行" in found.misfits[0].words


def test_a_reprint_is_marked_in_black_in_its_place() -> None:
    document = made(receipt())
    template = pad(*SPOTS, {"key": "@again", "x": 90, "y": 14, "width": 40})
    again = marked(document, "补打 第1次", template)
    assert ("补打 第1次", 90.0) in at(again, 14)
    plain = marked(document, "补打 第1次", pad())
    (mark,) = [one for one in texts(plain) if one.words == "补打 第1次"]
    assert mark.x >= 12.7 + 5 and mark.size >= 9
    assert marked(document, "", pad()) == document


name = st.text(st.sampled_from("阿欧阳䶮𠮷，（）、AB019 "), max_size=30).map(str.strip)
line = st.fixed_dictionaries(
    {"what": name, "amount": st.integers(1, 10**8).map(lambda fen: f"¥{fen / 100:.2f}")}
)


@settings(max_examples=40, deadline=None)
@given(lines=st.lists(line, max_size=40), payer=name, remarks=name)
def test_whatever_is_typed_nothing_is_lost(
    lines: list[dict[str, str]], payer: str, remarks: str
) -> None:
    """Fitting or not, on however many pads; and what is said to fit stays in its place."""
    data = replace(receipt(1, **{"payer.name": payer, "remarks": remarks}), lines={"items": lines})
    found = compose_overprint(pad(), SJ, RECEIPT, data)
    printed: dict[str, int] = {}
    for text in _all(found.document):
        assert text.size >= 9
        for char in bare(text.words):
            printed[char] = printed.get(char, 0) + 1
        if not found.misfits:
            assert text.x >= 12.7 and text.x + measure(text.words, text.size) <= 241 - 12.7 + 0.01
    typed = bare("".join([payer, remarks, *(w for one in lines for w in one.values())]))
    for char in set(typed):
        assert printed.get(char, 0) >= typed.count(char)


def _all(document: Document) -> Iterator[Text]:
    for page in range(len(document.pages)):
        yield from texts(document, page)


# ---- what a template may say


@pytest.mark.parametrize(
    ("spot", "path", "words"),
    [
        ({"key": "nothing"}, "key", "没有“nothing”"),
        ({"key": "items"}, "style", "只能是明细"),
        ({"key": "payer", "take": "年"}, "take", "只能取全部"),
        ({"key": "payer", "x": 220, "width": 30}, "x", "孔边"),
        ({"key": "payer", "x": 5}, "x", "孔边"),
        ({"key": "payer", "y": 139.7}, "y", "纸边"),
        ({"key": "payer", "y": 2}, "y", "纸边"),
        ({"key": "payer", "lines": 9, "pitch": 20}, "y", "纸边"),
        ({"key": "payer", "size": 8}, "size", "不小于 9 磅"),
        ({"key": "payer", "lines": 2, "pitch": 2}, "pitch", "行距"),
        ({"key": "payer", "width": None}, "width", "请填写宽"),
        ({"key": "payer", "x": "nan"}, "x", "不是数字"),
        ({"key": "payer", "x": float("nan")}, "x", "太大"),
        ({"key": "payer", "x": 10**400}, "x", "太大"),
        ({"key": "payer", "x": True}, "x", "请填数字"),
        ({"key": "payer", "colour": "red"}, "colour", "没有“colour”"),
        ({"key": "payer", "style": "斜着"}, "style", "选择"),
        ({"key": "pad", "style": "分格", "boxes": 60, "width": 20}, "boxes", "格子比字还窄"),
        ({"key": "method", "style": "打勾", "choice": "支票"}, "choice", "没有“支票”"),
        ({"key": "payer", "style": "打勾", "choice": "是"}, "style", "只能是文字、分格"),
        ({"key": "items.what", "style": "明细的列"}, "key", "明细还没有添上"),
        ({"key": "items", "style": "明细", "lines": 5, "pitch": 8}, "key", "一列也没有"),
        ({"key": "items", "style": "明细", "lines": 2, "pitch": 8}, "lines", "至少要 3 行"),
        ({"key": "items", "style": "明细", "lines": 20, "pitch": 8}, "y", "纸边"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said_at_its_place(spot: dict[str, Any], path: str, words: str) -> None:
    usual = {"x": 40, "y": 50, "width": 30}
    with pytest.raises(Rejected) as wrong:
        pad({"key": "@number", **usual}, {**usual, **spot})
    assert words in wrong.value.problems[f"spots[1].{path}"]


def test_all_mistakes_are_said_at_once() -> None:
    with pytest.raises(Rejected) as wrong:
        checked({"pad": "单张", "width": 10, "box": "x", "spots": [{"x": -1}, "what"]}, SJ, RECEIPT)
    assert {"name", "width", "height", "spots[0].key", "spots[0].x", "spots[1]"} <= set(
        wrong.value.problems
    )
    with pytest.raises(Rejected, match="写法如"):
        pad(box="九寸半")
    with pytest.raises(Rejected, match="最多 200 行"):
        pad(*SPOTS * 13)


def test_a_template_reads_back_as_it_was_written() -> None:
    template = pad()
    assert checked(template.values(), SJ, RECEIPT) == template
    sheet = pad(pad="单张", width=230, height=140, printer="激光")
    assert checked(sheet.values(), SJ, RECEIPT) == sheet
    assert (sheet.pad.floor, sheet.pad.edge) == (7.0, 0.0)


def test_a_third_of_a_fold_is_exactly_that() -> None:
    assert pad(SPOTS[0], box="241-2-1/3").pad.height == 279.4 / 3


def test_what_overlaps_or_may_be_torn_is_only_told() -> None:
    spots = ({"key": "payer", "x": 40, "y": 50, "width": 30},
             {"key": "unit", "x": 60, "y": 51, "width": 30},
             {"key": "pad", "x": 40, "y": 138, "width": 30})  # fmt: skip
    told = warnings(pad(*spots), SJ)
    assert told == {
        "spots[1].key": "和“交款人”叠在一起", "spots[2].key": "离孔边、折线不到 5 毫米",
    }  # fmt: skip
    assert warnings(pad(), SJ) == {}


def test_all_can_be_moved_together() -> None:
    moved = pad().moved(3, -1.5)
    assert (moved.spots[0].x, moved.spots[0].y) == (173, 18.5)
    table, column = moved.spots[8], moved.spots[9]
    assert (table.x, table.y, column.x, column.y) == (0.0, 50.5, 23, 0.0)


def test_every_form_names_what_its_pads_may_have() -> None:
    """Every key has words of its own, so that the page can offer them."""
    from forms import DECLARED

    for form in DECLARED:
        labels = [one.label for one in known(form).values()]
        assert len(labels) == len(set(labels)), [one for one in labels if labels.count(one) > 1]
