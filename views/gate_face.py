"""Whose pass it is: the photograph, large enough to know a face by, and what is said of its holder.

A photograph looked at is written down in the journal, as everywhere.
"""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from db.reading import Record
from forms.display import shown
from forms.fields import Field, Kind
from ui.parts import Card, label
from views.gate_books import Books

WIDTH_PX, HEIGHT_PX = 150, 200
TOLD = frozenset({Kind.PERSON, Kind.TEXT, Kind.PERIOD})


class Sees(Protocol):
    """Who looks."""

    def sees(self, one: Field) -> bool:
        """Whether he sees values of that field."""


def face_of(books: Sees, record: Record) -> Field | None:
    """The photograph on the record that the member may see."""
    return next(
        (
            field for field in record.form.fields
            if field.kind is Kind.PHOTO and record.values.get(field.key) and books.sees(field)
        ),
        None,
    )  # fmt: skip


class FaceCard(Card):
    """The photograph of a record with the words beside it; hidden where there is none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.setObjectName("face")
        self._number: str | None = None
        self.photo = QLabel(self)
        self.photo.setObjectName("photo")
        self.photo.setFixedSize(WIDTH_PX, HEIGHT_PX)
        self.photo.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.photo.setAccessibleName("照片")
        self._words = QVBoxLayout()
        self._words.setSpacing(6)
        row = QHBoxLayout()
        row.setSpacing(18)
        row.addWidget(self.photo)
        row.addLayout(self._words, 1)
        self.rows.addLayout(row)
        self.setVisible(False)

    def show_record(self, books: Books, record: Record | None) -> None:
        """Show whose it is; None, or a record without a photograph, hides the card."""
        field = face_of(books, record) if record is not None else None
        self._number = record.number if record is not None and field else None
        self.photo.setPixmap(QPixmap())
        while (item := self._words.takeAt(0)) is not None:
            part = item.widget()
            if part is not None:
                part.hide()
                part.deleteLater()
        self.setVisible(field is not None)
        if record is None or field is None:
            return
        for words in _told(record):
            self._words.addWidget(label(words, "", self))
        self._words.addStretch()
        self._fetch(books, record, field)

    def _fetch(self, books: Books, record: Record, field: Field) -> None:
        ratio = self.devicePixelRatioF()
        number = record.number

        def arrived(image: QImage) -> None:
            if number != self._number:
                return
            image.setDevicePixelRatio(ratio)
            self.photo.setPixmap(QPixmap.fromImage(image))

        def failed(error: Exception) -> None:
            if number == self._number:
                self.photo.setText("照片打不开")

        books.fetch(self, record, field, round(HEIGHT_PX * ratio), arrived, failed)


def _told(record: Record) -> list[str]:
    """Names, trade, firm, days: what the guard can compare with what he sees."""
    return [
        f"{field.label}　{shown(field, _unphoned(field, record), paper=True)}"
        for field in record.form.fields
        if field.kind in TOLD and record.values.get(field.key)
        and (not field.is_personal or field.kind is Kind.PERSON)
    ]  # fmt: skip


def _unphoned(field: Field, record: Record) -> object:
    value = record.values[field.key]
    return {"name": value["name"]} if field.kind is Kind.PERSON else value
