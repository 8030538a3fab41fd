"""The form: walked by keyboard alone, conditions live, messages beside their fields."""

from datetime import datetime

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from forms.conditions import filled, when
from forms.facts import Facts, LinkedRecord, Resident, UnitFacts
from forms.fields import Field, Kind
from forms.property.release import FX
from forms.rules import Rejected, clean, clean_fields
from tests.ui.picture_box import PictureBox
from ui import dialogs
from ui.form import COLUMNS, FormWidget, places
from ui.inputs import INPUTS

ENTER = Qt.Key.Key_Return
SHIFT = Qt.KeyboardModifier.ShiftModifier
EVERYTHING = (
    Field("unit", "房号", Kind.UNIT, required=True),
    Field("carrier", "运出人", Kind.PERSON),
    Field("card", "证件", Kind.ID_DOCUMENT, width=2),
    Field("role", "身份", Kind.CHOICE, choices=("业主", "租户"), default="业主"),
    Field("consent", "业主同意", Kind.YES_NO, shown=when(role="租户"), required=True),
    Field("day", "日期", Kind.DATE),
    Field("at", "时间", Kind.DATETIME, default="now"),
    Field("span", "期限", Kind.PERIOD),
    Field("hours", "时段", Kind.HOURS),
    Field("fee", "金额", Kind.MONEY),
    Field("count", "数量", Kind.NUMBER, minimum=1),
    Field("phone", "电话", Kind.PHONE),
    Field("plate", "车牌", Kind.PLATE),
    Field("car", "车辆", Kind.VEHICLE),
    Field("owner", "业主", Kind.PERSON, filled_from="unit.owner"),
    Field("note", "备注"),
    Field("story", "经过", Kind.LONG_TEXT, width=3),
    Field("photo", "照片", Kind.PHOTO),
    Field("paper", "附件", Kind.FILE),
    Field("goods", "物品", Kind.LINES, columns=(
        Field("name", "名称", required=True), Field("quantity", "数量", Kind.NUMBER, default=1),
    )),
    Field("counts", "实点", Kind.TALLY, of="listed.quantity"),
    Field("of", "原单", Kind.REFERENCE, refers=("ZX",)),
)  # fmt: skip
LISTED = Field("listed", "清单", Kind.LINES, columns=(
    Field("name", "名称"), Field("quantity", "数量", Kind.NUMBER),
))  # fmt: skip


@pytest.fixture
def office():
    return Facts(
        now=datetime(2026, 11, 21, 10, 42),
        operator="1003 李敏",
        unit=UnitFacts("3 栋 1202", True, (Resident("业主", "欧阳龚"),)),
        linked={"of": LinkedRecord("ZX-2026-000007", "ZX", "有效", False)},
    )


@pytest.fixture
def form(show, office):
    made = FormWidget(
        EVERYTHING, lambda: office, form_values={"listed": [{"name": "桌", "quantity": 2}]},
        pictures=PictureBox().pictures,
    )  # fmt: skip
    made.inputs["counts"].expect(LISTED, [{"name": "桌", "quantity": 2}])
    made.resize(800, 900)
    show(made)
    return made


def where(form):
    """Key of the field that has the focus."""
    for key, box in form.inputs.items():
        if box.isAncestorOf(QApplication.focusWidget()):
            return key
    return None


def press(qtbot, key, modifier=Qt.KeyboardModifier.NoModifier):
    qtbot.keyClick(QApplication.focusWidget(), key, modifier)


def write(qtbot, text):
    qtbot.keyClicks(QApplication.focusWidget(), text)


def test_enter_passes_by_what_stands_aside(show, office, qtbot):
    """Tab comes to it; once something stands there Enter does too."""
    fields = (Field("note", "备注"), Field("hours", "时段", Kind.HOURS, aside=True),
              Field("fee", "金额", Kind.MONEY))  # fmt: skip
    made = FormWidget(fields, lambda: office)
    show(made)
    made.enter()
    press(qtbot, ENTER)
    assert where(made) == "fee"
    press(qtbot, ENTER, SHIFT)
    assert where(made) == "note"
    press(qtbot, Qt.Key.Key_Tab)
    assert where(made) == "hours"
    write(qtbot, "9-11")
    press(qtbot, ENTER, SHIFT)
    press(qtbot, ENTER)
    assert where(made) == "hours"


