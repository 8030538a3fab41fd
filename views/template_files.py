"""Templates of pads out to files and in from them, and what the command line says of them."""

from __future__ import annotations

import argparse
import hashlib
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from db import attachments, templates
from db.errors import Refused, disk
from db.session import Session
from forms.fields import Kind
from forms.form import Form
from forms.paper import Paper
from forms.rules import Rejected
from forms.values import Invalid
from views import overprinting, printouts

PADS = Path(__file__).resolve().parent.parent / "resources" / "pads"
NO_FILE = "这个文件不存在，或读不出来"


def ready_made(form: Form, paper: Paper) -> Path | None:
    """The template of a common pad that comes with the program for that paper, if there is one."""
    from printing.overprint.file import unpacked

    for file in sorted(PADS.glob("*.json")):
        found = unpacked(file.read_bytes())
        if (found.form, found.paper) == (form.code, paper.name):
            return file
    return None


def named(session: Session, form: Form, paper: Paper, name: str = "") -> templates.Kept:
    """The template of a paper that has that name, its first for ""; Refused where there is none."""
    have = templates.of_paper(session, form.code, paper.name)
    if not have:
        raise Refused({"paper": overprinting.without(form, paper)})
    found = next((one for one in have if name in ("", one.name)), None)
    if found is None:
        names = "、".join(one.name for one in have)
        raise Refused({"name": f"{paper.name}没有叫“{name}”的套打模板，有：{names}"})
    return found


def export(
    session: Session, form: Form, paper: Paper, file: Path, name: str = ""
) -> templates.Kept:
    """Write a template of a paper to a file, with its scan. Refused where there is none of that
    name or without the right "settings"; Environment when the disk does not allow it."""
    from printing.overprint import checked
    from printing.overprint.file import packed

    session.require("settings", "导出套打模板")
    held = named(session, form, paper, name)
    try:
        template = checked(held.values or {}, form, paper)
    except Rejected as wrong:
        raise Refused(wrong.problems) from None
    scan = attachments.content(session.store, template.scan.sha256) if template.scan else None
    with disk():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(packed(template, scan))
    return held


def take(
    session: Session, file: Path, alone: AbstractContextManager[Any] | None = None,
    beside: bool = False,
) -> templates.Kept:  # fmt: skip
    """The template of a file, kept from now on in place of the one of its name or of the first of
    its paper; beside: of another name, beside those that the paper has.

    alone: see `db.images.reencode`, which may take a second: not for the window's thread. Refused
    with every mistake, then nothing is kept.
    """
    session.require("settings", "导入套打模板")
    return keep(session, *look(session, file, alone), beside)


def keep(
    session: Session, form: Form, paper: Paper, values: dict[str, Any], beside: bool = False
) -> templates.Kept:
    """Keep what `look` found of a file, as `take` says. Refused with every mistake."""
    slot = slot_of(session, form, paper, str(values.get("name", "")), beside)
    overprinting.saved(session, form, paper, values, slot=slot)
    held = templates.current(session, form.code, paper.name, slot)
    assert held is not None
    return held


def slot_of(session: Session, form: Form, paper: Paper, name: str, beside: bool) -> int:
    """Which of a paper's templates one of that name takes the place of; a new one where it is to
    stand beside the others."""
    have = templates.of_paper(session, form.code, paper.name)
    same = next((one.slot for one in have if one.name == name), 0)
    if same or not have:
        return same or 1
    return templates.free_slot(session, form.code, paper.name) if beside else have[0].slot


def look(
    session: Session, file: Path, alone: AbstractContextManager[Any] | None = None
) -> tuple[Form, Paper, dict[str, Any]]:
    """For which paper a file has a template, and its values, the scan taken in; not judged yet.

    alone: see `take`. Refused for what is no such file, or for no paper there is.
    """
    from printing.overprint.file import LARGEST, unpacked

    try:
        with file.open("rb") as source:
            found = unpacked(source.read(LARGEST + 1))
    except OSError:
        raise Refused({"file": NO_FILE}) from None
    except Rejected as wrong:
        raise Refused(wrong.problems) from None
    if found.form not in session.forms:
        raise Refused({"file": f"它是给“{found.form[:20]}”的，这里没有这种单"})
    form, values = session.form(found.form), dict(found.values)
    paper = printouts.paper_of(form, found.paper)
    name = values.pop("scan_name", "扫描件")
    if found.scan is not None:
        values["scan"] = _scan(session, found.scan, str(name)[:80], alone)
    return form, paper, values


def _scan(
    session: Session, body: bytes, name: str, alone: AbstractContextManager[Any] | None
) -> dict[str, Any]:
    """The scan of a file taken in; one that is here already is not made worse once more."""
    known = attachments.content(session.store, hashlib.sha256(body).hexdigest())
    try:
        if known is not None:
            return attachments.keep(session, body, name)
        return attachments.take(session, body, name, Kind.FILE, alone)
    except Invalid as wrong:
        raise Refused({"scan": str(wrong)}) from None


def asked(session: Session, options: argparse.Namespace) -> Any:
    """What the verb `templates` answers: what holds, or what was exported, imported, ended."""
    if options.file is not None:
        return _row(session, take(session, options.file, beside=options.beside))
    code = options.export or options.end
    if code is None:
        return [_row(session, one) for one in templates.every(session) if one.values is not None]
    form = session.form(code.upper())
    paper = printouts.paper_of(form, options.paper)
    if options.end:
        held = named(session, form, paper, options.name or "")
        overprinting.saved(session, form, paper, None, slot=held.slot)
        return {"form": form.code, "paper": paper.name}
    if options.out is None:
        raise Refused({"out": "导出到哪里？请写 --out 文件.json"})
    held = export(session, form, paper, options.out, options.name or "")
    return _row(session, held) | {"file": str(options.out)}


def _row(session: Session, held: templates.Kept) -> dict[str, Any]:
    values = held.values or {}
    pad = values.get("box") or f"{values.get('width', 0):g}×{values.get('height', 0):g}"
    return {
        "form": held.form, "paper": held.paper, "name": held.name, "version": held.version,
        "pad": pad, "spots": len(values.get("spots", ())), "scan": "scan" in values,
        "since": held.made_at.strftime("%Y-%m-%dT%H:%M"),
    }  # fmt: skip
