"""The recovery code as it is shown once: in groups, onto paper, into a PDF for a printer elsewhere.
"""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from db.errors import Environment, disk
from forms.values import Invalid, dates, text
from ui import background, dialogs, theme
from views import carriers
from views.sheet import Sheet, button, label, row

GROUPS = 7


class RecoveryCode(QWidget):
    """The groups of the code with the buttons that print and save it; what comes of that is said at
    the foot of the sheet."""

    def __init__(self, sheet: Sheet) -> None:
        super().__init__(sheet)
        self._sheet = sheet
        self._code, self._office, self._who = "", "", ""
        self._day = date.min
        grid = QGridLayout()
        grid.setContentsMargins(0, 4, 0, 12)
        grid.setVerticalSpacing(14)
        self.groups: list[QLabel] = []
        for at in range(GROUPS):
            cell = QVBoxLayout()
            cell.addWidget(label(self, f"第 {at + 1} 组", "small"))
            group = label(self, "", "figure")
            group.setFont(theme.one_width())
            group.setWordWrap(False)
            self.groups.append(group)
            cell.addWidget(group)
            grid.addLayout(cell, at // 4, at % 4)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addLayout(grid)
        rows.addLayout(
            row(
                button(self, "print_code", "打印", self.print_code, "Ctrl+P"),
                button(self, "save_code", "存为 PDF…", self.save_code),
            )
        )

    def show_code(self, code: str, office: str, who: str, day: date) -> None:
        """The code of that office, made for somebody (number and name) on a day."""
        self._code, self._office, self._who, self._day = code, office, who, day
        for cell, group in zip(self.groups, code.split("-"), strict=True):
            cell.setText(group)

    def print_code(self) -> None:
        """The page with the code to the default printer, in a thread."""
        pdf = self._page()

        def work() -> str:
            through = carriers.carrier()
            queue = carriers.default_queue(through)
            if queue is None:
                raise Environment("printer", "没有找到打印机，请存为 PDF 或抄在纸上。")
            carriers.send(through, pdf, queue, (210.0, 297.0), "恢复码")
            return queue

        background.start(
            self, work, lambda queue: self._sheet.say(f"已送打印机 {queue}", "good"), self._failed
        )

    def save_code(self) -> None:
        """The page with the code as a PDF, for a printer elsewhere."""
        file = dialogs.choose_new_file(self, "存为 PDF", "恢复码.pdf", "PDF (*.pdf)")
        if file is None:
            return
        try:
            with disk():
                file.write_bytes(self._page())
        except Environment as error:
            self._sheet.say(str(error))
        else:
            self._sheet.say(f"已存到 {file}，打印后请删除这个文件。", "warn")

    def _page(self) -> bytes:
        from printing.pdf import draw
        from printing.recovery import compose

        day = dates.paper_day(self._day.isoformat())
        return draw(compose(self._office, self._code, self._who, day))

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, Environment):
            raise error
        self._sheet.say(str(error))


def alike(group: str) -> str:
    """A group as `db.recovery` reads it: look-alikes and case do not matter."""
    try:
        plain = text.halfwidth(group)
    except Invalid:
        plain = group
    return "".join(c for c in plain.upper() if c.isalnum()).translate(str.maketrans("018", "OIB"))
