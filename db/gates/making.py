"""Making a pack for a gate: what may be asked there, as the store has it now.

Every form with a release or an admission is in it, whatever it is called: the open papers with
what the gate looks at, those that ended lately with the reason, and of the rest only up to which
number there are any.
"""

from __future__ import annotations

import base64
import hashlib
import io
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from db import attachments, gate as question, office, rights, secrecy, staff
from db.errors import Environment, Refused, disk
from db.files import fsync_folder
from db.gates import computers, pack
from db.gates.computers import Gate
from db.gates.pack import Guard, Header, Pack, Slip
from db.reading import Record, read
from db.session import Member, Session
from forms import life
from forms.display import masked
from forms.fields import Field, Kind
from forms.form import Form
from forms.secrecy import LEVELS
from forms.settings import IDLE_MINUTES, PACK_BACK_DAYS, PACK_DAYS
from forms.snapshot import fingerprint, snapshot

DAY_MS = 86_400_000
PHOTO_PX = (300, 400)
PHOTO_QUALITY = 60
NAMED = frozenset({Kind.PERSON, Kind.PLATE, Kind.VEHICLE})
BESIDE_A_FACE = frozenset({Kind.PERSON, Kind.TEXT, Kind.PERIOD})


@dataclass(frozen=True)
class Made:
    """A pack written to `file`, read back and found whole; until: UTC milliseconds; slips: papers
    that are open, over: those told as no longer good."""

    file: Path
    gate: str
    sequence: int
    made_at: int
    until: int
    slips: int
    over: int


def make(session: Session, name: str, folder: Path) -> Made:
    """Write the next pack of that gate into a folder (the stick); older ones of it there go.

    Needs the right "gatepack". For a thread of its own: it reads every open paper. Refused for an
    unknown gate, Environment where the folder cannot be written; then nothing has changed.
    """
    session.require("gatepack", "做门岗包")
    gate = computers.named(session, name)
    if not folder.is_dir():
        raise Refused({"out": f"没有这个文件夹：{folder}，请检查U盘是否插好"})
    content = gathered(session, gate)
    file = folder / f"gate-{gate.mark[:8]}-{content.header.sequence:06d}{pack.SUFFIX}"
    part = file.with_name(f"{file.name}.part")
    with disk():
        try:
            _write(part, content.sealed(gate.key))
            if pack.opened(part, gate.key) != content:
                raise Environment("disk", f"门岗包写到 {folder} 后读不回来，请换一个U盘再做。")
            _book(session, gate, content)
            os.replace(part, file)
        finally:
            part.unlink(missing_ok=True)
        fsync_folder(folder)
        _tidy(folder, content.header)
    slips = sum(not one.over for one in content.slips)
    return Made(
        file, gate.name, content.header.sequence, content.header.made_at, content.until, slips,
        len(content.slips) - slips,
    )  # fmt: skip


def gathered(session: Session, gate: Gate) -> Pack:
    """The content of the next pack of a gate."""
    now, store = session.clock.now(), session.store
    forms = [one for one in session.forms.values() if one.release or one.admission]
    guards = _guards(session, forms)
    back = now - int(office.setting(store, PACK_BACK_DAYS.key)) * DAY_MS
    asked = _asked(session, [one.code for one in forms], back)
    closed = secrecy.out_of_sight(session, asked, _closed(session, guards))
    records = [read(session, row) for row in asked if row not in closed]
    photos: dict[str, str] = {}
    slips = tuple(_slip(session, one, guards, photos) for one in records)
    return Pack(
        header=Header(gate.mark, gate.packs + 1, now),
        gate=gate.name,
        office=str(office.setting(store, "office.name")),
        made_by=session.member.words,
        until=now + int(office.setting(store, PACK_DAYS.key)) * DAY_MS,
        idle_minutes=int(office.setting(store, IDLE_MINUTES.key)),
        demo=session.keys.demo,
        secret=office.secret(store).hex(),
        guards=guards,
        titles={code: form.title for code, form in session.forms.items()},
        forms={fingerprint(one.form): snapshot(one.form) for one in records},
        slips=slips,
        last=_last(session, [one.code for one in forms]),
        photos=photos,
        merged=merged(session, gate),
        settings={fingerprint(one.form): _plain(one.facts.settings) for one in records},
    )


