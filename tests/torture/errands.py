"""What a desk does that reaches beyond one record: photos and the backups that share them, a gate
without the store, an import, a destruction. Steps as in works.py, and what must hold after them.

Each step can be broken off anywhere and be begun again by another process in the same folder.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import xlsxwriter

from db import attachments, backup, destruction, imports, indexing, records, remnants
from db.clock import FixedClock
from db.errors import Environment, Refused
from db.gates import computers, joining, log, making, merging, opening, pack
from db.session import Session, member
from db.store import FILE_NAME

if TYPE_CHECKING:
    from tests.torture.offices import Told
    from tests.torture.works import Desk

DESK, DUTY, DIRECTOR, GUARD, HEAD, ADMIN = "1003", "1002", "1001", "2001", "1005", "9001"
GATE, SECRET = "东门", "门岗夜班88"
YEARS = 86_400.0 * 3700
UNITS = 12
LARGE = 20_000
"""Bytes of a photo that a backup puts into a file of its own."""


def prepare(what: str, folder: Path, session: Session) -> None:
    """What a step needs in an office before it is begun for the first time."""
    if what == "gate":
        stick = folder / "stick"
        stick.mkdir()
        _, code = computers.add(_as(session, ADMIN), GATE)
        made = making.make(_as(session, DESK), GATE, stick)
        joining.join(folder / "gate", made.file, code, GUARD, SECRET)


def photo(desk: Desk) -> None:
    """A record with a large photo."""
    session = desk.at(DESK)
    value = attachments.keep(session, desk.chance.randbytes(LARGE), "a.jpg")
    typed = {"unit": "1-101", "who": "赵虚构", "face": value}
    made = records.issue(session, "ZQ", typed).record
    desk.tell(f"record {made.number}")
    desk.tell(f"photo {value['sha256']}")


def album(desk: Desk) -> None:
    """A photo, then a backup that puts it beside itself."""
    photo(desk)
    session = desk.session
    made = backup.make(session.store, session.keys, session.clock.now())
    desk.tell(f"backup {made.file.name}")
    desk.tell(f"album {made.file.name}")


def gate(desk: Desk) -> None:
    """A good slip, a pack with it, its release without the store, and that brought back."""
    folder, slip = desk.session.store.folder, _signed(desk)
    stick = folder / "stick"
    made = making.make(desk.at(DESK), GATE, stick)
    desk.tell(f"pack {made.sequence}")
    desk.clock.on(60)
    post = opening.open_post(folder / "gate", stick, GUARD, SECRET, desk.clock)
    post.act(slip, "放行", {"counts": [12]})
    desk.tell(f"released {slip}")
    for file in post.give_back(stick):
        desk.clock.on(60)
        merging.merge(desk.at(DESK), file)
    desk.tell(f"act {slip} 放行")


def _signed(desk: Desk) -> str:
    from tests.torture.works import SLIP

    made = records.issue(desk.at(DESK), "FX", SLIP).record
    desk.tell(f"record {made.number}")
    for no, name in ((DUTY, "值班主任签字"), (DIRECTOR, "主任盖章")):
        records.act(desk.at(no), made.number, name)
        desk.tell(f"act {made.number} {name}")
    return made.number


def bring(desk: Desk) -> None:
    """A building of twelve units with their people, from a workbook."""
    session = desk.at(ADMIN)
    store = session.store
    building = int(store.value("SELECT max(CAST(building AS INTEGER)) FROM unit")) + 1
    # On another disk, as a stick is: what fails is the office's own.
    file = store.folder.with_name(f"{store.folder.name}-table.xlsx")
    book = xlsxwriter.Workbook(file)
    page = book.add_worksheet()
    page.write_row(0, 0, ("房号", "业主姓名", "电话"))
    for at in range(UNITS):
        page.write_row(at + 1, 0, (f"{building}-{101 + at}", "钱虚构", f"139{building:04}{at:04}"))
    book.close()
    desk.tell(f"importing {building}")
    imports.units(session, imports.look(session, file, what="units"))
    desk.tell(f"imported {building}")


def destroy(desk: Desk) -> None:
    """A slip that is void, ten years on destroyed by two."""
    from tests.torture.works import SLIP

    # A row of numbers as no other bytes of the store have it.
    name = "毁" + "".join(desk.chance.choice("甲乙丙丁戊己庚辛壬癸") for _ in range(12))
    made = records.issue(desk.at(DESK), "FX", {**SLIP, "carrier": name}).record
    desk.tell(f"record {made.number}")
    records.act(desk.at(DESK), made.number, "作废", {"why": "试"})
    desk.tell(f"act {made.number} 作废")
    desk.clock.on(YEARS)
    order = destruction.propose(desk.at(HEAD), "保存期满", [made.number])
    desk.clock.on(60)
    destruction.approve(desk.at(DIRECTOR), order.number)
    desk.tell(f"destroyed {made.number} {name}")


STEPS: dict[str, Callable[[Desk], None]] = {
    "photo": photo, "album": album, "gate": gate, "import": bring, "destroy": destroy,
}  # fmt: skip


def wrong(told: Told, session: Session, folder: Path, dek: bytes) -> str | None:
    """What does not hold of all this in the office of that folder, which is looked at after the
    program's own log-in has caught up."""
    indexing.catch_up(session)
    return (
        _photos(told, session, folder, dek) or _buildings(told, session)
        or _gates(told, session, folder) or _destroyed(told, session, folder, dek)
    )  # fmt: skip


