"""What stands on a slip, copy by copy and page by page."""

import re
from collections import Counter
from dataclasses import replace

import pytest
from tests.printing.slips import CODE, FULL, GOODS, SLIP, VALUES, bare, extents, slip, texts

from forms.paper import Box, Boxes, Cell, Colour, Paper, Row
from forms.property.release import FX
from forms.timing import Span, Validity
from printing.code import in_letters
from printing.page import CheckBox, Code, Document, Picture, Rule
from printing.page import Text as PageText
from printing.pdf import draw
from printing.slip import TINTS, compose


def said(document: Document, page: int = 0) -> str:
    """All words of a page, without white space."""
    items = document.items(document.pages[page])
    return bare("".join(item.words for item in items if isinstance(item, PageText)))


def test_the_pdf_says_what_was_typed() -> None:
    pages = texts(draw(compose(FX, SLIP, slip())))
    assert len(pages) == 3
    masked = {"carrier_id": "440*************34（居民身份证）", "phone": "138****8000"}
    for at, text in enumerate(pages):
        values = {**VALUES, **masked} if at == 1 else VALUES
        assert (bare(VALUES["phone"]) in text, bare(VALUES["carrier_id"]) in text) == (
            (at != 1,) * 2
        )  # the guard compares beginning and end (docs/handbook.md §6)
        for words in (*values.values(), *(v for line in GOODS for v in line.values())):
            assert bare(words) in text
        for words in ("翠湖花园物业服务中心", "物品放行条", "No.FX-2026-000418", "王建国1002✓",
                      "房号", "证件号码", "序号", "门岗点验", bare(in_letters(CODE)),
                      "有效期至2026年11月21日24:00，一次有效，涂改无效。", "白联存根红联门岗黄联业户"):  # fmt: skip
            assert words in text


def test_a_copy_that_masks_shows_no_number_beside_a_name_or_in_words() -> None:
    """The guard's: neither the phone of who carries nor one written among the goods."""
    told = slip()
    values = {**told.values, "carrier": "王虚构 137 1234 5678"}
    goods = [{**told.lines["goods"][0], "spec": "打13977661234"}, *told.lines["goods"][1:]]
    pages = texts(draw(compose(FX, SLIP, replace(told, values=values, lines={"goods": goods}))))
    assert [("13712345678" in text, "13977661234" in text) for text in pages] == [
        (True, True), (False, False), (True, True),
    ]  # fmt: skip
    assert "王虚构137****5678" in pages[1] and "打139****1234" in pages[1]


def test_each_copy_has_its_legend_and_tint() -> None:
    document = compose(FX, SLIP, slip())
    legends = [
        bare("".join(item.words for item in page.items if isinstance(item, PageText)))
        for page in document.pages
    ]
    assert legends == ["第一联存根（白）", "第二联门岗（红）", "第三联业户（黄）"]
    assert [page.tint for page in document.pages] == ["#FFFFFF", "#FFE0E6", "#FFF7CC"]
    assert (TINTS[Colour.BLUE], TINTS[Colour.GREEN]) == ("#DCEBFA", "#DDF3DF")


def test_one_copy_alone_keeps_its_number() -> None:
    document = compose(FX, SLIP, slip(), [2])
    assert len(document.pages) == 1
    assert "第二联门岗（红）" in said(document)
    for wrong in ([0], [4], [1, 4]):
        with pytest.raises(ValueError, match="只有 3 联"):
            compose(FX, SLIP, slip(), wrong)


def test_the_label_is_spread_and_the_number_is_red() -> None:
    items = list(compose(FX, SLIP, slip()).items(compose(FX, SLIP, slip()).pages[0]))
    found = {item.words: item for item in items if isinstance(item, PageText)}
    assert found["房号"].spacing > 3
    assert found["运出人"].spacing == 0
    assert found["No. FX-2026-000418"].colour == "#B3201A"
    assert found["No. FX-2026-000418"].bold


