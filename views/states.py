"""How a record's state looks: its tone, read from the form's declaration."""

from __future__ import annotations

from forms.acts import Effect
from forms.form import Form

TONES = {
    Effect.VOID: "bad",
    Effect.REJECT: "bad",
    Effect.RELEASE: "good",
    Effect.CLOSE: "good",
    Effect.REPLACE: "",
}


def tone(form: Form, state: str) -> str:
    """good for done, bad for refused or void, warn for expired, accent while it goes on."""
    if state == form.expired_state:
        return "warn"
    for act in form.acts:
        if act.state == state:
            return TONES.get(act.effect, "good" if _after_the_end(form, act.after) else "accent")
    return "accent"


def _after_the_end(form: Form, names: tuple[str, ...]) -> bool:
    return any(form.act(name).ends for name in names)