def _plain(settings: Mapping[str, Any]) -> dict[str, Any]:
    """The choices that a rule of the gate may ask for: words and numbers, no lists of people."""
    return {key: value for key, value in settings.items() if isinstance(value, (str, int))}


def merged(session: Session, gate: Gate) -> dict[str, int]:
    """Up to which row each of that gate's logs has come back."""
    rows = session.store.rows(
        "SELECT log, max(position) FROM gate_return WHERE gate_id = ? GROUP BY log", (gate.id,)
    )
    return {str(log): int(position) for log, position in rows}


def _asked(session: Session, codes: Iterable[str], back: int) -> list[int]:
    """Rows of what may be asked: all that still holds, and what ended or ran out since `back`."""
    found: set[int] = set()
    for code in codes:
        found |= {row for (row,) in session.store.rows(
            "SELECT record_id FROM standing WHERE code = ? AND ended = 0"
            " AND (valid_until IS NULL OR valid_until > ?) UNION"
            " SELECT s.record_id FROM act a JOIN standing s ON s.record_id = a.record_id"
            " WHERE a.at > ? AND s.code = ? AND s.ended = 1",
            (code, back, back, code),
        )}  # fmt: skip
    return sorted(found)


def _last(session: Session, codes: Iterable[str]) -> dict[str, int]:
    """The highest number of each of those forms and each year."""
    return {
        f"{code}-{year}": int(last)
        for code in codes
        for year, last in session.store.rows(
            "SELECT year, last FROM counter WHERE code = ?", (code,)
        )
    }


def _closed(session: Session, guards: Iterable[Guard]) -> tuple[int, ...]:
    """The levels of records that are not in the pack: whoever has a password at that computer could
    read what is, so each of its guards must be one who may see them."""
    all_of = [secrecy.hidden(_as(session, one)) for one in guards]
    if not all_of:
        return tuple(range(1, len(LEVELS)))
    return tuple(sorted({level for some in all_of for level in some}))


def _guards(session: Session, forms: Iterable[Form]) -> tuple[Guard, ...]:
    """Everybody who may ask at the gate, with those rights that matter there."""
    matter = ["gate", "see:personal"] + [
        f"act:{form.code}:{act.name}" for form in forms for act in form.acts
        if form.release and act.ends and set(act.roles) & set(form.release.roles)
    ]  # fmt: skip
    found = []
    for row in staff.everybody(session):
        roles = tuple(str(one) for one in row["roles"])  # type: ignore[attr-defined]
        has = tuple(one for one in matter if rights.allowed(session.store, roles, one))
        if row["active"] and "gate" in has:
            found.append(Guard(str(row["no"]), str(row["name"]), roles, has))
    return tuple(found)


def _slip(
    session: Session, record: Record, guards: Iterable[Guard], photos: dict[str, str]
) -> Slip:
    """A paper as the pack has it; its picture, made small, is added to `photos`."""
    form = record.form
    act = form.release or form.admission
    assert act is not None
    over = question.ended(session, record, act) or ""
    if not over and record.standing.valid_until and session.now() >= record.standing.valid_until:
        over = question.by_the_clock(form, record.standing, session.now()) or ""
    picture = None if over else _picture(session, record, guards, photos)
    return Slip(
        number=record.number,
        declaration=fingerprint(form),
        state=record.standing.state,
        open=() if over else record.standing.open,
        ended=record.standing.ended,
        over=over,
        lacks=(not over and question.lacking(record, act)) or "",
        valid_from=_iso(record.standing.valid_from),
        valid_until=_iso(record.standing.valid_until),
        ink=() if over else life.ink(form, record.values, record.acts, record.facts),
        values=_values(form, record.values, bare=bool(over), face=picture is not None),
        photo=picture,
    )