def test_every_kind_is_in_the_form():
    assert {field.kind for field in EVERYTHING} == set(INPUTS)


def test_the_whole_form_by_keyboard_alone(form, qtbot, office, tmp_path, monkeypatch, compose):
    picture = tmp_path / "a.jpg"
    Image.new("RGB", (40, 30), "red").save(picture)
    monkeypatch.setattr(dialogs, "choose_file", lambda *asked: picture)
    finished: list[bool] = []
    form.finished.connect(lambda: finished.append(True))
    typed = {
        "unit": "3-1202", "carrier": "Li 13800138000", "card": "44030119900307123X", "role": "2",
        "consent": "1", "day": "+1", "at": "", "span": "11-21~12-15", "hours": "9-11",
        "fee": "1860.5",
        "count": "3", "phone": "13800138000", "plate": "abc123", "car": "abc124", "note": "ok",
        "story": "leak", "photo": " ", "paper": " ",
    }  # fmt: skip
    form.enter()
    for key, keys in typed.items():
        assert where(form) == key
        write(qtbot, keys)
        press(qtbot, ENTER)
    assert where(form) == "goods"
    compose(QApplication.focusWidget(), commit="冰箱")
    for keys in ("", "2", ""):
        write(qtbot, keys)
        press(qtbot, ENTER)
    assert where(form) == "counts"
    write(qtbot, "2")
    press(qtbot, ENTER)
    assert where(form) == "of" and not finished
    write(qtbot, "zx-2026-000007")
    press(qtbot, ENTER)
    assert finished == [True]
    qtbot.waitUntil(lambda: not any(form.inputs[key].busy for key in ("photo", "paper")))
    problems: dict[str, str] = {}
    got = clean_fields(
        EVERYTHING, form.values(), office, problems, {}, {"listed": [{"quantity": 2}]}
    )
    card = "身份证号校验位不对，请核对"
    assert problems == {"card": card}
    assert got["carrier"] == {"name": "Li", "phone": "13800138000"}
    assert got["owner"] == {"name": "欧阳龚"} and "owner" not in form.values()
    assert got["consent"] is True and got["fee"] == 186050 and got["day"] == "2026-11-22"
    assert got["goods"] == [{"name": "冰箱", "quantity": 2}] and got["counts"] == [2]
    assert got["of"] == "ZX-2026-000007" and got["photo"]["size"] > 100
    assert got["at"] == "2026-11-21T10:42"


def test_shift_enter_walks_back_over_what_is_filled(form, qtbot):
    form.inputs["note"].enter()
    press(qtbot, ENTER, SHIFT)
    assert where(form) == "car"


def test_tab_order_is_the_order_of_the_paper(form):
    form.inputs["unit"].enter()
    seen = []
    for _ in range(40):
        key = where(form)
        if key is None or key == "of":
            break
        if not seen or seen[-1] != key:
            seen.append(key)
        form.focusNextChild()
    assert seen == [key for key in form.shown_keys() if key != "of"]


def test_conditions_are_worked_out_while_typing(form, qtbot):
    assert "consent" not in form.shown_keys() and form.inputs["consent"].isHidden()
    form.set_value("role", "租户")
    assert "consent" in form.shown_keys() and form.inputs["consent"].isVisible()
    assert "必填" in form.inputs["consent"].accessibleName()
    form.set_value("consent", True)
    form.set_value("role", "业主")
    assert form.inputs["consent"].isHidden() and "consent" not in form.values()
    form.set_value("role", "租户")
    assert form.values()["consent"] is True


def test_facts_fill_and_their_field_is_passed_over(form, qtbot, office):
    owner = form.inputs["owner"]
    assert owner.line.placeholderText() == "欧阳龚" and owner.line.property("known") is True
    form.inputs["car"].enter()
    press(qtbot, ENTER)
    assert where(form) == "note"
    form.set_facts(Facts(now=office.now))
    assert owner.line.property("known") is None and owner.line.placeholderText() != "欧阳龚"
    form.inputs["car"].enter()
    press(qtbot, ENTER)
    assert where(form) == "owner"


