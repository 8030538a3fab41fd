"""What the office has printed as running text: an undertaking, rules, a notice, a letter's words.

As of `forms.choices`. What a rule of the source says (`Text.stated`) stays; what is filled in
stays too: the same {places}, under the labels of their fields.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from forms.choices_words import label_of
from forms.conditions import Values
from forms.facts import Facts
from forms.fields import Check, Field, Kind
from forms.form import Form
from forms.paper import OFFICE, Paper, Text, marks
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
        places = _places(form, part)
        hint = f"{'、'.join(f'{{{one}}}' for one in places.values())} 处自动填上" if places else ""
        yield Field(
            key, f"文字：{paper.name}·{name}", Kind.LONG_TEXT, required=True, longest=LONGEST,
            width=3, hint=hint, checks=(Check("填得上", _wrong(form, part)),),
        )  # fmt: skip


def _places(form: Form, part: Text) -> dict[str, str]:
    """By key of what is filled in, how the page calls it."""
    found: dict[str, str] = {}
    for key in _PLACE.findall(part.words):
        name = "单位名称" if key == OFFICE else label_of(form, key)
        found[key] = name if name not in found.values() else key
    return found


def _put(words: str, names: Mapping[str, str]) -> str:
    return _PLACE.sub(lambda found: f"{{{names.get(found[1], found[1])}}}", words)


def _wrong(form: Form, part: Text) -> Callable[[Any, Values, Facts], str | None]:
    known = set(_places(form, part).values())

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
        found[key] = _shown(form, part, own.get(mark, part.words))
    return found


def _shown(form: Form, part: Text, words: str) -> str:
    """A text as the page has it."""
    return text.paragraph(_put(words, _places(form, part)), longest=LONGEST)


def chosen(form: Form, values: Mapping[str, Any]) -> Form:
    """The form with the answers put in; not checked as a whole."""
    own: dict[str, list[tuple[str, str]]] = {}
    for key, paper, mark, part in _asked(form):
        words = values.get(key)
        if words is not None and words != _shown(form, part, part.words):
            keys = {name: known for known, name in _places(form, part).items()}
            own.setdefault(paper.name, []).append((mark, _put(words, keys)))
    papers = tuple(
        replace(one, texts=tuple(own[one.name])) if one.name in own else one for one in form.papers
    )
    return replace(form, papers=papers, checked=False)