def _iso(moment: Any) -> str | None:
    return None if moment is None else moment.isoformat()


def _values(
    form: Form, values: Mapping[str, Any], *, bare: bool, face: bool
) -> dict[str, Any]:
    """What the gate shows and counts, nothing else; bare: only the room."""
    found: dict[str, Any] = {}
    tally = question.counted_field(form.release) if form.release else None
    counted = tally.of.partition(".")[0] if tally and tally.of else ""
    for field in form.fields:
        value = values.get(field.key)
        if not value or (bare and field.key != form.unit_field):
            continue
        if field.key == form.unit_field:
            found[field.key] = value
        elif field.key == counted:
            found[field.key] = [_line(field, one) for one in value]
        elif field.kind in NAMED and not field.filled_from or (face and _beside(field)):
            person = field.kind is Kind.PERSON
            found[field.key] = {"name": value["name"]} if person else masked(field, value)
    return found


def _beside(field: Field) -> bool:
    """Whether the field stands beside the photograph of a pass."""
    return field.kind in BESIDE_A_FACE and (not field.is_personal or field.kind is Kind.PERSON)


def _line(field: Field, line: Mapping[str, Any]) -> dict[str, Any]:
    return {
        one.key: masked(one, line[one.key])
        for one in field.columns if one.key in line and not one.is_personal
    }  # fmt: skip


def _picture(
    session: Session, record: Record, guards: Iterable[Guard], photos: dict[str, str]
) -> tuple[str, str] | None:
    """(field, hash of the small picture) of the first photograph that a guard may see."""
    for field in record.form.fields:
        value = record.values.get(field.key)
        if field.kind is Kind.PHOTO and value and any(_sees(session, one, field) for one in guards):
            body = attachments.content(session.store, value["sha256"])
            if body is not None:
                small = _small(body)
                mark = hashlib.sha256(small).hexdigest()
                photos[mark] = base64.b64encode(small).decode("ascii")
                return field.key, mark
    return None


def _sees(session: Session, guard: Guard, field: Field) -> bool:
    return _as(session, guard).sees(field)


def _as(session: Session, guard: Guard) -> Session:
    return session.acting_as(Member(guard.no, guard.name, guard.roles))


def _small(body: bytes) -> bytes:
    """As large as the gate's page shows it."""
    from PIL import Image

    with Image.open(io.BytesIO(body), formats=("JPEG",)) as picture:
        picture.draft("RGB", PHOTO_PX)
        picture.thumbnail(PHOTO_PX)
        file = io.BytesIO()
        picture.convert("RGB").save(file, "JPEG", quality=PHOTO_QUALITY)
    return file.getvalue()


def _write(part: Path, content: bytes) -> None:
    with part.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _book(session: Session, gate: Gate, content: Pack) -> None:
    """Its number is taken and journalled; another one made meanwhile refuses this one."""
    header = content.header
    with session.store.write() as db:
        if computers.named(session, gate.name).packs != gate.packs:
            raise Refused({"": f"刚才另有人给{gate.name}做了门岗包，请重新做一次"})
        db.execute_sql(
            "INSERT INTO gate_pack(gate_id, sequence, made_at, made_by, until, slips)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (gate.id, header.sequence, header.made_at, session.member.no, content.until,
             len(content.slips)),
        )  # fmt: skip
        body = {"gate": gate.name, "sequence": header.sequence, "slips": len(content.slips)}
        session.journal("gate_pack", None, body)


def _tidy(folder: Path, header: Header) -> None:
    """Packs of the same gate that this one takes the place of."""
    for path in folder.glob(f"gate-{header.mark[:8]}-*{pack.SUFFIX}"):
        try:
            other = pack.header_of(path)
        except (Refused, Environment):
            continue
        if other.mark == header.mark and other.sequence < header.sequence:
            path.unlink(missing_ok=True)