def test_an_optional_row_without_values_is_left_out() -> None:
    empty = {"consent": "", "consent_at": "", "consent_by": ""}
    assert "同意时间" in said(compose(FX, SLIP, slip(values={**empty, "consent_by": "李敏"})))
    assert "同意时间" not in said(compose(FX, SLIP, slip(values=empty)))


def test_empty_lines_say_that_nothing_follows() -> None:
    assert "以下空白" in said(compose(FX, SLIP, slip(GOODS[:1])))
    assert "以下空白" not in said(compose(FX, SLIP, slip(GOODS)))
    assert "以下空白" not in said(compose(FX, SLIP, slip(())))


def test_a_draft_has_no_number_and_no_code() -> None:
    document = compose(FX, SLIP, slip(draft=True))
    assert "草稿未编号" in said(document)
    assert "FX-2026" not in said(document)
    assert bare(in_letters(CODE)) not in said(document)
    assert not [item for body in document.bodies for item in body if isinstance(item, Code)]


def test_marks_of_reprint_and_void() -> None:
    plain = said(compose(FX, SLIP, slip()))
    assert "补打" not in plain
    assert "作废" not in plain
    assert "补打第2次" in said(compose(FX, SLIP, slip(again="补打 第2次")))
    document = compose(FX, SLIP, slip(void=True))
    first = document.bodies[0][0]
    assert isinstance(first, PageText)
    assert (first.words, first.turn > 0) == ("作废", True)
    assert "作废" in texts(draw(document))[2]


def test_a_clause_of_the_foot_without_its_value_is_left_out() -> None:
    text = said(compose(FX, SLIP, slip(values={"@valid_until": ""})))
    assert "有效期至" not in text
    assert "一次有效，涂改无效。物品与本条不符不予放行。" in text


def test_sixty_lines_run_on_and_stand_exactly_once_on_each_copy() -> None:
    goods = [{"name": f"纸箱{n:02d}号甲", "spec": f"S{n:02d}X", "measure": "箱", "quantity": "1"}
             for n in range(60)]  # fmt: skip
    document = compose(FX, SLIP, slip(goods))
    pages = texts(draw(document))
    each = len(pages) // 3
    assert each > 1
    for copy in range(3):
        mine = pages[copy * each : (copy + 1) * each]
        names = re.findall(r"纸箱\d\d号甲", "".join(mine))
        assert names == [f"纸箱{n:02d}号甲" for n in range(60)]
        for place, text in enumerate(mine):
            assert "物品名称" in text
            assert "No.FX-2026-000418" in text
            assert bare(in_letters(CODE)) in text
            assert f"第{place + 1}/{each}页" in text
            assert ("续页" in text) == (place > 0)
            assert ("接下页" in text) == (place + 1 < each)
            assert ("办证人（业主）签字" in text) == (place + 1 == each)


def test_the_signature_boxes_never_stand_on_a_page_alone() -> None:
    pages = set()
    for count in range(1, 61):
        goods = [{"name": "纸箱", "spec": "", "measure": "箱", "quantity": "1"}] * count
        document = compose(FX, SLIP, slip(goods), [1])
        pages.add(len(document.pages))
        last = said(document, len(document.pages) - 1)
        assert "主任（盖章）" in last
        assert "纸箱" in last
    assert pages >= {1, 2, 3, 4}


def test_rows_are_drawn_closer_before_a_second_page_is_begun() -> None:
    few, more = (compose(FX, SLIP, slip(GOODS * times)) for times in (1, 3))
    assert len(few.pages) == len(more.pages) == 3

    def row(document: Document) -> float:
        tops = sorted(text.y for text, _ in extents(document, document.pages[0])
                      if text.words in ("1", "2", "3") and text.x < 30)  # fmt: skip
        return tops[1] - tops[0]

    assert row(few) > row(more) > 6.39


