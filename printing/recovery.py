"""The page with the recovery code, printed once on the first day and locked away."""

from __future__ import annotations

from printing.fonts import measure
from printing.page import Document, Page, Rule, Text
from printing.typeset import wrap

WIDTH, HEIGHT = 210.0, 297.0
_LEFT, _RIGHT = 30.0, 180.0


def compose(office: str, code: str, administrator: str, day: str) -> Document:
    """One A4 page: office, the code in its groups, whom it serves, how to keep it.

    administrator: number and name · day: of printing, in words.
    """
    middle = WIDTH / 2
    items: list[Text | Rule] = [
        _centred(office, 40, 12),
        _centred("恢 复 码", 54, 22, bold=True),
    ]
    groups = code.split("-")
    for at, group in enumerate(groups):
        column, row = at % 4, at // 4
        x, y = _LEFT + 6 + column * 37, 82 + row * 22
        items.append(Text(x, y - 8, f"第 {at + 1} 组", 8, colour="#667085"))
        items.append(Text(x, y, group, 20, bold=True, spacing=0.8))
    items += _frame(68, 114)
    base = 128.0
    for paragraph in _words(administrator, day):
        for line in wrap(paragraph, _RIGHT - _LEFT, 11):
            items.append(Text(_LEFT, base, line, 11))
            base += 6.5
        base += 2.5
    items.append(Text(_LEFT, 200, "保管人签字：", 11))
    items.append(Rule(_LEFT + 26, 201, middle, 201))
    items.append(Text(middle + 8, 200, "封存日期：", 11))
    items.append(Rule(middle + 30, 201, _RIGHT, 201))
    return Document("恢复码", (Page(WIDTH, HEIGHT, tuple(items)),))


def _words(administrator: str, day: str) -> tuple[str, ...]:
    return (
        f"打印日期：{day}　系统管理员：{administrator}",
        "系统管理员忘记密码时，在登录页按“忘记密码”，打入上面 7 组字母和数字，即可设新密码。",
        "用备份恢复数据而没有人记得密码时，也用它打开备份。",
        "请把本页装入信封封好，由主任（负责人）与贵重文件一起保管。",
        "不要拍照，不要放在电脑里：拿到本页的人能打开全部数据。",
    )


def _centred(words: str, y: float, size: float, *, bold: bool = False) -> Text:
    return Text((WIDTH - measure(words, size, bold)) / 2, y, words, size, bold=bold)


def _frame(top: float, bottom: float) -> list[Rule]:
    left, right = _LEFT, _RIGHT
    corners = [(left, top), (right, top), (right, bottom), (left, bottom), (left, top)]
    return [
        Rule(x1, y1, x2, y2, 0.4)
        for (x1, y1), (x2, y2) in zip(corners, corners[1:], strict=False)
    ]
