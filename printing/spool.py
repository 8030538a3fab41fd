"""A PDF to a printer's queue, and what became of it.

A queue that lacks the paper's size would print Letter without a word, so it is refused before. All
problems are `PrintProblem`, in words for the front desk: what happened and what to do.
"""

from __future__ import annotations

import math
import os
import re
import shutil
import subprocess
from dataclasses import dataclass, field, replace
from typing import Any

from printing import rim as rims
from printing.ipp import (
    GET_DEFAULT, GET_JOB, GET_JOBS, GET_PRINTER, GET_PRINTERS, Unreachable, ask,
)  # fmt: skip
from printing.page import DOUBLE

TOLERANCE, SAME = 1.0, 0.2
"""mm that a named size may differ by, and that it differs by at most for being rounded."""
MM_PER_PT = 25.4 / 72
IDLE, PROCESSING, STOPPED = 3, 4, 5
STATES = {IDLE: "就绪", PROCESSING: "正在打印", STOPPED: "已暂停"}
_WANTED = ("job-id", "job-name", "job-state", "job-printer-state-message")
CANCELLED, ABORTED, COMPLETED = 7, 8, 9
DONE, PENDING, LOST, UNKNOWN = "done", "pending", "lost", "unknown"
REASONS = {
    "media-empty": "缺纸",
    "media-needed": "缺纸",
    "media-jam": "卡纸",
    "toner-empty": "碳粉用完",
    "marker-supply-empty": "墨粉用完",
    "cover-open": "盖子没有关上",
    "door-open": "盖子没有关上",
    "offline": "没有联机",
    "connecting-to-device": "连不上打印机",
    "timed-out": "连不上打印机",
}
FREE = "Custom."
"""Begins the name of a size of one's own, in points: a third of a fold is exactly 264 of them."""
_OPTION = re.compile(r"^(\w+)/[^:\n]*: *(.*)$", re.MULTILINE)
_DPI = re.compile(r"(\d+)(?:x(\d+))?dpi")
_PART = re.compile(r" (\d+)/(\d+)")
_SIZE = re.compile(r"_([\d.]+)x([-\d.]+)(mm|in)$")


class PrintProblem(Exception):
    """Something keeps a page from being printed; its words are for people."""


@dataclass(frozen=True)
class Queue:
    """A printer as the print service knows it; `state`: words such as 就绪, 已暂停：缺纸."""

    name: str
    is_default: bool
    accepting: bool
    stopped: bool
    state: str


@dataclass(frozen=True)
class Media:
    """A size of paper a queue knows, in mm; its name for the print service."""

    name: str
    width: float
    height: float


@dataclass(frozen=True)
class Sizes:
    """The sizes a queue knows, and the free ones it takes up to the largest, (0, 0) for none."""

    named: tuple[Media, ...]
    largest: tuple[float, float]
    smallest: tuple[float, float] = (0.0, 0.0)

    def media(self, width: float, height: float) -> str | None:
        """The name to print a page of that size with; None if the queue has no such paper.

        A page may lie across a sheet (an A5 page 210×148 on A5), within 1 mm; one that was made
        longer or shorter because the paper drifts has a free size of its own, where there is one.
        """
        found = self._paper(width, height)
        return found[0] if found else None

    def lies_across(self, width: float, height: float) -> bool:
        """Whether a page of that size is turned a quarter on the sheet that it goes on."""
        found = self._paper(width, height)
        return found is not None and found[1]

    def _paper(self, width: float, height: float) -> tuple[str, bool] | None:
        return self._named(width, height, SAME) or self._free(width, height) or (
            self._named(width, height, TOLERANCE)
        )

    def _named(self, width: float, height: float, within: float) -> tuple[str, bool] | None:
        for across, (wide, high) in ((False, (width, height)), (True, (height, width))):
            for media in self.named:
                if abs(media.width - wide) <= within and abs(media.height - high) <= within:
                    return media.name, across
        return None

    def _free(self, width: float, height: float) -> tuple[str, bool] | None:
        if self.smallest[0] <= width <= self.largest[0] and (
            self.smallest[1] <= height <= self.largest[1]
        ):
            return f"{FREE}{width / MM_PER_PT:.3f}x{height / MM_PER_PT:.3f}", False
        return None

    def has(self, width: float, height: float) -> bool:
        """Whether the queue names that size, as a card printer does its card."""
        return Sizes(self.named, (0.0, 0.0)).media(width, height) is not None