FULL_VALUES = {
    "name": "陈试", "how": "快递到付", "remark": "第一行\n第二行", "secret": "保密5173",
    "face": "face.jpg", "收款.sum": "¥300.00", "@issued_by": "李敏 1003",
}  # fmt: skip
FULL_LINES = {"items": [{"what": "安装费", "price": "¥120.00"}, {"what": "材料", "price": "¥80.50"}]}


def full(values: dict[str, str] | None = None) -> Document:
    data = slip(values={**FULL_VALUES, **(values or {})}, lines=FULL_LINES, number="TS-2026-000007")
    return compose(FULL, FULL.paper("单"), data)


def test_hidden_fields_are_blank_on_that_copy_and_nothing_moves() -> None:
    document = full()
    client, money, archive = (said(document, page) for page in range(3))
    assert "5173" not in client + archive
    assert Counter(re.findall("保密5173", money)) == {"保密5173": 2}
    assert "底价＿＿＿＿元" in client
    assert "安装费" in client
    assert "安装费" in money
    assert not re.search("安装费|材料|80.50", archive)
    assert "5173" not in "".join(texts(draw(document))[0::2])

    def labels(page: int) -> dict[str, tuple[float, float]]:
        wanted = {"姓名", "底价", "备注", "客户签字", "内容", "陈试"}
        return {text.words: (text.x, text.y) for text, _ in extents(document, document.pages[page])
                if text.words in wanted}  # fmt: skip

    assert len(labels(0)) == 6
    assert labels(0) == labels(1) == labels(2)


def test_texts_are_filled_and_what_is_unknown_is_left_to_write_in() -> None:
    assert "本人陈试承诺遵守规定，底价保密5173元，联系人＿＿＿＿。" in said(full(), 1)
    assert "有效期至2026年11月21日24:00，白联客户蓝联财务绿联存档" in said(full(), 1)


def test_a_choice_shows_all_options_with_one_box_ticked() -> None:
    items = list(full().items(full().pages[0]))
    boxes = [place for place, item in enumerate(items) if isinstance(item, CheckBox)]
    options = [(items[place], items[place + 1]) for place in boxes]
    assert [(text.words, box.ticked) for box, text in options
            if isinstance(text, PageText) and isinstance(box, CheckBox)] == [
        ("自取", False), ("送货上门", False), ("快递到付", True), ("其他方式", False),
    ]  # fmt: skip


def test_fields_of_acts_have_their_labels() -> None:
    assert "实收人民币叁佰元整（¥300.00）开具人李敏1003" in said(full(), 1)


@pytest.mark.parametrize(
    ("sum_", "words"),
    [
        ("¥300.00", "人民币叁佰元整（¥300.00）"),
        ("¥6007.14", "人民币陆仟零柒元壹角肆分（¥6007.14）"),
        ("¥12345678.05", "人民币壹仟贰佰叁拾肆万伍仟陆佰柒拾捌元零伍分（¥12345678.05）"),
    ],
)
def test_nobody_can_write_before_or_after_a_sum_in_words(sum_: str, words: str) -> None:
    """人民币 directly before, the figures directly after; a rule to the end of the cell."""
    document = full({"收款.sum": sum_})
    page = document.pages[1]
    lines = [(text, wide) for text, wide in extents(document, page) if text.typed in words
             and ("人民币" in text.words or "¥" in text.words)]  # fmt: skip
    assert "".join(text.typed for text, _ in lines) == words
    upright = {item.x1 for item in document.items(page) if isinstance(item, Rule)
               and item.x1 == item.x2 and item.y1 < lines[0][0].y < item.y2}  # fmt: skip
    for text, wide in lines:
        right = min(x for x in upright if x > text.x)
        assert text.x - max(x for x in upright if x < text.x) < 2.0
        closing = [item for item in document.items(page) if isinstance(item, Rule)
                   and item.x1 != item.x2 and abs(item.y1 - text.y + 0.1323 * text.size) < 0.1]
        end = text.x + wide
        for rule in closing:
            assert rule.x1 - end < 1.0 and right - rule.x2 < 2.0
        assert closing or right - end < 4.0


