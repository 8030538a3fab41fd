"""The books of a gate without the store: its pack and its log, for the gate's desk."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from db.gate import Verdict
from db.gates.post import Post
from db.reading import Record
from db.session import Member
from forms.acts import Act
from forms.fields import Field
from ui import background
from ui.form import FormWidget
from ui.pictures import image_of
from views.countersign import Countersign


class PostBooks:
    """What `views.gate_books.Books` asks, of a `Post`."""

    def __init__(self, post: Post) -> None:
        self.post = post

    @property
    def caution(self) -> str:
        """That nothing is known of elsewhere, and how old the pack is."""
        return self.post.caution

    def examine(self, scanned: str) -> Verdict:
        """By the pack; refusals go into the log."""
        return self.post.examine(scanned)

    def may(self, action: str) -> bool:
        """As in the office when the pack was made."""
        return self.post.may(action)

    def sees(self, one: Field) -> bool:
        """As in the office when the pack was made."""
        return self.post.sees(one)

    def act(
        self, record: Record, act: Act, values: Mapping[str, Any], by: Member | None
    ) -> Record:
        """Into the log, on the disk before this returns."""
        return self.post.act(record.number, act.name, values)

    def form(self, record: Record, act: Act) -> FormWidget:
        """Without offers and pictures: there is nothing to offer here."""
        return FormWidget(act.fields, lambda: record.facts, form_values=record.values)

    def countersign(self, words: str, action: str, parent: QWidget) -> Countersign | None:
        """Nobody signs in place: another guard logs in."""
        return None

    def fetch(
        self, owner: QObject, record: Record, field: Field, side: int,
        done: Callable[[QImage], object], failed: Callable[[Exception], object],
    ) -> None:
        """The small picture of the pack."""
        try:
            body = self.post.photo(record)
        except Exception as error:
            failed(error)
            return
        if body is not None:
            background.start(owner, lambda: image_of(body, side), done, failed)

    def now(self) -> datetime:
        """The clock of this computer."""
        return self.post.now()

    def day(self) -> str:
        """What left here today, and what is still to be brought to the office."""
        fresh = f"，{self.post.fresh} 条记录还没带回" if self.post.fresh else ""
        return f"{self.post.guard.words}　今天已放行 {self.post.released_today()} 单{fresh}"
