"""Joins the templates that the store keeps with what sets a record by them (套打)."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from db import prints, templates
from db.errors import Refused
from db.records import Record
from db.session import Session
from forms.form import Form
from forms.paper import Paper
from forms.rules import Rejected

if TYPE_CHECKING:
    from printing.overprint import Template
    from printing.page import Document
    from printing.parts import SlipData
    from printing.profiles import Profile

NONE = "{title}的“{paper}”还没有套打模板，请管理员在“套打模板”页里做一个，或换一种方式打印"
LATER = "{title}的“{paper}”的套打模板与这张单对不上：{words}。请改模板，或换一种方式打印"
NO_SUCH = "{title}的“{paper}”没有叫“{name}”的套打模板，有：{have}。请改这台电脑的打印方式"
OTHER_PAD = "模板的纸是 {pad}，这台打印机上装的是 {stock}：请换纸，或改打印机的设置"


@dataclass(frozen=True)
class Loaded:
    """A template that holds, and since when."""

    template: Template
    since: datetime


def loaded(session: Session, form: Form, paper: Paper, way: Profile) -> Loaded:
    """The template of that paper that the way to print names, else its first; Refused where there
    is none, where it does not fit the form as it was for this record, and where the paper in the
    printer (`way`) is another."""
    from printing.overprint import checked

    have = templates.of_paper(session, form.code, paper.name)
    if not have:
        raise Refused({"mode": without(form, paper)})
    held = next((one for one in have if way.pad in ("", one.name)), None)
    if held is None:
        names = "、".join(one.name for one in have)
        words = NO_SUCH.format(title=form.title, paper=paper.name, name=way.pad, have=names)
        raise Refused({"pad": words})
    try:
        found = checked(held.values or {}, form, paper, choices=False)
    except Rejected as wrong:
        words = "；".join(dict.fromkeys(wrong.problems.values()))
        raise Refused(
            {"mode": LATER.format(title=form.title, paper=paper.name, words=words)}
        ) from None
    stock, pad = way.paper, found.pad
    if stock is not None and abs(stock.width - pad.width) + abs(stock.length - pad.height) > 0.1:
        raise Refused({"stock": OTHER_PAD.format(pad=pad.words, stock=stock.words)})
    return Loaded(replace(found, slot=held.slot), held.made_at)


def stored(session: Session, record: Record, paper: Paper, pad: Loaded) -> str | None:
    """The page description (JSON) of the first print on that pad since its template is as it is,
    None for none: on another pad of the same paper everything stands elsewhere."""
    for one in prints.log(session, record):
        if (one.paper_name, one.mode) != (paper.name, prints.OVERPRINT) or not one.arrived:
            continue
        body = prints.stored(session, one.paper) if one.at >= pad.since else ""
        if body and _slot(json.loads(body)["title"]) == pad.template.slot:
            return body
    return None


def _slot(title: str) -> int:
    """Which of a paper's templates pages of that title were set by."""
    found = re.search(r"（模板 (\d+)）$", title)
    return int(found[1]) if found else 1


def without(form: Form, paper: Paper) -> str:
    """That a paper has no template, in words."""
    return NONE.format(title=form.title, paper=paper.name)


def pages(template: Template, form: Form, paper: Paper, data: SlipData) -> Document:
    """The record on its pads; pure, for a thread. Refused with all that does not fit."""
    document, unfit = laid(template, form, paper, data)
    if unfit:
        raise Refused({"": unfit})
    return document


def laid(template: Template, form: Form, paper: Paper, data: SlipData) -> tuple[Document, str]:
    """(the record on its pads, in words all that does not fit there, "" for nothing). Where there
    are such words nothing is cut, but it must not go to paper. Pure, for a thread."""
    from printing.overprint import compose_overprint

    made = compose_overprint(template, form, paper, data)
    words = "；".join(one.words for one in made.misfits)
    return made.document, f"套打放不下：{words}。请改短，或改模板" if words else ""


def saved(
    session: Session,
    form: Form,
    paper: Paper,
    values: Mapping[str, Any] | None,
    seen: int | None = None,
    slot: int = 1,
) -> int:
    """Keep a template as typed, None for none any more; its version. Refused with every mistake at
    its path."""
    from printing.overprint import checked

    if values is None:
        return templates.save(session, form, paper, None, seen, slot)
    try:
        made = checked(values, form, paper)
    except Rejected as wrong:
        raise Refused(wrong.problems) from None
    return templates.save(session, form, paper, made.values(), seen, slot)