def test_a_sum_too_large_for_words_is_printed_as_it_is() -> None:
    assert "实收¥123456789.05开具人" in said(full({"收款.sum": "¥123456789.05"}), 1)


def test_where_there_is_no_sum_yet_nothing_is_closed() -> None:
    closing = [item for item in full({"收款.sum": ""}).bodies[0] if isinstance(item, Rule)
               and item.x2 - item.x1 < 150 and item.y1 == item.y2]  # fmt: skip
    assert closing == []


def test_a_box_may_show_who_issued_it() -> None:
    """Beside boxes of the same act, of which each shows who signed."""
    boxes = Boxes((Box("收款", 8, "收银"), Box("收款", 8), Box("@issued_by", 8)))
    form = replace(FULL, papers=(Paper("单", "A5横向", (boxes,)),))
    data = slip(values={"@issued_by": "1003 李敏"}, signatures={"收款": "钱芳 1010 ✓"})
    words = said(compose(form, form.papers[0], data))
    assert "收银钱芳1010✓收款钱芳1010✓开具人1003李敏" in words


def test_the_end_of_the_validity_has_the_words_of_the_form() -> None:
    """A label that a layout does not write itself."""
    paper = Paper("单", "A5横向", (Row((Cell("@valid_until", 24),)),))
    for words in ("", "最迟领取"):
        form = replace(FULL, papers=(paper,), validity=Validity(Span(days=1), words=words))
        assert f"{words or '有效期至'}2026年11月21日24:00" in said(compose(form, paper, slip()))


@pytest.mark.parametrize("title", ["物品放行条", "租户临时物品寄存记录表", "外来施工单位临时用电用水申请登记表"])
def test_a_continued_title_stays_clear_of_the_code(title: str) -> None:
    """（续页） ends as far from the code as a long title on the first page does."""
    document = compose(replace(FX, title=title), SLIP, slip(list(GOODS) * 20))
    items = list(document.items(document.pages[1]))
    code = next(item for item in items if isinstance(item, Code))
    ends = [item.x + wide for item, wide in extents(document, document.pages[1])
            if item.words in (title, "（续页）")]  # fmt: skip
    assert len(ends) == 2 and max(ends) <= code.x - 4 * code.module


def test_a_paper_without_copies_has_one_page_without_legend() -> None:
    document = compose(FULL, FULL.paper("便条"), slip(values={"remark": "请来前台"}))
    assert len(document.pages) == 1
    assert document.pages[0].items == ()
    assert "便条" in said(document)
    assert bare(in_letters(CODE)) not in said(document), "this paper has no code"
    assert not [item for item in document.bodies[0] if isinstance(item, Code)]
    assert (document.pages[0].width, document.pages[0].height) == (148, 210)


def test_a_remark_longer_than_a_page_runs_on() -> None:
    remark = "".join(f"第{n:04d}句话在此。" for n in range(900))
    document = full({"remark": remark})
    words = "".join(said(document, page) for page in range(len(document.pages) // 3))
    assert re.findall(r"第(\d{4})句", words) == [f"{n:04d}" for n in range(900)]


def test_a_photograph_stands_on_the_copies_that_may_show_it() -> None:
    secret = replace(FULL.copies[1], hidden=("face",))
    form = replace(FULL, copies=(FULL.copies[0], secret), checked=False)
    shown, hidden = compose(form, form.paper("单"), slip(photos={"face": "ab" * 32})).pages
    document = compose(form, form.paper("单"), slip(photos={"face": "ab" * 32}))
    boxes = [
        [one for one in document.items(page) if isinstance(one, Picture)]
        for page in (shown, hidden)
    ]
    assert [[one.sha256 for one in found] for found in boxes] == [["ab" * 32], [""]]
    assert boxes[0][0].x == boxes[1][0].x and boxes[0][0].y == boxes[1][0].y
    assert document.images == {"ab" * 32}
