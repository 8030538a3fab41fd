"""What somebody types stays inside the encrypted store: a person is planted, everything is done
with that person, then every byte that the program left is read.

What may hold the person, and is named here: files that somebody asked for by name (a print saved as
a PDF, a register, one's own copy). All else must not: the store, its log, backups, logs, settings,
what lies in the folder for passing files, titles of windows, jobs of the printer.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from db import attachments, backup, drafts, gate, prints, records, rehearsal
from db.demo import password_of
from db.session import Session
from forms import FORMS
from tests.views.page_desk import FX, acting
from tests.views.window_desk import DESK, demo_folder, log_in, open_window
from views import logbook, printouts, register_files
from views.cli import parse, run
from views.window import Window

NAME, PHONE, NUMBER = "欧阳植之", "13977661234", "440301199003071230"
SAID = "请打 13977665678 找欧阳植之"
NEEDLES = (NAME, PHONE, NUMBER, "13977665678", "139 7766 1234", "440301 19900307 1230")
"""Also the shapes in which numbers are shown."""


def planted() -> dict[str, Any]:
    """A slip with the person in every kind of box."""
    return {
        **FX, "unit": "3-1202", "carrier": NAME, "phone": PHONE, "carrier_id": NUMBER,
        "goods": [{"name": "纸箱", "spec": SAID, "quantity": 1}],
    }  # fmt: skip


def spoken(needle: str) -> tuple[bytes, ...]:
    """How a word may lie in a file: UTF-8, UTF-16 of Qt, escaped JSON."""
    escaped = needle.encode("unicode_escape")
    return needle.encode(), needle.encode("utf-16-le"), escaped


def left_in(folder: Path, allowed: frozenset[str]) -> list[str]:
    """Files in the folder, and their names, that hold a needle."""
    found = []
    for file in sorted(folder.rglob("*")):
        if not file.is_file() or file.name in allowed:
            continue
        body = file.read_bytes() + str(file.relative_to(folder)).encode()
        for needle in NEEDLES:
            if any(one in body for one in spoken(needle)):
                found.append(f"{file.relative_to(folder)}: {needle}")
    return found


def work(qtbot: QtBot, window: Window, out: Path) -> None:
    """Somebody types, keeps a draft, issues, looks, finds, prints, exports, and errs."""
    shell = log_in(qtbot, window, DESK)
    session = shell.session
    drafts.save(session, "FX", planted())
    number = records.issue(session, "FX", planted()).record.number
    shell.opening.record(number)
    record = records.load(session, number)
    assert record is not None
    made = printouts.prepare(session, record)
    printouts.to_file(session, made, out / "放行条.pdf")
    assert prints.title(session, number, made.print_id).startswith(number)
    from db.find import find
    from db.listing import Sieve

    assert find(session, NUMBER) and find(session, NAME) and find(session, PHONE)
    with pytest.raises(Exception, match="没有"):
        records.load(session, NAME)
    gate.examine(acting(session, "2001"), PHONE)
    register_files.write(session, Sieve("FX"), out / "登记本.xlsx")
    attachments.sweep(session)
    shell.say(f"{number} 已开", "good")
    titles = [one.windowTitle() for one in QApplication.topLevelWidgets()]
    assert not any(needle in title for needle in NEEDLES for title in titles)
    window.lock()


def err(folder: Path) -> None:
    """Faults whose words hold the person, on this thread and from Qt."""
    from PySide6.QtCore import qWarning

    with logbook.watching(folder, lambda trouble: None):
        try:
            raise ValueError(f"{NAME} {PHONE} {NUMBER}")
        except ValueError as error:
            sys.excepthook(ValueError, error, error.__traceback__)
        qWarning(f"could not load {PHONE} {NUMBER}")


def journal(session: Session) -> str:
    """Everything that the journal says, in plain."""
    return str(session.store.rows("SELECT subject, body FROM journal"))


@pytest.mark.long
def test_nothing_personal_is_left_outside_the_store(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Window, command line, prints, exports, backups, rehearsals, faults; every byte is read."""
    home, passing, out = (tmp_path / one for one in ("home", "passing", "asked for"))
    for one in (home, passing, out):
        one.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("TMPDIR", str(passing))
    monkeypatch.setattr(tempfile, "tempdir", str(passing))
    folder = demo_folder(tmp_path)
    window = open_window(qtbot, folder, FORMS)
    work(qtbot, window, out)
    assert window.session is not None
    session = window.session
    made = backup.make(session.store, session.keys, session.clock.now())
    assert made.verified and rehearsal.rehearse(acting(session, "1001")).verified
    err(folder)
    said = journal(session)
    window.put_away()
    by_the_command_line(folder, out, monkeypatch)
    assert not any(needle in said for needle in NEEDLES)
    assert left_in(tmp_path, frozenset({"放行条.pdf", "登记本.xlsx"})) == []
    assert (folder / "logs" / "qiantai.log").stat().st_size > 100


def test_a_fault_and_a_refusal_name_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same without a window; and what is looked for is found where it lies."""
    folder = demo_folder(tmp_path)
    err(folder)
    by_the_command_line(folder, tmp_path, monkeypatch)
    assert left_in(tmp_path, frozenset()) == []
    assert (folder / "logs" / "qiantai.log").stat().st_size > 100
    for at, needle in enumerate(NEEDLES):
        for how, body in enumerate(spoken(needle)):
            (tmp_path / f"{at}-{how}").write_bytes(body)
    assert len(left_in(tmp_path, frozenset())) >= 3 * len(NEEDLES)


def by_the_command_line(folder: Path, out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault whose words hold the person, a number that is none, a proof that does not fit."""
    monkeypatch.setenv("QIANTAI_PASSWORD", password_of(DESK))
    monkeypatch.setattr("db.find.find", _broken)
    proof = ["own-copy", "1", "--proof", NUMBER, "--out", str(out / "x.pdf")]
    for more, status in ((["find", PHONE], 1), (["show", NAME], 2), (proof, 2)):
        options = parse(["--data", str(folder), "--staff", DESK, "--json", *more])
        assert not isinstance(options, int) and run(options, FORMS) == status


def _broken(*given: object) -> None:
    raise RuntimeError(f"{NAME} {given}")
