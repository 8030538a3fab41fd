"""The office's sign: taken in, kept for the papers of its day, journalled."""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from db import attachments, checking, choosing, chosen_before, logo
from db.errors import Refused
from forms.fields import Kind
from tests.db.demo_desk import DESK, NOW, Desk, copied

ADMIN = "9001"


@pytest.fixture
def desk(estate: Path, tmp_path: Path) -> Any:
    made = Desk(copied(estate, tmp_path / "office"))
    yield made
    made.close()


def picture(colour: str, wide: int, high: int) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (wide, high), colour).save(made, "PNG")
    return made.getvalue()


def choose(desk: Desk, value: Any) -> None:
    """The administrator saves the section with that sign; None takes it away."""
    admin = desk.at(ADMIN)
    part = choosing.parts(admin)["单位"]
    values = {**choosing.chosen(admin, part).values, "logo": value}
    choosing.save(admin, part, {key: one for key, one in values.items() if one is not None})


def taken(desk: Desk, colour: str, wide: int = 400, high: int = 100) -> dict[str, Any]:
    return attachments.take(
        desk.at(ADMIN), picture(colour, wide, high), f"{colour}.png", Kind.PHOTO
    )


def test_a_sign_stays_for_ever_once_it_was_one(desk: Desk) -> None:
    """Also when another takes its place or none does: what was printed names it."""
    store = desk.at().store
    assert logo.current(store) is None
    red, blue, never = taken(desk, "red"), taken(desk, "blue", 90, 90), taken(desk, "green")
    choose(desk, red)
    assert logo.current(store) == logo.Logo(red["sha256"], 4.0)
    choose(desk, blue)
    assert logo.current(store) == logo.Logo(blue["sha256"], 1.0)
    choose(desk, None)
    assert logo.current(store) is None
    attachments.sweep(desk.at(DESK, NOW + timedelta(days=30)))
    assert attachments.content(store, red["sha256"]) and attachments.content(store, blue["sha256"])
    assert attachments.content(store, never["sha256"]) is None
    assert set(checking.check(desk.at(ADMIN), full=True).values()) == {"ok"}


def test_each_change_is_told_with_old_and_new(desk: Desk) -> None:
    choose(desk, taken(desk, "red"))
    choose(desk, None)
    admin = desk.at(ADMIN)
    told = [line for one in chosen_before.of_part(admin, choosing.parts(admin)["单位"])
            for line in one.told]  # fmt: skip
    assert [one[0] for one in told] == ["单位标志", "单位标志"]
    assert "red.jpg" in told[0][1] and told[0][2] == "（空）"
    assert told[1][1] == "（空）" and "red.jpg" in told[1][2]


def test_a_content_that_is_not_there_is_refused(desk: Desk) -> None:
    with pytest.raises(Refused) as refused:
        choose(desk, {"name": "假.jpg", "sha256": "0" * 64, "size": 3})
    assert set(refused.value.problems) == {"logo"}