def test_problems_stand_beside_fields_and_the_first_gets_the_focus(form, qtbot):
    counts: list[int] = []
    form.problems_changed.connect(counts.append)
    form.set_value("role", "业主")
    form.set_values({"goods": [{"name": "a"}, {"quantity": "x"}]})
    form.show_problems(
        {
            "": "租户搬出须业主同意", "goods[1].quantity": "这不是数字", "fee": "请填金额",
            "goods[1].name": "请填写名称", "consent": "看不见的也要说",
        },
        {"plate": "不像车牌"},
    )  # fmt: skip
    assert where(form) == "fee"
    assert form.inputs["fee"].message() == "请填金额"
    assert form.inputs["plate"].message() == "不像车牌" and not form.inputs["plate"].wrong
    assert form.inputs["goods"].rows[1].cells[1].wrong
    assert form._top.text() == "租户搬出须业主同意\n业主同意：看不见的也要说"
    assert form.problem_count == 5 and counts[-1] == 5
    write(qtbot, "1")
    assert form.inputs["fee"].message() == "" and form.problem_count == 4 and counts[-1] == 4
    form.clear_problems()
    assert form.problem_count == 0 and counts[-1] == 0 and form._top.isHidden()


def test_messages_do_not_make_the_form_jump(form, qtbot):
    before = form.inputs["note"].mapTo(form, form.inputs["note"].rect().topLeft()).y()
    form.show_problems({"unit": "请填写房号"})
    form.layout().activate()
    after = form.inputs["note"].mapTo(form, form.inputs["note"].rect().topLeft()).y()
    assert 0 <= after - before <= 10


def test_a_message_keeps_off_the_next_caption(form, qtbot):
    form.show_problems({"unit": "请填写房号"})
    said = form.inputs["unit"]._message
    free = said.contentsMargins().bottom()
    assert free >= 4
    qtbot.waitUntil(lambda: said.height() >= said.fontMetrics().height() + free)


def test_edited_and_left_are_said(form, qtbot):
    said: list[str] = []
    form.edited.connect(lambda: said.append("edited"))
    form.left.connect(said.append)
    form.inputs["unit"].enter()
    write(qtbot, "3")
    press(qtbot, ENTER)
    assert said == ["edited", "unit"]


def test_values_survive_a_round_through_another_form(form, show, office):
    form.set_values({"unit": "3-1202", "fee": 186050, "role": "租户", "consent": False})
    other = FormWidget(EVERYTHING, lambda: office)
    show(other)
    other.set_values(form.values())
    assert other.values() == form.values()
    assert other.values()["fee"] == "1860.50" and other.values()["consent"] is False


def test_a_hidden_field_brings_no_problem(form, office):
    fields = (
        Field("a", "甲"),
        Field("fee", "金额", Kind.MONEY, shown=filled("a")),
    )
    made = FormWidget(fields, lambda: office)
    made.set_values({"a": "x", "fee": "一千"})
    assert made.values() == {"a": "x", "fee": "一千"}
    made.set_value("a", "")
    assert made.values() == {}


def test_new_values_begin_without_messages(form):
    form.show_problems({"fee": "请填金额"})
    form.set_values({"fee": 100})
    assert form.problem_count == 0 and form.inputs["fee"].message() == ""


def test_release_pass_refused_and_mended(show, qtbot, office):
    made = FormWidget(FX.fields, lambda: office)
    show(made)
    made.set_values({"unit": "3-1202", "carrier": "张三丰", "goods": [{"name": "冰箱"}]})
    with pytest.raises(Rejected) as refused:
        clean(FX, made.values(), office)
    made.show_problems(refused.value.problems)
    assert where(made) == "carrier_id" and made.problem_count == 1
    made.set_value("carrier_id", "110101199003070038")
    assert made.problem_count == 0


def test_places_keep_the_order_and_never_overlap():
    fields = [Field(f"f{at}", "x", width=1 + at % 3) for at in range(20)]
    taken = set()
    placed = places(fields)
    assert [each[0] for each in placed] == fields
    for _, row, column, width in placed:
        cells = {(row, column + at) for at in range(width)}
        assert column + width <= COLUMNS and not cells & taken
        taken |= cells
    assert [(row, column) for _, row, column, _ in placed] == sorted(
        (row, column) for _, row, column, _ in placed
    )