def queues() -> tuple[Queue, ...]:
    """The printers there are, the default one first. Raises PrintProblem."""
    wanted = (
        "printer-name", "printer-state", "printer-state-message", "printer-state-reasons",
        "printer-is-accepting-jobs",
    )  # fmt: skip
    default = next(
        (group["printer-name"][0] for group in _asked(GET_DEFAULT, {}, ("printer-name",))), ""
    )
    found = [
        Queue(
            group["printer-name"][0],
            group["printer-name"][0] == default,
            group["printer-is-accepting-jobs"][0],
            group["printer-state"][0] == STOPPED,
            _state_words(group),
        )
        for group in _asked(GET_PRINTERS, {}, wanted)
        if "printer-name" in group
    ]
    return tuple(sorted(found, key=lambda queue: (not queue.is_default, queue.name)))


def _asked(
    operation: int,
    target: dict[str, str],
    wanted: tuple[str, ...],
    keywords: dict[str, str] | None = None,
) -> list[dict[str, list[Any]]]:
    """The groups that came back; none where there is no such queue or job."""
    if shutil.which("lp") is None:
        raise PrintProblem("这台电脑没有安装打印服务，请另存为 PDF，再用其他程序打印")
    try:
        status, groups = ask(operation, target, wanted, keywords)
    except Unreachable as problem:
        raise PrintProblem("打印服务没有回应，请检查打印服务是否开着，再试一次") from problem
    return groups if status < 0x100 else []


def _state_words(group: dict[str, list[Any]]) -> str:
    words = STATES.get(group["printer-state"][0], "状态不明")
    if not group["printer-is-accepting-jobs"][0]:
        words = "不接收打印"
    why = _reason(group)
    return f"{words}：{why}" if why and why not in words else words


def _reason(group: dict[str, list[Any]]) -> str:
    """Why, in Chinese where it is known; else the words of the driver, if any."""
    for reason in group.get("printer-state-reasons", []):
        for known, words in REASONS.items():
            if str(reason).startswith(known):
                return words
    message = str(group.get("printer-state-message", [""])[0]).strip()
    return "" if message in ("Rejecting Jobs", "Paused") else message


def sizes(queue: str) -> Sizes:
    """The paper sizes of a queue. Raises PrintProblem, also for a queue there is not."""
    target = {"printer-uri": f"ipp://localhost/printers/{queue}"}
    groups = _asked(GET_PRINTER, target, ("media-supported",))
    if not groups:
        raise PrintProblem(no_such(queue))
    named, largest, smallest = [], (0.0, 0.0), (0.0, 0.0)
    for name in map(str, groups[0].get("media-supported", [])):
        match = _SIZE.search(name)
        if not match:
            continue
        unit = 25.4 if match.group(3) == "in" else 1.0
        width, height = float(match.group(1)) * unit, _length(match.group(2)) * unit
        if name.startswith("custom_max"):
            largest = width, height
        elif name.startswith("custom_min"):
            smallest = width, height
        else:
            named.append(Media(name, width, height))
    return Sizes(tuple(named), largest, smallest)


def rim(queue: str, width: float, height: float) -> rims.Rim | None:
    """What the queue leaves white at the edges of a page of that size (mm); None if it does not
    say. Raises PrintProblem."""
    target = {"printer-uri": f"ipp://localhost/printers/{queue}"}
    groups = _asked(GET_PRINTER, target, rims.WANTED)
    return rims.told(groups[0], width, height) if groups else None


def _length(words: str) -> float:
    """A length as the print service writes it. That of a printer of endless paper overflows there,
    "-490.-931": then there is no largest."""
    try:
        return math.inf if words.startswith("-") else float(words)
    except ValueError:
        return math.inf