def _photos(told: Told, session: Session, folder: Path, dek: bytes) -> str | None:
    """Each photo whole in the store, and in the last backup that was told of."""
    rows = session.store.rows("SELECT sha256, length(body) FROM attachment WHERE staged_at IS NULL")
    there = {sha: size for sha, size in rows if size == LARGE}
    if lost := [sha for (sha,) in told.of("photo") if sha not in there]:
        return f"acknowledged and lost: {len(lost)} photos"
    for (name,) in told.of("album")[-1:]:
        try:
            backup.verify(folder / backup.FOLDER / name, dek)
        except Environment as error:
            return f"an album was acknowledged and does not hold: {error}"
    return None


def _buildings(told: Told, session: Session) -> str | None:
    """All of a building or nothing of it."""
    rows = session.store.rows(
        "SELECT u.building, count(DISTINCT u.id), count(r.id) FROM unit u"
        " LEFT JOIN residence r ON r.unit_id = u.id GROUP BY u.building"
    )
    there = {building: (units, people) for building, units, people in rows}
    brought = {building for (building,) in told.of("importing")}
    if half := {one: there[one] for one in brought & set(there) if there[one] != (UNITS, UNITS)}:
        return f"half imported: {half}"
    if lost := [one for (one,) in told.of("imported") if one not in there]:
        return f"acknowledged and lost: buildings {lost}"
    return None


def _gates(told: Told, session: Session, folder: Path) -> str | None:
    """Packs on the stick are whole; what was let out stands in the gate's log; and brought back
    once more it is in the store once."""
    stick = folder / "stick"
    if not stick.exists():
        return None
    key = computers.named(session, GATE).key
    sequences = []
    for file in stick.glob(f"*{pack.SUFFIX}"):
        sequences.append(pack.opened(file, key).header.sequence)
    made = max((int(one) for (one,) in told.of("pack")), default=0)
    if made and max(sequences, default=0) < made:
        return f"pack {made} was acknowledged, there are {sequences}"
    logs = list(_logs(folder / "gate", key))
    rows = [row.data for one in logs for row in log.read(one, key).rows]
    out = [row["number"] for row in rows if row["kind"] == "act"]
    if lost := [number for (number,) in told.of("released") if number not in out]:
        return f"let out and not written down: {lost}"
    if len(set(out)) < len(out):
        return f"let out twice: {out}"
    evening = FixedClock(max((row["at"] for row in rows), default=0) + 60_000)
    for one in logs:
        merging.merge(replace(_as(session, DESK), clock=evening), one)
    done = [number for (number,) in session.store.rows(
        "SELECT r.number FROM act a JOIN record r ON r.id = a.record_id WHERE a.name = '放行'"
    )]  # fmt: skip
    return None if sorted(done) == sorted(out) else f"let out {out}, merged {done}"


def _logs(folder: Path, key: bytes) -> Iterator[Path]:
    """The gate's logs as it goes on with them: what was cut short was told to nobody, and an empty
    file of a power cut says nothing."""
    for one in log.files(folder):
        try:
            log.Log.of_file(one, key)
        except Refused:
            continue
        yield one


def _destroyed(told: Told, session: Session, folder: Path, dek: bytes) -> str | None:
    """The values of a slip and the word of the order go together; once an order that was broken off
    is finished, no byte is left of what it was approved for."""
    director = _as(session, DIRECTOR)
    for order in destruction.orders(director):
        if order.state == destruction.APPROVED:
            destruction.finish(director, order.number)
        gone = not session.store.value(
            "SELECT count(*) FROM personal p JOIN destruction_item i ON i.kind = 'record'"
            " AND i.ref = p.record_id WHERE i.destruction_id = ?", (order.id,),
        )
        if gone != (order.state != destruction.PROPOSED):
            return f"{order.number} is {order.state}, gone: {gone}"
    held = dict(session.store.rows(
        "SELECT r.number, count(p.record_id) FROM record r LEFT JOIN personal p"
        " ON p.record_id = r.id WHERE r.code = 'FX' GROUP BY r.id"
    ))  # fmt: skip
    lying = b""
    for number, name in told.of("destroyed"):
        lying = lying or b"\0".join(remnants.pages(folder / FILE_NAME, dek))
        if held[number] or name.encode() in lying:
            return f"{number} was destroyed and {name} is still there"
    return None


def _as(session: Session, no: str) -> Session:
    return session.acting_as(member(session.store, no))
