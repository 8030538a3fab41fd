"""The office's sign on what goes to paper: new prints have today's, old ones theirs."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from db import attachments, choosing, records
from db.listing import Sieve
from forms.fields import Kind
from tests.db.demo_desk import FX, Desk
from tests.views.window_desk import demo_folder
from views import looking, price_notice, printouts, register_files

ADMIN = "9001"


@pytest.fixture
def desk(tmp_path: Path) -> Any:
    made = Desk(demo_folder(tmp_path))
    yield made
    made.close()


def chosen(desk: Desk, colour: str) -> str:
    """The hash of a sign of that colour, made the office's; "" takes it away."""
    admin = desk.at(ADMIN)
    part = choosing.parts(admin)["单位"]
    values = {k: v for k, v in choosing.chosen(admin, part).values.items() if k != "logo"}
    if colour:
        made = io.BytesIO()
        Image.new("RGB", (200, 100), colour).save(made, "PNG")
        values["logo"] = attachments.take(admin, made.getvalue(), "标志.png", Kind.PHOTO)
    choosing.save(admin, part, values)
    return str(values["logo"]["sha256"]) if colour else ""


def test_what_was_printed_keeps_the_sign_of_its_day(desk: Desk) -> None:
    """A reprint is the stored pages; what is printed first now has the sign of now, or none."""
    red = chosen(desk, "red")
    old = desk.issue("FX", FX)
    first = printouts.prepare(desk.at(), old)
    assert first.going.images == {red} and set(first.images) == {red}
    blue = chosen(desk, "blue")
    again = printouts.prepare(desk.at(), old, again="卡纸")
    assert again.going.images == {red} and set(again.images) == {red} and again.pdf
    assert printouts.prepare(desk.at(), desk.issue("FX", FX)).going.images == {blue}
    looked = looking.images(desk.at(), old, old.form.papers[0])
    assert set(looked) == {red}
    chosen(desk, "")
    assert not printouts.prepare(desk.at(), desk.issue("FX", FX)).going.images
    still = records.load(desk.at(), old.number)
    assert still is not None
    assert printouts.prepare(desk.at(), still, again="再打").going.images == {red}


def test_registers_and_notices_have_it_too(desk: Desk, tmp_path: Path) -> None:
    """In the file that is saved: the image itself, not only its place."""
    desk.issue("FX", FX)
    session = desk.at()
    bare, signed = tmp_path / "bare.pdf", tmp_path / "signed.pdf"
    register_files.write(session, Sieve("FX"), bare)
    assert b"/SMask" not in bare.read_bytes() and not price_notice.notice(session).images
    red = chosen(desk, "red")
    register_files.write(session, Sieve("FX"), signed)
    assert b"/SMask" in signed.read_bytes()
    assert price_notice.notice(session).images == {red}
    price_notice.save(session, None, signed)
    assert b"/SMask" in signed.read_bytes()