def no_such(queue: str) -> str:
    """What to say of a printer that is not there."""
    return f"没有名为 {queue} 的打印机，请在设置里另选一台"


def lacking(queue: str, width: float, height: float) -> str:
    """What to say of a printer without paper of that size in mm."""
    return (
        f"打印机 {queue} 没有 {width:.5g}×{height:.5g} 毫米的纸，打出来会走样；"
        "请在打印机设置里加上这种纸，或另选一台"
    )


def refuse_reason(queue: str, width: float, height: float) -> str | None:
    """Why a page of that size (mm) should not be sent to that queue, and what to do; None if it
    may. Never raises: a print service that does not answer is a reason too."""
    try:
        found = next((one for one in queues() if one.name == queue), None)
        if found is None:
            return no_such(queue)
        if not found.accepting:
            return f"打印机 {queue} {found.state}，请到打印机设置里恢复，或另选一台"
        if found.stopped:
            return f"打印机 {queue} {found.state}，请处理后恢复打印，或另选一台"
        if sizes(queue).media(width, height) is None:
            return lacking(queue, width, height)
    except PrintProblem as problem:
        return str(problem)
    return None


@dataclass(frozen=True)
class Options:
    """What may be chosen on a queue: its own names of its trays, its resolutions in dots an
    inch."""

    trays: tuple[str, ...] = ()
    dpi: tuple[int, ...] = ()


def options(queue: str) -> Options:
    """The trays and resolutions of a queue, none where its driver knows none. Raises
    PrintProblem."""
    said = _ran("lpoptions", "-p", queue, "-l").stdout.decode("utf-8", "replace")
    found = {
        name: tuple(word.removeprefix("*") for word in words.split())
        for name, words in _OPTION.findall(said)
    }
    dots = (_DPI.fullmatch(word) for word in found.get("Resolution", ()))
    return Options(
        found.get("InputSlot", ()),
        tuple(int(one[1]) for one in dots if one and one[2] in (None, one[1])),
    )


def submit(
    pdf: bytes, queue: str, width: float, height: float, title: str, tray: str = "", dpi: int = 0
) -> str:
    """Send a PDF with pages of that size (mm) to a queue, unscaled and once, whatever the driver
    was told of copies; the job's name, "laser-7".

    title: shown in the print queue to everybody, so without personal data · tray: the printer's
    own name of one, "" for its choice · dpi: dots an inch, where the printer has a choice. Raises
    PrintProblem.
    """
    reason = refuse_reason(queue, width, height)
    if reason:
        raise PrintProblem(reason)
    media = sizes(queue).media(width, height)
    known = options(queue) if tray or dpi else Options()
    if tray and tray not in known.trays:
        raise PrintProblem(no_tray(queue, tray))
    # Asked for as media, a free size within 1.8 mm of one that has a name becomes that one.
    page = f"PageSize={media}" if media and media.startswith(FREE) else f"media={media}"
    chosen = [page, "print-scaling=none", "position=bottom-left"]
    chosen += ["sides=two-sided-long-edge"] if b"/" + DOUBLE.encode() in pdf else []
    chosen += [f"InputSlot={tray}"] if tray else []
    chosen += [f"Resolution={dpi}dpi"] if dpi in known.dpi else []
    named = (word for one in chosen for word in ("-o", one))
    done = _ran("lp", "-d", queue, "-n", "1", "-t", title, *named, "--", "-", sent=pdf)
    match = re.search(rb"request id is (\S+)", done.stdout)
    if done.returncode or not match:
        said = done.stderr.decode("utf-8", "replace").strip().removeprefix("lp: ")
        raise PrintProblem(f"打印机 {queue} 没有接收：{said}")
    return match.group(1).decode()


def no_tray(queue: str, tray: str) -> str:
    """What to say of a tray that the printer has not got."""
    return f"打印机 {queue} 没有叫“{tray}”的纸盒，请在“打印机”页另选"


def cancel(job: str) -> None:
    """Take a job out of its queue; one that is printed already is left alone. Raises
    PrintProblem."""
    _ran("cancel", job)


