"""In which order the office has acts done, where a form's declaration leaves it open (`turns`).

As of `forms.choices`. What waits for the first, what follows the last, refusals and the states that
say for whom a record waits go along.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import permutations
from typing import Any

from forms.acts import Act, Effect
from forms.fields import Field, Kind
from forms.form import Form

ARROW = " → "


def questions(form: Form) -> Iterator[Field]:
    """One choice for each group of acts."""
    for at, group in enumerate(form.turns):
        yield Field(
            f"turn_{at}", f"次序：{'、'.join(group)}", Kind.CHOICE, required=True, width=3,
            choices=tuple(ARROW.join(one) for one in permutations(group)),
        )  # fmt: skip


def answers(form: Form, chosen: Form) -> dict[str, Any]:
    """Canonical values of the questions as the form is with the office's choices."""
    return {
        f"turn_{at}": ARROW.join(_as_chosen(chosen, group)) for at, group in enumerate(form.turns)
    }


def _as_chosen(form: Form, group: tuple[str, ...]) -> tuple[str, ...]:
    """The acts of a group, each after those that must be done before it."""
    return tuple(sorted(group, key=lambda name: len(_before(form, name, group))))


def _before(form: Form, name: str, group: tuple[str, ...]) -> set[str]:
    own = set(form.act(name).after) & set(group)
    return own.union(*(_before(form, one, group) for one in own))


def chosen(form: Form, values: Mapping[str, Any]) -> Form:
    """The form with the answers put in; not checked as a whole."""
    for at, group in enumerate(form.turns):
        wanted = tuple(values.get(f"turn_{at}", "").split(ARROW))
        if set(wanted) == set(group) and wanted != group:
            form = _turned(form, group, wanted)
    return form


def _turned(form: Form, group: tuple[str, ...], wanted: tuple[str, ...]) -> Form:
    outer = tuple(one for one in form.act(group[0]).after if one not in group)
    states = _states(form, group, outer, wanted)
    previous = dict(zip(wanted[1:], wanted, strict=False))

    def after(act: Act) -> tuple[str, ...]:
        own = next((one for one in group if act.effect is Effect.REJECT and one in act.unless),
                   act.name if act.name in group else "")  # fmt: skip
        if own:
            extra = tuple(one for one in act.after if one not in (*group, *outer))
            first = outer if act.name in group else ()
            return ((previous[own],) if own in previous else first) + extra
        return tuple(wanted[-1] if one == group[-1] else one for one in act.after)

    acts = tuple(
        replace(one, after=after(one), state=states.get(one.name, one.state)) for one in form.acts
    )
    return replace(form, acts=acts, open_state=states[""], checked=False)


def _states(
    form: Form, group: tuple[str, ...], outer: tuple[str, ...], wanted: tuple[str, ...]
) -> dict[str, str]:
    """The states by act, "" for what a record has when just issued: each says whom it waits for."""
    before = next((one for one in reversed(outer) if form.act(one).state), "")
    said = {one.name: one.state for one in form.acts} | {"": form.open_state}
    waiting = dict(zip(group, (said[before], *(said[one] for one in group)), strict=False))
    after = [*(waiting[one] for one in wanted[1:]), said[group[-1]]]
    return (
        {"": form.open_state} | {before: waiting[wanted[0]]}
        | dict(zip(wanted, after, strict=True))
    )  # fmt: skip
