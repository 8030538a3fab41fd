"""The ways this computer prints (`printing.profiles`), from the small file beside the data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db.session import Session
from forms.form import Form
from forms.paper import SIZES, Paper

if TYPE_CHECKING:
    from printing.profiles import Profile, Profiles
    from printing.stock import Stock


def known(session: Session) -> tuple[Profiles, str]:
    """(all ways, what is wrong with the file in words): none where it cannot be read."""
    from printing.profiles import FILE, Profiles, read

    file = session.store.folder / FILE
    try:
        return read(file.read_text(encoding="utf-8")), ""
    except FileNotFoundError:
        return Profiles(), ""
    except OSError as problem:
        return Profiles(), f"打印机的设置（{FILE}）读不出来：{problem.strerror}"
    except ValueError as wrong:
        return Profiles(), str(wrong)


def of(session: Session, form: Form, paper: Paper) -> Profile:
    """How that paper of that form is printed on this computer."""
    return known(session)[0].of(form.code, paper.name)


def stock(paper: Paper, way: Profile) -> Stock:
    """The continuous paper that it goes on in this way."""
    from printing.stock import usual

    return way.paper or usual(*SIZES[paper.size])
