"""Handing over what records have for somebody outside: which wait, and their files.

A file that is made changes nothing of a record: only the act “sent at, by whom” stops the deadline
(`db.batch.act_all` does it on all of them). What goes out has personal data in full, so it asks the
rights `export` and `see:personal` and is journalled with the numbers of the records.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from db import office, secrecy
from db.errors import Refused
from db.reading import Record, glance, normal_number
from db.session import Member, Session
from forms.consignment import Consignment
from forms.form import Form

if TYPE_CHECKING:
    from db.parcels import Mail

MOST = 2000
"""Records of one list, the longest waiting first; the rest follow when these are sent."""
HEAVY = 20 * 1024 * 1024
"""Bytes from which many a mail server will not take a mail."""
KIND = "eml"
LATELY = 200
"""Journal lines that are looked at for mails made before."""


def forms_of(session: Session) -> list[Form]:
    """The forms of which the member hands something over."""
    return [form for form in session.forms.values() if hands(session, form)]


def hands(session: Session, form: Form) -> bool:
    """Whether the member is one who hands over what a form has for somebody outside."""
    one = form.handed_out
    return one is not None and session.may(f"act:{form.code}:{one.act}")


def is_sending(session: Session, code: str, act: str) -> bool:
    """Whether an act of a form is done from the page of what is handed over."""
    form = session.forms.get(code)
    one = form.handed_out if form is not None else None
    return one is not None and one.act == act and session.may(f"act:{code}:{act}")


def waiting(session: Session, code: str) -> list[Record]:
    """The records that are complete and were not sent, the longest waiting first."""
    session.require("see:records", "看单据")
    form, one = _declared(session, code)
    names = tuple(due.name for due in form.dues if due.stop == one.act)
    rows = session.store.rows(
        "SELECT record_id FROM standing WHERE code = ? AND due IS NOT NULL AND due_name IN"
        f" ({','.join('?' * len(names))}) AND {secrecy.visible(session, 'record_id')}"
        " ORDER BY due, record_id LIMIT ?",
        (code, *names, MOST),
    )
    found = glance(session, [row for (row,) in rows])
    return [record for record in found if one.act in record.seen.open]


def made_before(session: Session, code: str) -> dict[str, datetime]:
    """When a mail with each record was last made, office time, as the journal has it."""
    rows = session.store.rows(
        "SELECT at, body FROM journal WHERE subject = ? AND action = 'export'"
        " ORDER BY seq DESC LIMIT ?",
        (code, LATELY),
    )
    found: dict[str, datetime] = {}
    for at, text in rows:
        body = json.loads(text)
        if body.get("kind") == KIND:
            for number in body["numbers"]:
                found.setdefault(number, session.local(at))
    return found


def addresses(session: Session, code: str) -> dict[str, list[str]]:
    """The mail addresses that the office has set, by name."""
    _, one = _declared(session, code)
    return dict(office.setting(session.store, one.to.key) or {})


def write(
    session: Session,
    code: str,
    numbers: Sequence[str],
    folder: Path,
    told: Callable[[int], object] = lambda done: None,
    *,
    new: bool = False,
    second: Member | None = None,
) -> list[Mail]:
    """Put the workbook and the mail of each addressee into the folder, all of them or nothing.

    numbers: of which records; none for all that wait · told: how many records are done, may raise
    `Cancelled` · new: the folder is made where it is not there · second: who approves an addressee
    that has not had any, or has another address. Raises Refused without the rights, for records
    that need not be sent and for none at all, at "second" without that person; Environment when the
    disk does not allow it. Then no file is there.
    """
    from db import addressees, exporting
    from db.parcels import Packing, own_folder, publish

    form, one = _declared(session, code)
    for right in ("export", "see:personal", f"act:{code}:{one.act}"):
        session.require(right, f"把{form.title}资料交到外面")
    hidden = [key for key, _ in one.keyed if form.has(key) and not session.sees(form.field(key))]
    if hidden:
        names = "、".join(form.field(key).label for key in hidden)
        raise Refused({"": f"{session.member.name}不能看{names}，不能报送"})
    found = _unsent(session, form, one, numbers) if numbers else waiting(session, code)
    if not found:
        raise Refused({"numbers": f"没有等着{one.act}的{form.title}"})
    known = addresses(session, code)
    wanted = {who: known.get(who, []) for who in (str(r.values.get(one.by, "")) for r in found)}
    strange = addressees.unapproved(session, code, wanted)
    if strange:
        addressees.check(session, form.title, strange, second)
    stamped = exporting.stamp(session)
    with own_folder(folder, new) as own:
        mails = Packing(session, form, one, own, told, stamped).packed(found)
        with session.store.write():
            if strange:
                addressees.approve(session, code, strange, second)
            for each in mails:
                body = {"rows": len(each.records), "kind": KIND, "to": each.who,
                        "numbers": list(each.records), "scans": each.scans,
                        "number": stamped.number, "full": True}  # fmt: skip
                session.journal("export", code, body)
            return publish(mails, folder)


def _declared(session: Session, code: str) -> tuple[Form, Consignment]:
    form = session.form(code)
    if form.handed_out is None:
        raise Refused({"code": f"{form.title}没有要报送的"})
    return form, form.handed_out


def _unsent(
    session: Session, form: Form, one: Consignment, numbers: Sequence[str]
) -> list[Record]:
    """Those records as they are now; Refused for one that is of another form or need not be sent.
    """
    ids = {
        number: session.store.value(
            "SELECT id FROM record WHERE number = ? AND code = ?"
            f" AND {secrecy.visible(session, 'id')}", (number, form.code)
        )
        for number in dict.fromkeys(map(normal_number, numbers))
    }
    unknown = [number for number, row in ids.items() if row is None]
    if unknown:
        raise Refused({"numbers": f"没有{form.title} {'、'.join(unknown)}"})
    found = glance(session, [int(row) for row in ids.values()])
    cannot = [f"{each.number}（{each.seen.state}）" for each in found
              if one.act not in each.seen.open]  # fmt: skip
    if cannot:
        raise Refused({"numbers": f"现在不能{one.act}：{'、'.join(cannot)}"})
    return found
