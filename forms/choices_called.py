"""What the office calls things: fields, acts, states and the titles of papers by other words.

As of `forms.choices`: the names stay what the program, rules and the command line know things by;
only what people read changes, on new records.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from forms import choices_turns
from forms.acts import Act
from forms.conditions import Values
from forms.facts import Facts
from forms.fields import Check, Field, Kind
from forms.form import Form
from forms.values import text

KEY = "called"
LONGEST = 24
Path = tuple[str, ...]
"""What is called so: ("field", key[, column]), ("act", name), ("of", act, key[, column]),
("state", words), ("paper", name)."""


def names(form: Form) -> dict[str, Path]:
    """Everything that may be called otherwise, by the name the page knows it by."""
    return {text.line(name): path for name, path in _named(form).items()}


def _named(form: Form) -> dict[str, Path]:
    found: dict[str, Path] = {}
    for one in form.fields:
        found.setdefault(f"栏目：{one.label}", ("field", one.key))
        for column in one.columns:
            found.setdefault(f"栏目：{one.label}·{column.label}", ("field", one.key, column.key))
    for words in _states(form):
        found[f"状态：{words}"] = ("state", words)
    for paper in form.papers:
        if "{" in paper.heading:  # what it says depends on a field
            continue
        found[f"纸上标题：{paper.name}"] = ("paper", paper.name)
    for act in form.acts:
        found[f"手续：{act.name}"] = ("act", act.name)
        for one in act.fields:
            found.setdefault(f"手续栏目：{act.name}·{one.label}", ("of", act.name, one.key))
    return found


def _states(form: Form) -> tuple[str, ...]:
    """States that may be called otherwise: not that of a receipt just made, which the workbench
    counts receipts by that have not served."""
    own = () if form.settles else (form.open_state,)
    acts = (act.state for act in form.acts if act.state and act.state != form.open_state)
    over = (form.expired_state,) if form.validity else ()
    return tuple(dict.fromkeys((*own, *acts, *over)))


def words_of(form: Form, chosen: Form, path: Path) -> str:
    """How the chosen form calls what the declared one has at that path."""
    kind, *rest = path
    if kind == "field":
        one = chosen.field(rest[0])
        return (one.column(rest[1]) if rest[1:] else one).label
    if kind == "act":
        return chosen.act(rest[0]).called
    if kind == "of":
        return chosen.act(rest[0]).field(rest[1]).label
    if kind == "paper":
        return chosen.paper(rest[0]).heading or chosen.title
    if rest[0] == form.open_state:
        return chosen.open_state
    if rest[0] == form.expired_state and form.validity:
        return chosen.expired_state
    return next((mine.state for act, mine in zip(form.acts, chosen.acts, strict=True)
                 if act.state == rest[0]), rest[0])  # fmt: skip


def _wrong(form: Form) -> Callable[[Any, Values, Facts], str | None]:
    known = names(form)

    def problem(value: Any, values: Values, facts: Facts) -> str | None:
        whats = [line["what"] for line in value]
        unknown = [one for one in whats if one not in known]
        if unknown:
            return f"没有“{unknown[0]}”，请从提示里选"
        if len(set(whats)) < len(whats):
            return "同一样写了两行"
        wrong = (line["words"] for line in value if re.search("[{}@]", line["words"]))
        return next((f"“{words}”里不能有 {{ }} @" for words in wrong), None)

    return problem


def questions(form: Form) -> Iterator[Field]:
    """One list of what is called otherwise; empty where all is as the program has it."""
    yield Field(
        KEY, "换个叫法", Kind.LINES, maximum=60, checks=(Check("有这一样", _wrong(form)),),
        hint="栏目、手续、状态、纸上的标题；没写的照程序的。只换给人看的字", columns=(
            Field("what", "原来的", required=True, longest=60, width=3,
                  suggestions=tuple(names(form))),
            Field("words", "改叫", required=True, longest=LONGEST, width=3),
        ),
    )  # fmt: skip


def answers(form: Form, chosen: Form) -> dict[str, Any]:
    """The canonical value of the question as the form is with the office's choices; what another
    order of acts or another title brings along is not called otherwise."""
    base = choices_turns.chosen(form, choices_turns.answers(form, chosen))
    titled = replace(base, title=chosen.title, checked=False)
    lines = [
        {"what": name, "words": words}
        for name, path in names(form).items()
        if (words := words_of(base, chosen, path)) != words_of(base, titled, path)
    ]
    return {KEY: lines} if lines else {}


def chosen(form: Form, values: Mapping[str, Any]) -> Form:
    """The form with the answers put in; not checked as a whole."""
    known = names(form)
    wanted = {known[line["what"]]: line["words"] for line in values.get(KEY, ())}
    if not wanted:
        return form
    states = {path[1]: words for path, words in wanted.items() if path[0] == "state"}

    def field(one: Field, path: Path) -> Field:
        columns = tuple(
            replace(column, label=wanted.get((*path, column.key), column.label))
            for column in one.columns
        )
        return replace(one, label=wanted.get(path, one.label), columns=columns)

    def act(one: Act) -> Act:
        return replace(
            one,
            label=wanted.get(("act", one.name), one.label),
            state=states.get(one.state, one.state),
            fields=tuple(field(each, ("of", one.name, each.key)) for each in one.fields),
        )

    return replace(
        form,
        fields=tuple(field(one, ("field", one.key)) for one in form.fields),
        acts=tuple(act(one) for one in form.acts),
        papers=tuple(
            replace(one, heading=wanted.get(("paper", one.name), one.heading))
            for one in form.papers
        ),
        open_state=states.get(form.open_state, form.open_state),
        expired_state=states.get(form.expired_state, form.expired_state),
        checked=False,
    )
