"""Questions: answered by keyboard, turned away with Esc."""

import pytest
from PySide6.QtCore import QCoreApplication, Qt, QTimer
from PySide6.QtWidgets import QApplication, QLabel

from ui import dialogs, theme
from ui.dialogs import Question
from ui.line import Line

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
ENTER = Qt.Key.Key_Return


@pytest.fixture
def answer(qtbot):
    """Runs steps on the question once it is open."""

    def later(*steps):
        def act():
            asked = QApplication.activeModalWidget()
            assert isinstance(asked, Question)
            for step in steps:
                if callable(step):
                    step(asked)
                elif isinstance(step, str):
                    qtbot.keyClicks(asked.focusWidget(), step)
                else:
                    qtbot.keyClick(asked.focusWidget() or asked, step)
            if asked.isVisible() and Qt.Key.Key_Escape not in steps:
                seen.append("still open")
                asked.reject()

        seen.clear()
        QTimer.singleShot(0, act)
        return seen

    seen: list[str] = []
    return later


def test_esc_turns_away(answer):
    answer("abc", Qt.Key.Key_Escape)
    assert dialogs.ask_reason(None, "作废") is None
    answer(Qt.Key.Key_Escape)
    assert dialogs.confirm(None, "删除草稿", "删去后不能恢复") is False


@pytest.mark.parametrize(("key", "found"), [
    (ENTER, True), (Qt.Key.Key_F2, False), (Qt.Key.Key_Escape, None),
])  # fmt: skip
def test_two_ways_to_go_on_and_one_back(qtbot, answer, key, found):
    seen = answer(lambda asked: qtbot.waitUntil(asked.isActiveWindow), key)
    assert dialogs.either(None, "已有", "另添还是换掉？", yes="另添", other="换掉") is found
    assert seen == []


def test_files_are_looked_for_where_the_last_one_was(monkeypatch, tmp_path):
    """Not in the folder of the program; the folder may be gone by then."""
    asked = []
    stick = tmp_path / "stick"
    stick.mkdir()

    def chosen(parent, title, begin, pattern):
        asked.append(begin)
        return str(stick / "表.xlsx"), pattern

    monkeypatch.setattr(dialogs, "_last", "")
    monkeypatch.setattr(dialogs.QFileDialog, "getOpenFileName", chosen)
    monkeypatch.setattr(dialogs.QFileDialog, "getSaveFileName", chosen)
    assert dialogs.choose_file(None, "选择表格") == stick / "表.xlsx"
    assert dialogs.choose_new_file(None, "导出", "新.xlsx") == stick / "表.xlsx"
    assert asked[0] != str(stick) and asked[1] == str(stick / "新.xlsx")
    stick.rmdir()
    dialogs.choose_file(None, "选择表格")
    assert asked[2] == asked[0]


def test_the_choice_of_a_file_is_in_chinese_throughout(qtbot):
    """What Qt's own translation lacks is added."""
    theme.apply(QApplication.instance(), "light")
    for context, words in (
        ("QFileDialog", "&Look in:"), ("QFileDialog", "Files of &type:"),
        ("QFileDialog", "File &name:"), ("QAbstractFileIconProvider", "Folder"),
    ):  # fmt: skip
        assert not QCoreApplication.translate(context, words).isascii()


def test_empty_is_no_answer(answer):
    seen = answer(ENTER)
    assert dialogs.ask_reason(None, "作废") is None
    assert seen == ["still open"]


def test_reason_offers_the_usual_ones(answer, compose):
    def type_half(asked):
        compose(asked.findChild(Line), commit="填写")

    answer(type_half, Qt.Key.Key_Right, ENTER)
    reason = dialogs.ask_reason(None, "作废", usual=("填写有误", "业主取消"), yes="作废")
    assert reason == "填写有误"


def test_enter_waits_for_the_input_method(answer, compose):
    def composing(asked):
        compose(asked.findChild(Line), preedit="yezhu")

    seen = answer(composing, ENTER)
    assert dialogs.ask_reason(None, "作废") is None and seen == ["still open"]


def test_enter_goes_through_the_boxes_of_any_question(answer):
    """The button says 回车; boxes that may stay empty do not hold it up."""
    asked = Question(None, "同意和撤回")
    first, last = asked.line("用途"), asked.line("范围")
    asked.buttons("记下")
    first.setFocus()
    answer("ab", ENTER, "cd", ENTER)
    assert asked.agreed() and (first.text(), last.text()) == ("ab", "cd")


def test_confirm_and_tell_by_enter(answer):
    answer(ENTER)
    assert dialogs.confirm(None, "放行", "三件物品相符") is True
    answer(ENTER)
    assert dialogs.tell(None, "存不下", "磁盘已满，请腾出空间，内容还在") is None


def test_what_is_said_later_makes_room_for_itself(show):
    asked = Question(None, "第二人复核", "请复核的人输入自己的工号和密码")
    told = QLabel("", asked)
    told.setWordWrap(True)
    asked.rows.addWidget(told)
    asked.buttons("复核同意")
    show(asked)
    told.setText("工号 1006 的密码是别人代设的，还不能办事、签名：请先登录一次，改成只有自己知道的。" * 3)
    QApplication.processEvents()
    assert told.height() >= told.heightForWidth(told.width())
