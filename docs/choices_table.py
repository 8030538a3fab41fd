"""The tables of what an office may change, in docs/handbook.md, made from the declarations.

    .venv/bin/python docs/choices_table.py          # write them anew, after a declaration changed

tests/docs/test_choices_table.py reads them back: every row is there, its default is the one that
holds, and changing it changes what is issued afterwards and nothing that was issued before.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from db.chosen_before import words  # noqa: E402
from forms import FORMS, SETTINGS, bound, choices  # noqa: E402
from forms.form import Form  # noqa: E402
from forms.settings import Setting  # noqa: E402

HANDBOOK = ROOT / "docs" / "handbook.md"
BEGIN, END = "<!-- 设置表：docs/choices_table.py -->", "<!-- 设置表完 -->"
ROWS = ("fee_", "deposit_carries", "validity", "due_", "call_", "rate_", "turn_", "copies")
"""Of a form's choices, those with defaults of their own on this page; the others are alike for
all forms and stand in the page's first table."""
LONGEST = 90


def settings() -> Iterator[tuple[str, str, str, str, str]]:
    """Rule, default, where, from when, key: of every plain setting."""
    forms = {form.code: form for form in FORMS}
    kept = {one.key for form in FORMS for one in bound(form)}
    for key, one in SETTINGS.items():
        users = one.users(forms)
        if users or not one.used_by:
            since = "以后开的单" if key in kept else "马上"
            yield one.field.label, default_of(one), where(one, users), since, f"@{key}"


def where(one: Setting, users: tuple[str, ...]) -> str:
    """The section of the settings page that it stands in."""
    if not one.used_by or len(users) != 1:
        return one.section
    return next(form.title for form in FORMS if form.code == users[0])


def default_of(one: Setting) -> str:
    """A setting's default as it reads on the page."""
    return cell(words(one.field, None if one.default is None else one.told(one.default)))


def of_forms() -> Iterator[tuple[str, str, str, str]]:
    """Form, rule, default, key: of what has a default of each form's own."""
    for form in FORMS:
        for key, label, default in of_form(form):
            yield form.title, label, default, f"{form.code}.{key}"


def of_form(form: Form) -> Iterator[tuple[str, str, str]]:
    """Key, label, default: of those choices of a form that stand in the table."""
    known = choices.answers(form, form)
    for one in choices.questions(form):
        if one.key.startswith(ROWS) and not one.key.endswith("_roles"):
            yield one.key, one.label, cell(words(one, known.get(one.key)))


def cell(text: str) -> str:
    """Words in one cell of a table."""
    line = re.sub(r"\s+", " ", text.replace("|", "／")).strip()
    return line if len(line) <= LONGEST else f"{line[:LONGEST]}……"


def tables() -> str:
    """Both tables in Markdown."""
    lines = ["| 规矩 | 默认 | 设置页的哪一节 | 从何时起 | 项 |", "|---|---|---|---|---|"]
    lines += [f"| {' | '.join(row[:4])} | `{row[4]}` |" for row in settings()]
    lines += ["", "| 单 | 规矩 | 默认 | 项 |", "|---|---|---|---|"]
    lines += [f"| {' | '.join(row[:3])} | `{row[3]}` |" for row in of_forms()]
    return "\n".join(lines)


def written(page: str) -> str:
    """The page with the tables as they should be."""
    head, rest = page.split(BEGIN)
    return f"{head}{BEGIN}\n\n{tables()}\n\n{END}{rest.split(END)[1]}"


if __name__ == "__main__":
    HANDBOOK.write_text(written(HANDBOOK.read_text("utf-8")), "utf-8")
