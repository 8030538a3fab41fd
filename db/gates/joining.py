"""The first time at a gate's computer: the gate's code, and a password for each guard."""

from __future__ import annotations

from pathlib import Path

from db import keys, passwords
from db.errors import Refused, disk
from db.files import write_private
from db.gates import pack, sealing
from db.gates.pack import Guard, Pack
from db.keys import Keys

FOLDER = "gate"
"""Where a gate's own computer keeps its things, inside its data folder."""
MARK = "gate.txt"


def join(folder: Path, file: Path, code: str, staff: str, password: str) -> Pack:
    """Let a guard work on this computer: by the gate's code, with a password of his own for it.

    Again for the same guard gives him a new password. Refused for a code that is mistyped or
    another gate's, for somebody who may not ask at the gate, for a poor password; nothing is
    written then.
    """
    header = pack.header_of(file)
    key = sealing.key_of(sealing.secret_of(code), header.mark)
    mine = mark_of(folder)
    if mine not in (None, header.mark):
        raise Refused({"pack": "这个包是别的门岗的；这台电脑已经登记为一台门岗，不能再改"})
    try:
        content = pack.opened(file, key)
    except Refused:
        raise sealing.wrong_code() from None
    guard = guard_of(content, staff)
    if not content.demo and (problem := passwords.weakness(guard.no, password)):
        raise Refused({"password": problem})
    with disk():
        folder.mkdir(parents=True, exist_ok=True)
    if (folder / keys.FILE_NAME).exists():
        slots = Keys.load(folder)
    else:
        slots, _, _ = keys.create(folder, demo=content.demo, dek=key)
    if guard.no in slots.staff:
        slots.set_password(guard.no, password, key)
    else:
        slots.add(guard.no, password, key)
    write_private(folder / MARK, header.mark.encode("ascii"))
    return content


def mark_of(folder: Path) -> str | None:
    """The mark of the gate that this computer is; None before the first guard joined."""
    try:
        return (folder / MARK).read_text("ascii").strip()
    except (OSError, ValueError):
        return None


def guard_of(content: Pack, staff: str) -> Guard:
    """Somebody by staff number, as the pack has him; Refused for anybody else."""
    found = next((one for one in content.guards if one.no == staff.strip()), None)
    if found is None:
        raise Refused({"staff": f"工号 {staff.strip()} 不在这个包里：不能核验放行，或已离职"})
    return found
