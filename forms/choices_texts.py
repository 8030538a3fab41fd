"""What the office has printed as running text: an undertaking, rules, a notice, a letter's words.

As of `forms.choices`. What a rule of the source says (`Text.stated`) stays; what is filled in
stays too: the same {places}, under the labels of their fields.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from forms.conditions import Values
from forms.facts import Facts
from forms.fields import Check, Field, Kind
from forms.form import Form
from forms.paper import Paper, Text, marks
from forms.values import text

LONGEST, SHORTEST = 2000, 8
"""Characters; what is shorter is a heading, or only says what is filled in."""
_PLACE = re.compile(r"\{([^}]*)\}")


def _asked(form: Form) -> Iterator[tuple[str, Paper, str, Text]]:
    """Key of the question, paper, mark and text of each that may be worded otherwise."""
    for at, paper in enumerate(form.papers):
        parts = (*paper.parts, *paper.back)
        for number, (mark, part) in enumerate(zip(marks(parts), parts, strict=True)):
            if isinstance(part, Text) and not part.stated and not part.bold and (
                len(_PLACE.sub("", part.words).strip()) >= SHORTEST
            ):
                yield f"text_{at}_{number}", paper, mark, part


def questions(form: Form) -> Iterator[Field]:
    """One for each text, as it is printed."""
    for key, paper, _, part in _asked(form):
        name = part.label or text.line(_PLACE.sub("…", part.words))[:10]
        places = _PLACE.findall(part.words)
        hint = f"{'、'.join(f'{{{one}}}' for one in dict.fromkeys(places))} 处自动填上" if places else ""
        yield Field(
            key, f"文字：{paper.name}·{name}", Kind.LONG_TEXT, required=True, longest=LONGEST,
            width=3, hint=hint, checks=(Check("填得上", _wrong(part)),),
        )  # fmt: skip


def _wrong(part: Text) -> Callable[[Any, Values, Facts], str | None]:
    known = set(_PLACE.findall(part.words))

    def problem(value: Any, values: Values, facts: Facts) -> str | None:
        unknown = [one for one in _PLACE.findall(value) if one not in known]
        if unknown:
            return f"{{{unknown[0]}}} 填不上"
        return "{ } 要成对" if re.search("[{}]", _PLACE.sub("", value)) else None

    return problem


def answers(form: Form, chosen: Form) -> dict[str, Any]:
    """Canonical values of the questions as the form is with the office's choices."""
    found: dict[str, Any] = {}
    for key, paper, mark, part in _asked(form):
        own = dict(chosen.paper(paper.name).texts)
        found[key] = text.paragraph(own.get(mark, part.words), longest=LONGEST)
    return found


def chosen(form: Form, values: Mapping[str, Any]) -> Form:
    """The form with the answers put in; not checked as a whole."""
    own: dict[str, list[tuple[str, str]]] = {}
    for key, paper, mark, part in _asked(form):
        words = values.get(key)
        if words is not None and words != text.paragraph(part.words, longest=LONGEST):
            own.setdefault(paper.name, []).append((mark, words))
    papers = tuple(
        replace(one, texts=tuple(own[one.name])) if one.name in own else one for one in form.papers
    )
    return replace(form, papers=papers, checked=False)
