"""How the office wants a paper laid out: its rows from top to bottom, some of them left out.

As of `forms.choices`. What is signed, counted or pictured stays on the paper; a row of fields or a
text may be left out. Which fields stand side by side is drawn for the paper and stays.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from forms.choices_words import as_word, label_of
from forms.conditions import Values
from forms.facts import Facts
from forms.fields import Check, Field, Kind
from forms.form import Form
from forms.paper import OFFICE, Boxes, Paper, Part, Row, Text, marks
from forms.values import text

LONGEST = 60


def names(form: Form, paper: Paper) -> dict[str, tuple[str, Part]]:
    """By the name on the page, the mark of each part and the part, from top to bottom."""
    found: dict[str, tuple[str, Part]] = {}
    for mark, part in zip(marks(paper.parts), paper.parts, strict=True):
        name = text.line(_name(form, part), longest=200)[: LONGEST - 4].strip()
        again = sum(one == name or one.startswith(f"{name} ") for one in found)
        found[f"{name} {again + 1}" if again else name] = mark, part
    return found


def _name(form: Form, part: Part) -> str:
    if isinstance(part, Row):
        return "、".join(cell.words or label_of(form, cell.key) for cell in part.cells)
    if isinstance(part, Boxes):
        return "签字：" + "、".join(box.words or box.act or "空格" for box in part.boxes)
    if isinstance(part, Text):
        return "文字：" + (part.label or _read(form, part.words)[:16])
    return as_word(label_of(form, part.key))


def _read(form: Form, words: str) -> str:
    """Running text with labels for what is filled in."""
    keys = {one.key: one.label for one in form.fields} | {OFFICE: "单位名称"}
    return re.sub(r"\{([^}]+)\}", lambda found: keys.get(found[1], "……"), words)


def _stays(part: Part) -> bool:
    return not isinstance(part, (Row, Text))


def _asked(form: Form) -> Iterator[tuple[str, Paper]]:
    return ((f"layout_{at}", one) for at, one in enumerate(form.papers)
            if len(one.parts) > 1 and not one.letter)  # fmt: skip


def questions(form: Form) -> Iterator[Field]:
    """One list for each paper of several rows; a letter reads as it is written."""
    for key, paper in _asked(form):
        known = names(form, paper)
        yield Field(
            key, f"版面：{paper.name}（从上到下）", Kind.LINES, required=True, maximum=len(known),
            width=3, checks=(Check("各行", _wrong(known)),),
            hint="Ctrl+↑↓ 换次序，Ctrl+退格去掉一行；签字栏、表格、照片不能去掉", columns=(
                Field("row", "行", required=True, longest=LONGEST, width=3,
                      suggestions=tuple(known)),
            ),
        )  # fmt: skip


def _wrong(known: Mapping[str, tuple[str, Part]]) -> Callable[[Any, Values, Facts], str | None]:
    def problem(value: Any, values: Values, facts: Facts) -> str | None:
        named = [line["row"] for line in value]
        unknown = [one for one in named if one not in known]
        if unknown:
            return f"没有“{unknown[0]}”这一行，请从提示里选"
        if len(set(named)) < len(named):
            return "同一行写了两次"
        gone = [name for name, (_, part) in known.items() if _stays(part) and name not in named]
        return f"“{gone[0]}”不能去掉" if gone else None

    return problem


def answers(form: Form, chosen: Form) -> dict[str, Any]:
    """Canonical values of the questions as the form is with the office's choices."""
    found: dict[str, Any] = {}
    for key, paper in _asked(form):
        known = {mark: name for name, (mark, _) in names(form, paper).items()}
        order = chosen.paper(paper.name).order or tuple(known)
        found[key] = [{"row": known[mark]} for mark in order if mark in known]
    return found


def chosen(form: Form, values: Mapping[str, Any]) -> Form:
    """The form with the answers put in; not checked as a whole."""
    orders: dict[str, tuple[str, ...]] = {}
    for key, paper in _asked(form):
        known = names(form, paper)
        order = tuple(known[line["row"]][0] for line in values.get(key, ()))
        if order and order != marks(paper.parts):
            orders[paper.name] = order
    papers = tuple(
        replace(one, order=orders[one.name]) if one.name in orders else one for one in form.papers
    )
    return replace(form, papers=papers, checked=False)
