"""One input for every kind: what goes in comes out, what is typed is understood."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from forms.fields import Field, Kind
from forms.cleaners import CLEANERS
from forms.rules import clean_fields
from forms.values import amount, dates, identity
from ui.choice import ChoiceInput, initials
from ui.document import IdInput
from ui.inputs import INPUTS, make
from ui.line import Line
from ui.typed import TextInput, matching, person_of, typed_of

FILE = {"name": "门口.jpg", "sha256": "ab" * 32, "size": 12}
CARD = {"kind": identity.RESIDENT, "number": "44030119900307123X"}
GOODS = Field("goods", "物品", Kind.LINES, columns=(
    Field("name", "名称", required=True), Field("quantity", "数量", Kind.NUMBER),
))  # fmt: skip
LINES = [{"name": "冰箱", "quantity": 1}, {"name": "纸箱", "quantity": 12}]
CANONICAL = {
    Kind.TEXT: "海尔 BCD-215",
    Kind.LONG_TEXT: "厨房漏水\n已关总阀",
    Kind.CHOICE: "租户",
    Kind.DATE: "2026-12-15",
    Kind.DATETIME: "2026-11-21T10:38",
    Kind.PERIOD: {"from": "2026-11-21", "to": "2027-01-15"},
    Kind.MONEY: 186050,
    Kind.NUMBER: 12.5,
    Kind.PHONE: "13800138000",
    Kind.ID_DOCUMENT: {"kind": identity.PASSPORT, "number": "E12345678"},
    Kind.PLATE: "粤BD12345",
    Kind.UNIT: "3-1202",
    Kind.PERSON: {"name": "张三丰", "phone": "0755-26001234"},
    Kind.VEHICLE: "粤B12345",
    Kind.YES_NO: False,
    Kind.PHOTO: FILE,
    Kind.FILE: FILE,
    Kind.LINES: LINES,
    Kind.REFERENCE: "ZX-2026-000007",
    Kind.HOURS: "09:00-11:30",
    Kind.TALLY: [1, 12],
}


def field_of(kind: Kind) -> Field:
    """A field of that kind with what the kind must say."""
    if kind is Kind.LINES:
        return GOODS
    return Field(
        kind.value, "名称", kind,
        choices=("业主", "租户", "装修负责人") if kind is Kind.CHOICE else (),
        refers=("ZX",) if kind is Kind.REFERENCE else (),
        of="goods.quantity" if kind is Kind.TALLY else None,
        decimals=2,
    )  # fmt: skip


def test_every_kind_has_an_input():
    assert set(INPUTS) == set(Kind) == set(CANONICAL)


@pytest.mark.parametrize("kind", list(Kind))
def test_canonical_values_come_back(qtbot, facts, kind):
    field = field_of(kind)
    box = make(field)
    qtbot.addWidget(box)
    box.know(facts)
    if kind is Kind.TALLY:
        box.expect(GOODS, LINES)
    assert box.value() == "" and box.objectName() == field.key
    box.set_value(CANONICAL[kind])
    if kind is Kind.REFERENCE:
        assert box.value() == CANONICAL[kind]
    else:
        problems: dict[str, str] = {}
        cleaned = clean_fields(
            (field,), {field.key: box.value()}, facts, problems, {}, {"goods": LINES}
        )
        assert problems == {} and cleaned[field.key] == CANONICAL[kind]
    box.set_value(None)
    assert box.value() == ""


@pytest.mark.parametrize("kind", list(Kind))
def test_inputs_are_named_for_screen_readers(qtbot, kind):
    box = make(field_of(kind))
    qtbot.addWidget(box)
    box.require(True)
    assert box.field.label in box.accessibleName() and "必填" in box.accessibleName()
    inside = box.focusProxy()
    if inside is not None:
        assert box.field.label in inside.accessibleName()


@pytest.mark.parametrize("kind", sorted(set(Kind) - {Kind.LINES, Kind.TALLY}))
def test_problems_stand_under_the_box_and_go(qtbot, kind):
    box = make(field_of(kind))
    qtbot.addWidget(box)
    box.problem("请核对")
    assert box.wrong and box.message() == "请核对" and box.wrong_count() == 1
    assert box.focusProxy().property("tone") == "bad"
    box.problem("可以照填", warn=True)
    assert not box.wrong and box.focusProxy().property("tone") == "warn"
    box.problem(None)
    assert not box.wrong and box.message() == "" and box.focusProxy().property("tone") is None


PRETTY = [
    (Kind.UNIT, "3栋1202", "3 栋 1202"),
    (Kind.PHONE, "１３８００１３８０００", "138 0013 8000"),
    (Kind.PLATE, "粤bd12345", "粤B·D12345"),
    (Kind.MONEY, "1860", "¥1,860.00"),
    (Kind.DATE, "明天", "11-22"),
    (Kind.DATETIME, "下午3点", "11-21 15:00"),
    (Kind.PERIOD, "2027.1.5 到 2.1", "2027-01-05 至 2027-02-01"),
    (Kind.PERSON, "张三丰13800138000", "张三丰 138 0013 8000"),
]


@pytest.mark.parametrize(("kind", "typed", "pretty"), PRETTY)
def test_typed_shorthand_reads_pretty(qtbot, facts, kind, typed, pretty):
    box = make(field_of(kind))
    qtbot.addWidget(box)
    box.know(facts)
    box.set_value(typed)
    assert isinstance(box, TextInput) and box.line.shown() == pretty


def test_what_cannot_be_read_stays_as_typed(qtbot, facts):
    box = make(field_of(Kind.MONEY))
    qtbot.addWidget(box)
    box.know(facts)
    box.set_value("一千")
    assert box.line.shown() == "一千" == box.value()


def test_tomorrow_is_written_out_when_left(show, qtbot, facts):
    """A draft with 明天 in it must mean the same day when it is opened on the next."""
    window = QWidget()
    rows = QVBoxLayout(window)
    box, other = make(field_of(Kind.DATE)), Line()
    rows.addWidget(box)
    rows.addWidget(other)
    show(window)
    box.know(facts)
    box.enter()
    qtbot.keyClicks(box.line, "+1")
    other.setFocus()
    assert box.value() == "2026-11-22" and box.line.shown() == "11-22"
    box.enter()
    qtbot.keyClick(box.line, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert box.value() == "+1"


def test_left_only_when_the_value_is_another(show, qtbot, facts):
    window = QWidget()
    rows = QVBoxLayout(window)
    box, other = make(field_of(Kind.UNIT)), Line()
    rows.addWidget(box)
    rows.addWidget(other)
    show(window)
    times: list[str] = []
    box.left.connect(lambda: times.append(box.value()))
    for keys in ("3-1202", "", ""):
        box.enter()
        if keys:
            qtbot.keyClicks(box.line, keys)
        other.setFocus()
    assert times == ["3-1202"]


@given(fen=st.integers(0, amount.LARGEST))
def test_every_amount_can_be_typed(fen):
    assert amount.clean(typed_of(Kind.MONEY, fen)) == fen


@given(
    start=st.dates(date(1901, 1, 1), date(2100, 1, 1)), days=st.integers(0, 9999),
    clock=st.times(),
)  # fmt: skip
def test_every_day_moment_and_period_can_be_typed(start, days, clock):
    today = date(2026, 11, 21)
    period = {"from": start.isoformat(), "to": (start + timedelta(days=days)).isoformat()}
    assert dates.period(typed_of(Kind.PERIOD, period), today) == period
    moment = f"{start.isoformat()}T{clock.strftime('%H:%M')}"
    assert dates.moment(typed_of(Kind.DATETIME, moment), datetime(2026, 11, 21)) == moment


PEOPLE = st.text("张王李赵欧阳明 ·AaBb", min_size=1, max_size=12).filter(str.strip)


@given(name=PEOPLE, phone=st.sampled_from(["13800138000", "0755-26001234-801", "+85291234567"]))
def test_person_is_split_as_it_was_joined(name, phone):
    name = " ".join(name.split())
    found = person_of(typed_of(Kind.PERSON, {"name": name, "phone": phone}))
    assert found == {"name": name, "phone": phone}
    assert person_of(name) == {"name": name}


def test_a_name_with_a_number_is_not_torn():
    assert person_of("搬运队2") == {"name": "搬运队2"}
    assert person_of("张三 138") == {"name": "张三", "phone": "138"}


def test_choice_by_digit_letter_arrow_and_delete(show, qtbot):
    box = make(field_of(Kind.CHOICE))
    assert isinstance(box, ChoiceInput)
    show(box)
    box.enter()
    button = box.button
    seen: list[str] = []
    box.changed.connect(lambda: seen.append(box.value()))
    qtbot.keyClick(button, "3")
    qtbot.keyClick(button, "y")
    qtbot.keyClick(button, Qt.Key.Key_Down)
    qtbot.keyClick(button, Qt.Key.Key_Down)
    qtbot.keyClick(button, Qt.Key.Key_Down)
    qtbot.keyClick(button, Qt.Key.Key_Up)
    qtbot.keyClick(button, "9")
    qtbot.keyClick(button, Qt.Key.Key_Delete)
    assert seen == ["装修负责人", "业主", "租户", "装修负责人", "租户", ""]


def test_choice_letter_turns_through_all_that_fit(show, qtbot):
    box = ChoiceInput(Field("x", "事由", Kind.CHOICE, choices=("装修", "搬家", "租户退房")))
    show(box)
    box.enter()
    for expected in ("装修", "租户退房", "装修"):
        qtbot.keyClick(box.button, "z")
        assert box.value() == expected


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_choice_opens_nothing_by_itself_and_menu_chooses(show, qtbot):
    box = ChoiceInput(field_of(Kind.CHOICE))
    show(box)
    box.enter()
    assert box.button.findChildren(QMenu) == []
    qtbot.keyClick(box.button, Qt.Key.Key_Space)
    (menu,) = box.button.findChildren(QMenu)
    menu.actions()[1].trigger()
    menu.close()
    assert box.value() == "租户"


def test_choice_default_counts_until_another_is_chosen(qtbot):
    box = ChoiceInput(field_of(Kind.CHOICE))
    qtbot.addWidget(box)
    box.set_default("业主")
    assert box.value() == "" and box.button.text() == "业主"
    box.set_value("租户")
    assert box.value() == "租户" and box.button.text() == "租户"
    assert "租户" in box.button.accessibleName()


def test_yes_no_by_keys(show, qtbot):
    box = make(field_of(Kind.YES_NO))
    show(box)
    box.enter()
    qtbot.keyClick(box.button, "1")
    assert box.value() is True
    qtbot.keyClick(box.button, "f")
    assert box.value() is False


def test_document_kind_by_arrows_and_number_grouped(show, qtbot, facts):
    box = make(field_of(Kind.ID_DOCUMENT))
    assert isinstance(box, IdInput)
    show(box)
    box.know(facts)
    box.enter()
    qtbot.keyClicks(box.line, "44030119900307123x")
    assert box.value() == {"kind": identity.RESIDENT, "number": "44030119900307123x"}
    qtbot.keyClick(box.line, Qt.Key.Key_Down)
    assert box.value()["kind"] == identity.HK_MACAU_PASS and box.kind.text() == "回乡证"
    box.set_value(CARD)
    box.kind.setFocus()
    assert box.line.shown() == "440301 19900307 123X"


def test_initials_and_matching():
    assert initials("冰箱BCD") == "bxbcd" and initials("租户") == "zh"
    words = ("冰箱", "洗衣机", "电冰箱", "Box")
    assert matching("冰", words) == ["冰箱", "电冰箱"]
    assert matching("bx", words) == ["冰箱"]
    assert matching("b", words) == ["Box", "冰箱"]


def test_scanners_and_codes_bypass_the_input_method(qtbot):
    for kind, enabled in ((Kind.REFERENCE, False), (Kind.ID_DOCUMENT, False), (Kind.TEXT, True)):
        box = make(field_of(kind))
        qtbot.addWidget(box)
        line = box.focusProxy()
        assert line.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled) is enabled


def test_all_kinds_have_a_cleaner_or_their_own_rule():
    assert set(CLEANERS) | {Kind.LINES, Kind.TALLY} == set(INPUTS)
