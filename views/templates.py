"""套打模板: where on a pre-printed pad each value of a record stands, set in a table beside it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from db import templates
from db.errors import Environment, Refused
from db.session import Session
from forms.form import Form
from forms.paper import SIZES, Paper
from ui import background, dialogs
from ui.parts import label
from ui.preview import PDFIUM
from views import overprinting, reading, template_files
from views.asking import until_taken
from views.drafting import DraftKeeper
from views.page import Page
from views.template_editor import TemplateEditor
from views.template_list import Entry, PaperList, entries, key_of
from views.template_preview import TemplatePreview, Wanted

DRAFT = "@templates"
"""Under which what is half typed is kept; the code of no form."""
PATTERN = "套打模板 (*.json)"
BESIDE = "这种纸已有模板"
BESIDE_WORDS = "文件里的叫“{}”，这种纸已有：{}。另添的，各台电脑在“打印机”页里写明用哪个；换掉的，以前的各版都留着。"
ABOUT = "印好的单子上只打内容；每种纸一个模板，也可以几个"
READY = "这种纸有现成的模板"
READY_WORDS = "照市面上常见的一种印好的单子做的，底下有它的样子。与你们的单子不一样的地方再改。"
LIST_PX, EDITOR_PX = 470, 580
LATER_MS = 15
_PAIR = re.compile(r"\s*([+-]?\d+(?:\.\d+)?)[\s,，]+([+-]?\d+(?:\.\d+)?)\s*")


def _pair(words: str) -> tuple[float, float]:
    """mm to the right and down; Refused for other words."""
    found = _PAIR.fullmatch(words)
    if found is None:
        raise Refused({"by": "请写两个数，如 3 -1.5"})
    return float(found[1]), float(found[2])


class TemplatesPage(Page):
    """At the left the papers, or the template that is being made; at the right how it prints."""

    title = "套打模板"

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._busy = False
        self._editor: TemplateEditor | None = None
        self._half: dict[str, dict[str, Any]] = {}
        self.draft = DraftKeeper(
            session, self._half_typed, lambda words: self.notice.emit(words, "bad"), self
        )
        self._lay_out()
        self._half = {str(key): dict(one) for key, one in self.draft.begin(DRAFT).items()}
        self._read()
        self._make(
            lambda: self.editor, lambda: self.editor.spots.make_form(),
            lambda: self.editor.pad.make_form(), lambda: self.editor.pad.place_form(),
            lambda: self.editor.dress(),
        )

    def _make(self, step: Callable[[], object], *rest: Callable[[], object]) -> None:
        """The parts that are not seen at first, one in each turn of the window."""
        def make() -> None:
            step()
            if rest:
                self._make(*rest)

        QTimer.singleShot(LATER_MS, self, make)  # 0 would run all of them in this very turn

    def entered(self) -> None:
        """Focus in the list, or in the template that is being made."""
        (self.editor if self.editing else self.list).enter()

    def refresh(self) -> None:
        """Read the list again; what is being typed stays."""
        self._read()

    def keep(self) -> bool:
        """What is half typed is kept."""
        self._keep_half()
        return self.draft.keep()

    @property
    def editing(self) -> bool:
        """Whether a template is open."""
        return self._editor is not None and self.side.currentWidget() is self._editor

    @property
    def editor(self) -> TemplateEditor:
        """What a template is made in; made itself when it is first asked for."""
        if self._editor is None:
            self._editor = TemplateEditor(self.session, self)
            self._editor.edited.connect(self._edited)
            self._editor.chosen.connect(self._edited)
            asked = {
                "save": self.save, "discard": self.discard, "begin": self.begin_from_paper,
                "move": self.move_all,
            }  # fmt: skip
            self._editor.asked.connect(lambda name: asked[name]())
            self.side.addWidget(self._editor)
        return self._editor

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back to the list; what is half typed stays there."""
        if event.key() == Qt.Key.Key_Escape and self.editing:
            self.back()
            event.accept()
        else:
            super().keyPressEvent(event)

    def open(self, entry: Entry) -> None:
        """Make or change the template of a paper; a new one begins with the paper's own layout."""
        half = self._half.get(entry.key)
        self.side.setCurrentWidget(self.editor)
        self.side.setFixedWidth(EDITOR_PX)
        if half is not None:
            self.editor.open(entry, half["values"], int(half["seen"]))
        elif entry.has:
            self.editor.open(entry, entry.values, entry.version)
        else:
            self._open_new(entry)
        self.editor.enter()

    def _open_new(self, entry: Entry) -> None:
        """A template that there is not yet: of a common pad, or out of the paper's own layout."""
        number = f" {entry.slot}" if entry.slot > 1 else ""
        name = f"{entry.form.title} {entry.paper.name}"[: 40 - len(number)] + number
        self.editor.open(entry, {"name": name, "box": _usual(entry)}, entry.version)
        file = template_files.ready_made(entry.form, entry.paper)
        if file is None or not dialogs.confirm(
            self, READY, READY_WORDS, yes="用现成的", no="从这张纸生成"
        ):
            self.begin_from_paper(asks=False)
            return

        def done(found: tuple[Form, Paper, dict[str, Any]]) -> None:
            if self.editor.entry is entry:
                own = {"name": name} if entry.slot > 1 else {}
                self.editor.show_values(found[2] | own)

        reading.ask(
            self, self.session, lambda own: template_files.look(own, file, PDFIUM), done,
            self._failed, writes=True,
        )  # fmt: skip

    def another(self) -> None:
        """One more template of the paper under the cursor, which then are told apart by name."""
        entry = self.list.current
        if entry is None or not entry.has:
            self.notice.emit("这种纸还没有模板，按回车先做一个", "info")
            return
        kept = [one.slot for one in self.list.entries
                if (one.form, one.paper) == (entry.form, entry.paper)]  # fmt: skip
        slot = max(templates.free_slot(self.session, entry.form.code, entry.paper.name),
                   max(kept) + 1)  # fmt: skip
        self.open(Entry(entry.form, entry.paper, None, slot=slot))

    def back(self) -> None:
        """To the list; what is not saved is kept there."""
        self._keep_half()
        self.draft.edited()
        self.side.setCurrentWidget(self.list)
        self.side.setFixedWidth(LIST_PX)
        self._read()
        if self.editor.entry is not None:
            self.list.go(self.editor.entry.key)
        self.list.enter()

    def begin_from_paper(self, asks: bool = True) -> None:
        """All spots anew, where the paper itself has them."""
        entry = self.editor.entry
        if entry is None:
            return
        words = "现在的各处位置都不要了，照这张纸自己的版面重新放一遍。纸和扫描件不变。"
        if asks and self.editor.spots.spots and not dialogs.confirm(
            self, "从这张纸生成", words, yes="重新生成"
        ):
            return
        values = self.editor.values()

        def job() -> dict[str, Any]:
            from printing.overprint import begun
            from printing.overprint.reading import pad_of

            pad = pad_of(values)
            return begun(entry.form, entry.paper, pad, "").values()

        def done(made: dict[str, Any]) -> None:
            if self.editor.entry is entry:
                now = {key: one for key, one in self.editor.values().items() if key != "spots"}
                self.editor.show_values({**now, "spots": made["spots"]})

        background.start(self, job, done, self._failed)

    def move_all(self) -> None:
        """All spots so many mm further to the right and down."""
        moved = until_taken(
            lambda typed, wrong: dialogs.ask_line(
                self, "全部移动",
                "打出来整个偏了，先用打印机的补偏（Ctrl+F10）；单子改了版才移模板。",
                "右移、下移多少毫米，如 3 -1.5", yes="移动", typed=typed, wrong=wrong,
            ),
            _pair,
        )  # fmt: skip
        if moved is None:
            return
        dx, dy = moved
        spots = [_moved(one, dx, dy) for one in self.editor.spots.spots]
        place = max(0, self.editor.spots.place)
        self.editor.show_values({**self.editor.values(), "spots": spots}, place)

    def save(self) -> None:
        """Keep it as the one that holds, beside the window."""
        entry = self.editor.entry
        if entry is None or self._busy or self.editor.pad.form.still_busy():
            return
        values, seen = self.editor.values(), self.editor.seen_version
        self._busy = True

        def job(own: Session) -> int:
            return overprinting.saved(own, entry.form, entry.paper, values, seen, entry.slot)

        def done(version: int) -> None:
            self._busy = False
            self._half.pop(entry.key, None)
            self.editor.saved, self.editor.seen_version = values, version
            self.draft.edited()
            self._read()
            what = f"{entry.form.title} {entry.paper.name}的模板“{values.get('name', '')}”"
            self.notice.emit(f"{what}已存，第 {version} 版", "good")

        reading.ask(self, self.session, job, done, self._failed, writes=True)

    def discard(self) -> None:
        """What was typed goes; the template is as it is kept."""
        entry = self.editor.entry
        if entry is not None:
            self._half.pop(entry.key, None)
            self.editor.saved = self.editor.values()
            self.draft.edited()
            self._read()
            again = next((one for one in self.list.entries if one.key == entry.key), None)
            if again is not None and again.has:
                self.open(again)
            else:
                self.back()

    def bring(self) -> None:
        """A template from a file."""
        file = dialogs.choose_file(self, "导入套打模板", PATTERN)
        if file is not None:
            self.take(file)

    def take(self, file: Path) -> None:
        """Take the template of a file in, beside the window; in place of which one is asked where
        it has a name that none of the paper has."""
        def looked(found: tuple[Form, Paper, dict[str, Any]]) -> None:
            form, paper, values = found
            have = [one.name for one in templates.of_paper(self.session, form.code, paper.name)]
            name = str(values.get("name", ""))
            beside: bool | None = False
            if have and name not in have:
                words = BESIDE_WORDS.format(name, "、".join(have))
                beside = dialogs.either(self, BESIDE, words, yes="另添一个", other="换掉头一个")
            if beside is None:
                return
            reading.ask(
                self, self.session, lambda own: template_files.keep(own, *found, beside), done,
                self._failed, writes=True,
            )  # fmt: skip

        def done(held: templates.Kept) -> None:
            self._half.pop(key_of(held.form, held.paper, held.slot), None)
            self._read()
            self.notice.emit(f"“{held.name}”已导入，是 {held.form} {held.paper}的第 {held.version} 版",
                             "good")  # fmt: skip

        reading.ask(
            self, self.session, lambda own: template_files.look(own, file, PDFIUM), looked,
            self._failed, writes=True,
        )  # fmt: skip

    def send(self) -> None:
        """The template under the cursor to a file."""
        entry = self.list.current
        if entry is None or not entry.has:
            self.notice.emit("这种纸还没有模板", "info")
            return
        number = f" {entry.slot}" if entry.slot > 1 else ""
        name = f"套打 {entry.form.title} {entry.paper.name}{number}.json"
        file = dialogs.choose_new_file(self, "导出套打模板", name, PATTERN)
        if file is None:
            return
        try:
            held = entry.held.name if entry.held else ""
            template_files.export(self.session, entry.form, entry.paper, file, held)
        except (Refused, Environment) as trouble:
            self.notice.emit(str(trouble), "bad")
        else:
            self.notice.emit(f"模板已导出到 {file.name}", "good")

    def end(self) -> None:
        """The paper under the cursor is no longer printed on a pad."""
        entry = self.list.current
        if entry is None or not entry.has:
            self.notice.emit("这种纸还没有模板", "info")
            return
        words = "以后不能再照它套打；以前的各版都留着，已经打过的照样可以补打别的样子。"
        if dialogs.confirm(self, f"撤下“{entry.held.name if entry.held else ''}”", words, yes="撤下"):
            self._half.pop(entry.key, None)
            try:
                overprinting.saved(
                    self.session, entry.form, entry.paper, None, entry.version, entry.slot
                )
            except (Refused, Environment) as trouble:
                self.notice.emit(str(trouble), "bad")
            self._read()

    # ---- the list and what is half typed

    def _read(self) -> None:
        self.list.show_entries(entries(self.session, templates.every(self.session), self._half))

    def _moved(self, entry: Entry | None) -> None:
        if self.editing:
            return
        half = self._half.get(entry.key) if entry else None
        values = half["values"] if half else entry.values if entry else {}
        if entry is None or not values:
            self.preview.show_nothing("" if entry is None else self.preview.nothing)
        else:
            self.preview.show_values(Wanted(entry.form, entry.paper, values, None))

    def _edited(self) -> None:
        entry = self.editor.entry if self.editing else None
        if entry is not None:
            at = self.editor.spots.place
            wanted = Wanted(entry.form, entry.paper, self.editor.values(), at if at >= 0 else None)
            self.preview.show_values(wanted)
            self.draft.edited()

    def _keep_half(self) -> None:
        entry = self.editor.entry if self.editing else None
        if entry is None:
            return
        if self.editor.is_dirty:
            self._half[entry.key] = {
                "values": self.editor.values(), "seen": self.editor.seen_version,
            }  # fmt: skip
        else:
            self._half.pop(entry.key, None)

    def _half_typed(self) -> dict[str, Any]:
        self._keep_half()
        return dict(self._half)

    def _failed(self, error: Exception) -> None:
        self._busy = False
        if isinstance(error, Refused):
            rest = self.editor.refuse(error.problems) if self.editing else ""
            words = rest or ("没有存，请照各处的话改一改" if self.editing else str(error))
            self.notice.emit(words, "bad")
        elif isinstance(error, Environment):
            self.notice.emit(str(error), "bad")
        else:
            raise error

    # ---- building

    def _lay_out(self) -> None:
        keys = (
            ("import_template", "导入", "Ctrl+O", self.bring),
            ("another_template", "另做一个", "Ctrl+N", self.another),
            ("export_template", "导出", "Ctrl+E", self.send),
            ("end_template", "撤下", "Ctrl+Delete", self.end),
        )
        self.list = PaperList(keys, self)
        self.list.moved.connect(self._moved)
        self.list.opened.connect(self.open)
        self.preview = TemplatePreview(self.session, self)
        self.preview.judged.connect(self._judged)
        self.side = QStackedWidget(self)
        self.side.setFixedWidth(LIST_PX)
        self.side.addWidget(self.list)
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(label(self.title, "title", self))
        head.addWidget(label(ABOUT, "second", self))
        head.addStretch()
        sides = QHBoxLayout()
        sides.setSpacing(14)
        sides.addWidget(self.side)
        sides.addWidget(self.preview, 1)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(16, 14, 16, 14)
        rows.setSpacing(10)
        rows.addLayout(head)
        rows.addLayout(sides, 1)

    def _judged(self, seen: Any) -> None:
        if self.editing:
            self.editor.show_seen(seen)


def _usual(entry: Entry) -> str:
    """The continuous stock that a paper of that size usually goes on, as its box says."""
    from printing.stock import FOLD, usual

    stock = usual(*SIZES[entry.paper.size])
    plies = max(1, len(entry.form.copies)) if entry.paper.copies else 1
    parts = round(FOLD / stock.length)
    return f"{stock.width:g}-{min(plies, 6)}" + (f"-1/{parts}" if parts > 1 else "")


def _moved(spot: dict[str, Any], dx: float, dy: float) -> dict[str, Any]:
    """A spot so many mm elsewhere, as far as it says where it stands."""
    moved = {key: round(spot[key] + by, 2) for key, by in (("x", dx), ("y", dy))
             if isinstance(spot.get(key), (int, float))}  # fmt: skip
    return {**spot, **moved}
