"""Beginning to work at a gate's own computer: the guard, the pack, what was written down before."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from db.clock import Clock
from db.errors import Environment, Refused, disk
from db.files import write_private
from db.gates import log, pack
from db.gates.joining import guard_of, mark_of
from db.gates.log import Log
from db.gates.pack import Pack
from db.gates.post import Post
from db.keys import Keys

KEPT = f"gate{pack.SUFFIX}"
MOST = 1000
"""Logs that are looked into."""


def open_post(
    folder: Path, source: Path | None, staff: str, password: str, clock: Clock
) -> Post:
    """Log a guard in at the gate's own computer.

    source: a pack, a folder to look for the newest in, or None for the one that is kept; a newer
    one is kept from then on. Refused for a pack that is older than one used here before,
    Environment for a wrong password and the like. The caller holds the folder's lock.
    """
    mark = mark_of(folder)
    if mark is None:
        raise Refused({"": "这台电脑还没有登记为门岗，请先用门岗码登记一次"})
    key = Keys.load(folder).unlock(staff, password, clock.now())
    return _begun(folder, source, staff, key, mark, clock)


def renewed(post: Post, source: Path | None) -> Post:
    """The same guard going on, with the newest pack of the folder. Raises as `open_post`."""
    mark = post.content.header.mark
    return _begun(post.folder, source, post.guard.no, post.key, mark, post.clock)


def _begun(
    folder: Path, source: Path | None, staff: str, key: bytes, mark: str, clock: Clock
) -> Post:
    logs = list(_logs(folder, key))
    rows = [row.data for _, found in logs for row in found.rows]
    seen = max((row["pack"] for row in rows), default=0)
    content, notes = _pack(folder, source, key, mark, seen)
    guard = guard_of(content, staff)
    broken = [path.name for path, found in logs if found.broken]
    if broken:
        notes += (f"放行记录 {'、'.join(broken)} 有一段损坏，已另起一份；请尽快交前台并回",)
    going = next((path for path, found in reversed(logs) if not found.broken), None)
    own = Log.of_file(going, key) if going else Log.begun(folder, key, mark)
    taken = {found.log: content.merged.get(found.log, 0) for _, found in logs}
    post = Post(
        folder, clock, content, guard, key, own,
        used={row["number"]: row for row in rows if row["kind"] == "act"},
        rows=len(rows),
        fresh=sum(max(0, len(found.rows) - taken[found.log]) for _, found in logs),
        last_at=max((row["at"] for row in rows), default=0),
        notes=notes,
    )  # fmt: skip
    if content.header.sequence > seen:
        post.note_pack()
    return post


def _pack(
    folder: Path, source: Path | None, key: bytes, mark: str, seen: int
) -> tuple[Pack, tuple[str, ...]]:
    """The pack to work with, and what is to be said of the choice."""
    kept = folder / KEPT
    given = pack.newest(source, mark) if source is not None and source.is_dir() else source
    if given is not None:
        header = pack.header_of(given)
        if header.mark != mark:
            raise Refused({"pack": f"{given.name} 是别的门岗的包，这台电脑不能用"})
        if header.sequence >= seen and not _is(kept, header):
            content = pack.opened(given, key)
            with disk():
                write_private(kept, given.read_bytes())
            return content, ()
        if header.sequence < seen and source is not None and not source.is_dir():
            raise Refused({"pack": f"{given.name} 比本机用过的第 {seen} 号包旧，不能用"})
    if not kept.exists():
        raise Refused({"pack": "没有找到这台门岗的包，请把有包的U盘插好，或请前台做一个"})
    content = pack.opened(kept, key)
    if content.header.sequence < seen:
        raise Refused({"pack": f"留下的包比本机用过的第 {seen} 号旧，请用新的包"})
    older = given is not None and pack.header_of(given).sequence < content.header.sequence
    return content, ("U盘里的包比本机的旧，用的是本机留下的包",) if older else ()


def _is(kept: Path, header: pack.Header) -> bool:
    """Whether the pack that is kept is that one."""
    try:
        return pack.header_of(kept) == header
    except (Refused, Environment):
        return False


def _logs(folder: Path, key: bytes) -> Iterator[tuple[Path, log.Read]]:
    """Every log that is one; an empty file of a power cut says nothing."""
    for path in log.files(folder)[:MOST]:
        try:
            yield path, log.read(path, key)
        except Refused:
            continue
