"""A template over the scan of its pad, with an example; worked out beside the window."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from db import attachments
from db.errors import Environment
from db.facts import facts_for
from db.office import setting
from db.session import Session
from forms.form import Form
from forms.paper import Paper
from ui import background
from ui.parts import Card, KeyButton, label
from ui.pictures import pale
from ui.preview import PagePreview
from views import on_paper, reading

if TYPE_CHECKING:
    from printing.overprint.shown import Seen
    from printing.parts import SlipData

NOTHING = "还没有模板：按回车，从这张纸生成一个"
NO_PAD = "先在“纸和扫描件”（Alt+2）里写明是什么纸"


@dataclass(frozen=True)
class Wanted:
    """What is to be seen: typed values of a paper's template, on which example, which spot best."""

    form: Form
    paper: Paper
    values: Mapping[str, Any]
    chosen: int | None


def example(session: Session, form: Form) -> SlipData:
    """The form's own example as a slip shows it, a name where it has no value. For a thread."""
    from printing.overprint.shown import sample

    name = str(setting(session.store, "office.name"))
    values = dict(form.example)
    facts = facts_for(session, form, values)
    data = on_paper.draft_data(name, form, values, facts, session.member.words)
    return sample(form, data)


class TemplatePreview(Card):
    """Signal: judged(Seen): what came of looking at what was last asked for."""

    judged = Signal(object)
    nothing = NOTHING

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.session = session
        self.seen: Seen | None = None
        self._examples: dict[str, SlipData] = {}
        self._scans: dict[str, tuple[bytes, float]] = {}
        self._wanted: Wanted | None = None
        self._busy = False
        self._page = 0
        self.preview = PagePreview(self)
        self.preview.setObjectName("template_preview")
        self.preview.drawn.connect(self._drawn)
        self._about = label("", "small", self)
        self._about.setObjectName("preview_about")
        self._next = KeyButton("下一页", "Shift+F7", "link", self)
        self._next.setVisible(False)
        self._next.clicked.connect(self._turn)
        row = QHBoxLayout()
        row.addWidget(self._about)
        row.addStretch()
        row.addWidget(self._next)
        self.rows.addLayout(row)
        self.rows.addWidget(self.preview, 1)

    def show_nothing(self, words: str) -> None:
        """No sheet but a few words."""
        self._wanted = None
        self._about.setText("")
        self._next.setVisible(False)
        self.preview.clear(words)

    def show_values(self, wanted: Wanted) -> None:
        """Look at these as soon as what was asked before is done; only the newest counts."""
        self._wanted = wanted
        self._start()

    @property
    def is_busy(self) -> bool:
        """Whether what was asked for is still being worked out."""
        return self._busy or self._wanted is not None

    def _start(self) -> None:
        if self._busy or self._wanted is None or self.session.is_over:
            return
        wanted, self._wanted, self._busy = self._wanted, None, True
        session, examples, scans = self.session, self._examples, self._scans
        scan = wanted.values.get("scan")
        mark = str(scan["sha256"]) if isinstance(scan, Mapping) else ""
        data = examples.get(wanted.form.code)
        kept = scans.get(mark)

        def job(own: Session | None) -> tuple[Seen, SlipData, tuple[bytes, float], bytes]:
            from printing.overprint.shown import seen
            from printing.pdf import draw

            found = data or example(own or session, wanted.form)
            image = kept if kept is not None else _scan(own, mark)
            made = seen(wanted.values, wanted.form, wanted.paper, found, wanted.chosen, image[1])
            pdf = draw(made.document, {mark: image[0]}) if made.document else b""
            return made, found, image, pdf

        def told(answer: tuple[Seen, SlipData, tuple[bytes, float], bytes]) -> None:
            self._busy = False
            made, examples[wanted.form.code], scans[mark], pdf = answer
            self._show(made, pdf)
            self._start()

        def failed(error: Exception) -> None:
            self._busy = False
            raise error

        if data is not None and kept is not None:
            background.start(self, lambda: job(None), told, failed)
        else:
            reading.ask(self, session, job, told, failed)

    def _show(self, made: Seen, pdf: bytes) -> None:
        self.seen = made
        if self._wanted is None:
            if pdf:
                self.preview.show_job(lambda: pdf, self._page)
            elif made.template is None and self.preview.image.isNull():
                self.preview.clear(NO_PAD)
        self.judged.emit(made)

    def _drawn(self, pages: int) -> None:
        self._page = min(self._page, pages - 1)
        pad = self.seen.template.pad if self.seen and self.seen.template else None
        scan = self.seen.template.scan if self.seen and self.seen.template else None
        on = "，底上是扫描件" if scan else "，还没有扫描件（Alt+2）"
        self._about.setText(f"{pad.words}　示例内容{on}" if pad else "")
        self._next.setVisible(pages > 1)
        self._next.say(f"第 {self._page + 1} / {pages} 页")

    def _turn(self) -> None:
        self._page = (self._page + 1) % max(1, self.preview.page_count)
        self.preview.show_page(self._page)


def _scan(session: Session | None, mark: str) -> tuple[bytes, float]:
    """The scan, pale, and its height by its width; nothing where it is gone or damaged."""
    if not mark or session is None:
        return b"", 0.0
    try:
        body = attachments.content(session.store, mark)
    except Environment:
        body = None
    return pale(body) if body else (b"", 0.0)