def _ran(*command: str, sent: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """One of the print service's own commands. Raises PrintProblem where it does not answer."""
    try:
        return subprocess.run(
            command, input=sent, capture_output=True, timeout=30,
            env={**os.environ, "LC_ALL": "C"},
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired) as problem:
        raise PrintProblem("打印服务没有回应，请检查打印服务是否开着，再试一次") from problem


@dataclass(frozen=True)
class Fate:
    """What became of a print: DONE, PENDING (still in the queue), LOST (no paper will come) or
    UNKNOWN; why, in words for people; the job's name, "" if the queue never got one; of a print
    that went as several jobs what became of each."""

    state: str
    words: str = ""
    job: str = ""
    parts: tuple[Fate, ...] = field(default=(), compare=False)


def fate(queue: str, job: str, title: str) -> Fate:
    """The true state of what was sent to a queue, the worst of its parts. Raises PrintProblem.

    job: its name, the names of its parts with a space between, "" if the program ended before it
    knew; then the jobs of that title count, and where one is missing the queue never got it.
    """
    there = next((one for one in queues() if one.name == queue), None)
    target = {"printer-uri": f"ipp://localhost/printers/{queue}"}
    if job:
        return _worst([_of_job(queue, one, there) for one in job.split()])
    found = _asked(GET_JOBS, target, _WANTED, {"which-jobs": "all"}) if there else []
    mine = {group["job-name"][0]: group for group in found
            if _titled(str(group.get("job-name", [""])[0]), title)}  # fmt: skip
    whole = max((_count(name.removeprefix(title)) for name in mine), default=1)
    if there is None:
        return Fate(LOST, no_such(queue))
    if len(mine) < whole:
        return Fate(LOST, f"打印机 {queue} 没有收全" if mine else f"打印机 {queue} 没有收到")
    return _worst([_fate(group, queue, there) for _, group in sorted(mine.items())])


def part_title(title: str, number: int, count: int) -> str:
    """The title of one of the jobs that a print goes as, by which `fate` finds it again."""
    return f"{title} {number}/{count}" if count > 1 else title


def _titled(name: str, title: str) -> bool:
    """Whether a job of that name is the print of that title, or one of its parts."""
    return name == title or (
        name.startswith(title) and _PART.fullmatch(name.removeprefix(title)) is not None
    )


def _count(part: str) -> int:
    """How many parts there are, from what follows the title in the name of one."""
    match = _PART.fullmatch(part)
    return int(match[2]) if match else 1


def _of_job(queue: str, job: str, there: Queue | None) -> Fate:
    found = _asked(GET_JOB, {"job-uri": f"ipp://localhost/jobs/{job.rpartition('-')[2]}"}, _WANTED)
    if found:
        return _fate(found[0], queue, there)
    return Fate(UNKNOWN, "", job) if there else Fate(LOST, no_such(queue), job)


def _worst(parts: list[Fate]) -> Fate:
    """What became of a print that went as several jobs."""
    worst = min(parts, key=lambda one: (LOST, PENDING, UNKNOWN, DONE).index(one.state))
    several = tuple(parts) if len(parts) > 1 else ()
    return replace(worst, job=" ".join(one.job for one in parts), parts=several)


def _fate(group: dict[str, list[Any]], queue: str, there: Queue | None) -> Fate:
    """The fate of a job from its attributes; nothing comes out of a queue that is gone."""
    state, job = group["job-state"][0], f"{queue}-{group['job-id'][0]}"
    said = str(group.get("job-printer-state-message", [""])[0]).strip()
    if state == COMPLETED:
        return Fate(DONE, "", job)
    if state == CANCELLED:
        return Fate(LOST, f"打印机 {queue} 上的这次打印被取消了", job)
    if state == ABORTED:
        return Fate(LOST, f"打印机 {queue} 没有打完{'：' if said else ''}{said}", job)
    if there is None:
        return Fate(LOST, no_such(queue), job)
    held = there.stopped or not there.accepting
    return Fate(PENDING, f"打印机 {queue} {there.state}" if held else "", job)
