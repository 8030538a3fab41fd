"""The demo estate for tests of records: one made for the whole run, a copy for every test."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from db import demo, records
from db.clock import FixedClock, instant
from db.records import Outcome, Record
from db.session import Session, member, open_session
from forms import DECLARED
from forms.form import Form

NOW = datetime(2026, 11, 21, 10, 42)
DESK, DUTY, DIRECTOR, GUARD, MONEY = "1003", "1002", "1001", "2001", "1010"
"""Staff numbers of the demo: 前台, 值班主任, 主任, 门岗, 财务."""

FX: dict[str, Any] = {
    "unit": "1-101",
    "applicant": "业主",
    "carrier": "张三丰",
    "carrier_id": {"kind": "护照", "number": "E12345678"},
    "phone": "13800138000",
    "goods": [
        {"name": "双门冰箱", "measure": "台", "quantity": 1},
        {"name": "纸箱", "measure": "个", "quantity": 12},
    ],
}
"""A release slip that any unit without a debt may have."""


def moment(text: str) -> datetime:
    """A moment of November 2026: "22T09:30"."""
    return datetime.fromisoformat(f"2026-11-{text}")


class Desk:
    """A copy of the demo estate; every call opens it anew as somebody, at some time."""

    def __init__(self, folder: Path, forms: Iterable[Form] = DECLARED) -> None:
        self.folder = folder
        self.forms = tuple(forms)
        self._first: Session | None = None

    def at(self, no: str = DESK, now: datetime = NOW) -> Session:
        """The session of a member of staff, standing at `now`; one store for the whole test."""
        clock = FixedClock(instant(now))
        if self._first is None:
            self._first = open_session(
                self.folder, "1003", demo.password_of("1003"), clock=clock, forms=self.forms,
                check=False,
            )
        first = self._first
        who = member(first.store, no)
        return Session(first.store, first.keys, clock, first.forms, who, first.dek)

    def issue(
        self, code: str, typed: dict[str, Any], now: datetime = NOW, no: str = DESK
    ) -> Record:
        """Issue a form, as the front desk."""
        return records.issue(self.at(no, now), code, typed).record

    def act(
        self,
        record: Record | str,
        name: str,
        no: str,
        values: dict[str, Any] | None = None,
        *,
        now: datetime = NOW,
        signer: str | None = None,
        second: str | None = None,
    ) -> Outcome:
        """Do an act as somebody, countersigned by `second`."""
        session = self.at(no, now)
        other = member(session.store, second) if second else None
        number = record if isinstance(record, str) else record.number
        return records.act(session, number, name, values, signer=signer, second=other)

    def signed(self, now: datetime = NOW) -> Record:
        """A release slip that the gate may let out."""
        slip = self.issue("FX", FX, now)
        self.act(slip, "值班主任签字", DUTY, now=now)
        return self.act(slip, "主任盖章", DIRECTOR, now=now).record

    def close(self) -> None:
        """Close the store."""
        if self._first is not None:
            self._first.close()
            self._first = None


def make(folder: Path) -> Path:
    """The demo estate in `folder`, closed."""
    made = demo.create(folder, "admin", clock=FixedClock(instant(NOW)))
    made.session.close()
    return folder


def copied(template: Path, folder: Path) -> Path:
    """A copy of it to write to."""
    shutil.copytree(template, folder)
    return folder
