"""The files of a consignment: a workbook and a mail for each addressee, all of them or none.

They are made in a folder of their own beside where they go, brought to the disk, and only then get
their names; a program killed meanwhile leaves nothing that could be taken for one of them.
"""

from __future__ import annotations

import os
import re
import shutil
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from db import attachments, exchange, mail, office, register
from db.errors import Environment, disk
from db.exporting import Stamp
from db.files import fsync_folder
from db.reading import Record
from db.session import Session
from forms.consignment import Consignment
from forms.fields import Kind
from forms.form import Form
from forms.values import dates

_PART = ".报送-"
_STALE_S = 3600.0
_NOT_A_NAME = re.compile(r"[\\/:*?\"<>|\x00-\x1f]")
Told = Callable[[int], object]


@dataclass(frozen=True)
class Mail:
    """One mail made: to whom, his addresses (none set: to be filled in), of which records, how many
    scans, the two files and the mail's size in bytes."""

    who: str
    to: tuple[str, ...]
    records: tuple[str, ...]
    scans: int
    workbook: Path
    file: Path
    size: int


@contextmanager
def own_folder(folder: Path, new: bool = False) -> Iterator[Path]:
    """A folder beside the files to be, gone afterwards; one left by a killed program goes too.

    new: it is made where it is not there. Raises Environment where the folder is not there or takes
    nothing.
    """
    with disk():
        if new:
            folder.mkdir(parents=True, exist_ok=True)
        if not folder.is_dir():
            raise Environment("disk", f"没有“{folder}”这个文件夹，请插好 U 盘或另选一个。")
        for old in folder.glob(f"{_PART}*.part"):
            if time.time() - old.stat().st_mtime > _STALE_S:
                shutil.rmtree(old, ignore_errors=True)
        own = folder / f"{_PART}{os.getpid()}-{time.monotonic_ns()}.part"
        own.mkdir()
    try:
        yield own
    finally:
        shutil.rmtree(own, ignore_errors=True)


class Packing:
    """Makes the files of some records of one form in a folder; told: as of `db.consignment.write`.
    """

    def __init__(
        self, session: Session, form: Form, one: Consignment, own: Path, told: Told,
        stamped: Stamp,
    ) -> None:  # fmt: skip
        self._session, self._form, self._one, self._stamped = session, form, one, stamped
        self._own, self._told, self._done = own, told, 0
        self._columns = [register.column_of(form, key) for key, _ in one.keyed]
        self._known = dict(office.setting(session.store, one.to.key) or {})

    def packed(self, found: Sequence[Record]) -> list[Mail]:
        """A mail for each addressee of the records, in their order."""
        by: dict[str, list[Record]] = {}
        for record in found:
            by.setdefault(str(record.values.get(self._one.by, "")), []).append(record)
        return [self._mail(who, some) for who, some in by.items()]

    def _mail(self, who: str, some: Sequence[Record]) -> Mail:
        moment = self._session.now()
        stem = _NOT_A_NAME.sub("", f"{self._form.title}_{who}_{moment:%Y%m%d-%H%M}")
        book, file = self._own / f"{stem}.xlsx", self._own / f"{stem}.eml"
        headings = tuple(
            heading or column.label
            for column, (_, heading) in zip(self._columns, self._one.keyed, strict=True)
        )
        said = replace(self._stamped, to=who).words
        sheet = exchange.Sheet(self._form.title, headings, self._rows(some), said)
        exchange.write_xlsx(book, sheet)
        scans = self._scans(some)
        put_in = self._put_in(who, len(some))
        with disk():
            draft = mail.Draft(
                to=tuple(self._known.get(who, ())),
                subject=self._filled(self._one.subject.key, put_in),
                words=f"{self._filled(self._one.words.key, put_in)}\n\n{said}",
                at=moment.replace(tzinfo=self._session.clock.zone),
                sender=str(office.setting(self._session.store, "office.mail") or ""),
                attachments=(mail.Attachment(book.name, book.read_bytes()), *scans),
            )
            content = mail.composed(draft)
            file.write_bytes(content)
            for path in (book, file):
                with path.open("rb+") as handle:
                    os.fsync(handle.fileno())
        numbers = tuple(record.number for record in some)
        return Mail(who, tuple(draft.to), numbers, len(scans), book, file, len(content))

    def _rows(self, some: Sequence[Record]) -> Iterator[list[exchange.Cell]]:
        now = self._session.now()
        staff = dict(self._session.store.rows("SELECT no, name FROM staff"))
        for record in some:
            yield [self._cell(record, column, now, staff) for column in self._columns]
            self._done += 1
            self._told(self._done)

    def _cell(
        self, record: Record, column: register.Column, now: Any, staff: Mapping[str, str]
    ) -> exchange.Cell:
        plain = column.key.startswith("@") or "." in column.key or record.form.has(column.key)
        if not plain:
            return ""  # the record is older than the field
        value = register.value_of(record, column, whole=True)
        if value and column.field is not None and column.field.kind is Kind.PHONE:
            return str(value)  # the operator's program takes digits
        words = register.words_of(record, column, now, staff, whole=True)
        return register.cell_of(column, value, words)

    def _scans(self, some: Sequence[Record]) -> list[mail.Attachment]:
        """The pictures that go along if the office wants it so, named by the record."""
        found: list[mail.Attachment] = []
        if not office.setting(self._session.store, self._one.scans.key):
            return found
        for record in some:
            fields = [record.form.field(k) for k in self._one.pictures if record.form.has(k)]
            for _, field, value in attachments.pictures(fields, record.values):
                body = attachments.content(self._session.store, value["sha256"])
                if body is not None:
                    name = f"{record.number}_{field.label}.jpg"
                    found.append(mail.Attachment(name, body))
        return found

    def _put_in(self, who: str, count: int) -> Mapping[str, str]:
        """What stands for the places in the mail's subject and words."""
        return {
            "{to}": who,
            "{title}": self._form.title,
            "{count}": str(count),
            "{day}": dates.paper_day(self._session.now().date().isoformat()),
            "{office}": str(office.setting(self._session.store, "office.name")),
        }

    def _filled(self, key: str, put_in: Mapping[str, str]) -> str:
        words = str(office.setting(self._session.store, key))
        return re.sub(r"\{\w+\}", lambda place: put_in.get(place[0], place[0]), words)


def publish(mails: Sequence[Mail], folder: Path) -> list[Mail]:
    """Give the finished files their names in the folder; a file that is there already stays."""
    put: list[Path] = []
    try:
        with disk():
            done = []
            for each in mails:
                stem = _free(folder, each.file.stem)
                book, file = folder / f"{stem}.xlsx", folder / f"{stem}.eml"
                for source, target in ((each.workbook, book), (each.file, file)):
                    os.replace(source, target)
                    put.append(target)
                done.append(replace(each, workbook=book, file=file))
            fsync_folder(folder)
        return done
    except BaseException:
        for path in put:
            path.unlink(missing_ok=True)
        raise


def _free(folder: Path, stem: str) -> str:
    """The name, or one with a number that no file of the folder has."""
    at, name = 1, stem
    while (folder / f"{name}.xlsx").exists() or (folder / f"{name}.eml").exists():
        at += 1
        name = f"{stem} ({at})"
    return name
