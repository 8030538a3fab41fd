"""Photos and files on the command line: paths of files instead of the store's own values."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from db import attachments
from db.errors import Refused
from db.files import write_private
from db.session import Session
from forms.fields import Field, Kind
from forms.values import Invalid

Swap = Callable[[str, Field, Any], Any]
"""(path, field, value) -> the value in its place."""
SAMPLES = "samples"
"""Folder beside the store for the made pictures that `example` names."""


@contextmanager
def accepted(
    session: Session, fields: Sequence[Field], typed: Mapping[str, Any], file: str | None
) -> Iterator[dict[str, Any]]:
    """The values with every file they name taken in, for the block that issues or acts.

    file: the JSON file that relative paths start from ("-" and None: the present folder). A file
    that is refused stays a path, which no form accepts: the block's refusal then says why, beside
    all else that it says.
    """
    folder = Path(file).parent if file and file != "-" else Path()
    problems: dict[str, str] = {}

    def swap(path: str, field: Field, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        try:
            return attachments.take(session, folder / value, Path(value).name, field.kind)
        except Invalid as invalid:
            problems[path] = str(invalid)
            return value

    values = _swapped(fields, typed, swap)
    try:
        yield values
    except Refused as refusal:
        own = {path: words for path, words in problems.items() if path in refusal.problems}
        raise Refused({**refusal.problems, **own}) from None


def as_files(
    session: Session, fields: Sequence[Field], values: Mapping[str, Any], folder: Path
) -> dict[str, Any]:
    """Example values with every made picture written into the folder, its path in its place.

    Raises Environment when the disk refuses.
    """

    def swap(path: str, field: Field, value: Any) -> Any:
        body = attachments.content(session.store, value["sha256"])
        assert body is not None
        file = folder.resolve() / SAMPLES / value["name"]
        write_private(file, body)
        return str(file)

    return _swapped(fields, values, swap)


def _swapped(
    fields: Sequence[Field], values: Mapping[str, Any], swap: Swap, at: str = ""
) -> dict[str, Any]:
    """The values with `swap(path, field, value)` in the place of every photo and file."""
    found = dict(values)
    for field in fields:
        value, path = values.get(field.key), at + field.key
        if field.kind in attachments.KINDS and value:
            found[field.key] = swap(path, field, value)
        elif field.kind is Kind.LINES and isinstance(value, list):
            found[field.key] = [
                _swapped(field.columns, line, swap, f"{path}[{row}].")
                if isinstance(line, Mapping) else line
                for row, line in enumerate(value)
            ]  # fmt: skip
    return found
