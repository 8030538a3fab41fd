"""All keys on one overlay (F1)."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui import theme
from ui.parts import Card, KeyHint, label

Group = tuple[str, Sequence[tuple[str, str]]]

KEYS: tuple[Group, ...] = (
    (
        "到处可用",
        (
            ("F1", "快捷键"), ("F2", "开单"), ("F3", "登记本"), ("F4", "门岗核验"), ("F6", "房产"),
            ("F11", "价目表"), ("Ctrl+F11", "单位设置"), ("Shift+F11", "日志"), ("Ctrl+F6", "报送"),
            ("Ctrl+K", "搜索"), ("Ctrl+1–9", "左栏从上往下第几页"),
            ("Ctrl+L", "锁定窗口"), ("Ctrl+Shift+L", "改自己的密码"), ("F10", "选打印机"),
            ("Ctrl+F10", "打印方式、校准"), ("Ctrl+F12", "套打模板"),
            ("Ctrl+Shift+B", "演练恢复"),
            ("F12", "浅色、深色"), ("Esc", "离开，写了一半的留着"),
        ),
    ),
    (
        "门岗",
        (("Return", "核验、下一格"), ("F9", "放行并收回门岗联"), ("F8", "不予放行")),
    ),
    (
        "填单",
        (
            ("Return", "下一格"), ("Shift+Return", "上一格"), ("F9", "保存并打印"),
            ("Ctrl+S", "仅保存"), ("Ctrl+D", "同上一单"), ("Ctrl+Backspace", "删一行"),
            ("1–9", "选项的序号；也可打拼音首字母"), ("Space", "选照片、看大图"),
            ("Ctrl+V", "粘贴照片"), ("Down", "选本户的人、车、单"),
            ("Alt+Down", "表格里同上"), ("Ctrl+Z", "撤销"), ("F8", "看在办的同一件事"),
        ),
    ),
    (
        "单据和列表",
        (
            ("Up", "上一行"), ("Down", "下一行"), ("Return", "打开、办理"),
            ("Ctrl+P", "再打一次"), ("F7", "看另一联、另一面"), ("Ctrl+F7", "看另一种纸"),
            ("Alt+F7", "换一种打印方式"),
            ("1–0", "工作台上打开常用单据"), ("Ctrl+J", "这张单的日志"),
            ("Ctrl+Shift+U", "写明原因看全文"), ("Ctrl+Alt+E", "带号码导出登记本"),
        ),
    ),
    (
        "装修",
        (
            ("Shift+F3", "在办的装修"), ("F8", "全貌、单据和纸"), ("1–9", "就地新开一张"),
            ("Space", "勾一张、标一行"), ("Ctrl+M", "报送标好的"), ("Ctrl+A", "全选"), ("F7", "办勾好的"),
            ("Ctrl+Shift+N", "照此另开"),
        ),
    ),
    (
        "档案",
        (
            ("F6", "这一户；再按到房产"), ("1–0", "开单，先填好"), ("Return", "办理、打开、看档案"),
            ("Ctrl+F", "筛选"), ("Ctrl+P", "打印一页档案"),
            ("Ctrl+Shift+T", "同意、撤回"), ("Ctrl+Shift+M", "给本人一份"),
        ),
    ),
    (
        "房产",
        (
            ("Insert", "登记住户"), ("Ctrl+E", "改住户"), ("Ctrl+M", "搬出"),
            ("Ctrl+B", "登记车辆"), ("F7", "为这户开单"), ("F8", "档案"), ("Ctrl+Z", "撤销刚才的改动"),
        ),
    ),
    (
        "收费押金",
        (
            ("Ctrl+F9", "收费押金"), ("Return", "收这一户的"), ("Space", "选一张"),
            ("Ctrl+A", "全选"), ("1–5", "付款方式"), ("F9", "收款并打印收据"),
            ("Ctrl+S", "仅收款"), ("Alt+S", "待收"), ("Alt+Y", "押金"), ("Alt+J", "收据"),
        ),
    ),
    (
        "日报",
        (
            ("Ctrl+F8", "日报"), ("Alt+1–5", "汇总、押金、流水"), ("Return", "看明细、那张单"),
            ("Ctrl+D", "日结"), ("Ctrl+J", "交班"), ("F9", "结账并签字、复核"),
        ),
    ),
    (
        "统计报表",
        (
            ("Shift+F8", "统计报表"), ("Alt+1–7", "哪一段日子"), ("Alt+D", "自选日子"),
            ("Return", "看是哪些单"), ("Ctrl+E", "导出表格"), ("Ctrl+P", "打印"),
        ),
    ),
)  # fmt: skip


ACROSS = 4


class KeysHelp(QWidget):
    """A card over the dimmed window; any click, Esc or F1 closes it.

    Signal closed.
    """

    closed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("keys_help")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        card = Card("快捷键", self)
        card.rows.setContentsMargins(24, 20, 24, 20)
        side_by_side = QHBoxLayout()
        side_by_side.setSpacing(36)
        for some in _columns(KEYS):
            column = QVBoxLayout()
            column.setSpacing(16)
            for group in some:
                column.addLayout(_column(group, card))
            column.addStretch()
            side_by_side.addLayout(column)
        card.rows.addLayout(side_by_side)
        middle = QVBoxLayout(self)
        middle.addWidget(card, 0, Qt.AlignmentFlag.AlignCenter)
        self._covered = parent
        parent.installEventFilter(self)
        self.setGeometry(parent.rect())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Cover the whole window at any size."""
        if event.type() is QEvent.Type.Resize and watched is self._covered:
            self.setGeometry(self._covered.rect())
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc, F1, Enter and Space close it; other keys wait."""
        if event.key() in (
            Qt.Key.Key_Escape, Qt.Key.Key_F1, Qt.Key.Key_Return, Qt.Key.Key_Enter,
            Qt.Key.Key_Space,
        ):  # fmt: skip
            self.closed.emit()
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click anywhere closes it."""
        self.closed.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Dim what lies below with the window's own ground."""
        painter = QPainter(self)
        veil = QColor(theme.now().ground)
        veil.setAlpha(215)
        painter.fillRect(self.rect(), veil)
        painter.end()


def _columns(groups: Sequence[Group]) -> list[list[Group]]:
    """The groups in order, in columns of much the same height."""
    high = sum(len(keys) + 1 for _, keys in groups) / ACROSS
    columns: list[list[Group]] = [[]]
    rows = 0
    for group in groups:
        more = len(group[1]) + 1
        if columns[-1] and rows + more / 2 > high and len(columns) < ACROSS:
            columns.append([])
            rows = 0
        columns[-1].append(group)
        rows += more
    return columns


def _column(group: Group, parent: QWidget) -> QVBoxLayout:
    title, keys = group
    rows = QVBoxLayout()
    rows.setSpacing(4)
    rows.addWidget(label(title, "heading", parent))
    for key, words in keys:
        line = QHBoxLayout()
        line.setSpacing(10)
        hint = KeyHint(key.replace("Up", "↑").replace("Down", "↓"), parent)
        hint.setMinimumWidth(96)
        hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        line.addWidget(hint)
        line.addWidget(label(words, "", parent), 1)
        rows.addLayout(line)
    return rows
