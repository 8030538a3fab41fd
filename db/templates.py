"""Templates of pre-printed pads 套打 for each paper that is printed on one, told apart by name.

Versions of each are only added; the last one holds, and one without a body says that it is taken
away. A paper mostly has one; further ones are kept beside it under its name and a number. What
stands in a body is read and judged by `printing.overprint`. The scan of the pad is a picture among
the attachments, which stays once a version named it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db import attachments, logo
from db.errors import Refused
from db.session import Session
from forms.form import Form
from forms.paper import Paper

LONGEST = 150_000
"""Characters of a body: 200 spots, each of all that it can say, are a third of it."""
STALE = "刚刚有人改过这个模板，您改的还在。请按“放弃改动”看现在的，或再保存一次盖过它"
GONE = "这个模板的扫描件不在了，请重新选择"
TAKEN = "这种纸已经有叫“{}”的模板，请换个名称"
BESIDE = "\n"
"""Between a paper and the number of a further template of it; in the name of no paper."""


@dataclass(frozen=True)
class Kept:
    """One version of a template of a paper; values None: it has none since then. slot: 1 for the
    first of the paper, 2 and more for those beside it."""

    form: str
    paper: str
    version: int
    values: Mapping[str, Any] | None
    made_at: datetime
    made_by: str
    slot: int = 1

    @property
    def name(self) -> str:
        """What it is called, "" for none."""
        return str(self.values["name"]) if self.values else ""


_COLUMNS = "form, paper, version, body, made_at, made_by"
_LAST = (
    "version = (SELECT max(version) FROM template o WHERE o.form = t.form AND o.paper = t.paper)"
)


def current(session: Session, code: str, paper: str, slot: int = 1) -> Kept | None:
    """The version of a template that holds; None where there never was one."""
    where = f"form = ? AND paper = ? AND {_LAST}"
    return next(iter(_read(session, where, (code, key(paper, slot)))), None)


def of_paper(session: Session, code: str, paper: str) -> list[Kept]:
    """The templates that a paper has, the first one before those beside it."""
    found = _read(session, f"form = ? AND {_LAST}", (code,))
    return [one for one in found if one.paper == paper and one.values is not None]


def free_slot(session: Session, code: str, paper: str) -> int:
    """The number of a template that is to stand beside those that a paper ever had."""
    had = [one.slot for one in every(session) if (one.form, one.paper) == (code, paper)]
    return max(had, default=0) + 1


def every(session: Session) -> list[Kept]:
    """The templates that hold, of all papers that ever had one."""
    return _read(session, _LAST, ())


def versions(session: Session, code: str, paper: str, slot: int = 1) -> list[Kept]:
    """All of a template, the newest first."""
    return _read(session, "form = ? AND paper = ?", (code, key(paper, slot)))[::-1]


def key(paper: str, slot: int) -> str:
    """Under what its versions are kept."""
    return paper if slot == 1 else f"{paper}{BESIDE}{slot}"


def _read(session: Session, where: str, values: tuple[str, ...]) -> list[Kept]:
    rows = session.store.rows(
        f"SELECT {_COLUMNS} FROM template t WHERE {where} ORDER BY form, paper, version", values
    )
    found = []
    for form, kept, version, body, at, by in rows:
        paper, _, slot = kept.partition(BESIDE)
        said = json.loads(body) if body else None
        found.append(Kept(form, paper, version, said, session.local(at), by, int(slot or 1)))
    return sorted(found, key=lambda one: (one.form, one.paper, one.slot, one.version))


def save(
    session: Session,
    form: Form,
    paper: Paper,
    values: Mapping[str, Any] | None,
    seen: int | None = None,
    slot: int = 1,
) -> int:
    """Write a new version, which holds from now on, None for no template any more; its number.

    values: as `printing.overprint.Template.values` gives them; the same as before write nothing.
    seen: the version that was shown (0: none) · slot: which one of the paper's. Refused when there
    is another version by now, without the right "settings", where another template of the paper
    has that name, and where the scan is no longer there.
    """
    session.require("settings", "改套打模板")
    body = None if values is None else json.dumps(values, ensure_ascii=False, sort_keys=True)
    if body is not None and len(body) > LONGEST:
        raise Refused({"": "模板太大，请减少些内容"})
    with session.store.write() as db:
        held = current(session, form.code, paper.name, slot)
        version = held.version if held else 0
        if seen is not None and seen != version:
            raise Refused({"": STALE})
        if (held.values if held else None) == (None if body is None else json.loads(body)):
            return version
        if values is not None and values["name"] in [
            one.name for one in of_paper(session, form.code, paper.name) if one.slot != slot
        ]:
            raise Refused({"name": TAKEN.format(values["name"])})
        _keep_scan(session, values)
        db.execute_sql(
            "INSERT INTO template(form, paper, version, body, made_at, made_by)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (form.code, key(paper.name, slot), version + 1, body, session.clock.now(),
             session.member.no),
        )  # fmt: skip
        session.journal("template", f"{form.code} {paper.name}", {
            **({"beside": slot} if slot > 1 else {}), "version": version + 1,
            "old": _told(held.values if held else None), "new": _told(values),
        })  # fmt: skip
    return version + 1


def _keep_scan(session: Session, values: Mapping[str, Any] | None) -> None:
    """Inside the transaction: the scan that is named is there, and no longer only staged."""
    scan = values.get("scan") if values else None
    if scan is not None:
        if attachments.content(session.store, scan["sha256"]) is None:
            raise Refused({"scan": GONE})
        logo.keep(session, scan)


def _told(values: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """What the journal says of a version: its name, how many spots, and the hash of it all."""
    if values is None:
        return None
    body = json.dumps(values, ensure_ascii=False, sort_keys=True)
    return {
        "name": values["name"], "spots": len(values.get("spots", ())),
        "hash": hashlib.sha256(body.encode()).hexdigest(),
    }  # fmt: skip
