"""A PDF to a printer's queue, and what became of it.

A queue that lacks the paper's size would print Letter without a word, so it is refused before. All
problems are `PrintProblem`, in words for the front desk: what happened and what to do.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from typing import Any

from printing.ipp import GET_DEFAULT, GET_JOB, GET_PRINTER, GET_PRINTERS, Unreachable, ask

TOLERANCE = 1.0
IDLE, PROCESSING, STOPPED = 3, 4, 5
STATES = {IDLE: "就绪", PROCESSING: "正在打印", STOPPED: "已暂停"}
WAITING, HELD, STARTED, PAUSED, CANCELLED, ABORTED, DONE = 3, 4, 5, 6, 7, 8, 9
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
_SIZE = re.compile(r"_([\d.]+)x([\d.]+)(mm|in)$")


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
    """The sizes a queue knows, and the largest free one, (0, 0) if it takes none."""

    named: tuple[Media, ...]
    largest: tuple[float, float]

    def media(self, width: float, height: float) -> str | None:
        """The name to print a page of that size with; None if the queue has no such paper.

        A page may lie across a sheet (an A5 page 210×148 on A5), within 1 mm.
        """
        for wide, high in ((width, height), (height, width)):
            for media in self.named:
                if abs(media.width - wide) <= TOLERANCE and abs(media.height - high) <= TOLERANCE:
                    return media.name
            if wide == width and width <= self.largest[0] and height <= self.largest[1]:
                return f"Custom.{width:.4g}x{height:.4g}mm"
        return None


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
    operation: int, target: dict[str, str], wanted: tuple[str, ...]
) -> list[dict[str, list[Any]]]:
    """The groups that came back; none where there is no such queue or job."""
    if shutil.which("lp") is None:
        raise PrintProblem("这台电脑没有安装打印服务，请另存为 PDF，再用其他程序打印")
    try:
        status, groups = ask(operation, target, wanted)
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
        raise PrintProblem(_no_such(queue))
    named, largest = [], (0.0, 0.0)
    for name in map(str, groups[0].get("media-supported", [])):
        match = _SIZE.search(name)
        if not match:
            continue
        unit = 25.4 if match.group(3) == "in" else 1.0
        width, height = float(match.group(1)) * unit, float(match.group(2)) * unit
        if name.startswith("custom_max"):
            largest = width, height
        elif not name.startswith("custom_min"):
            named.append(Media(name, width, height))
    return Sizes(tuple(named), largest)


def _no_such(queue: str) -> str:
    return f"没有名为 {queue} 的打印机，请在设置里另选一台"


def refuse_reason(queue: str, width: float, height: float) -> str | None:
    """Why a page of that size (mm) should not be sent to that queue, and what to do; None if it
    may. Never raises: a print service that does not answer is a reason too."""
    try:
        found = next((one for one in queues() if one.name == queue), None)
        if found is None:
            return _no_such(queue)
        if not found.accepting:
            return f"打印机 {queue} {found.state}，请到打印机设置里恢复，或另选一台"
        if found.stopped:
            return f"打印机 {queue} {found.state}，请处理后恢复打印，或另选一台"
        if sizes(queue).media(width, height) is None:
            return (
                f"打印机 {queue} 没有 {width:g}×{height:g} 毫米的纸，打出来会走样；"
                "请在打印机设置里加上这种纸，或另选一台"
            )
    except PrintProblem as problem:
        return str(problem)
    return None


def submit(
    pdf: bytes, queue: str, width: float, height: float, title: str, copies: int = 1
) -> str:
    """Send a PDF with pages of that size (mm) to a queue, unscaled; the job's name, "laser-7".

    title: shown in the print queue to everybody, so without personal data. Raises PrintProblem.
    """
    reason = refuse_reason(queue, width, height)
    if reason:
        raise PrintProblem(reason)
    media = sizes(queue).media(width, height)
    command = [
        "lp", "-d", queue, "-n", str(copies), "-t", title, "-o", f"media={media}",
        "-o", "print-scaling=none", "--", "-",
    ]  # fmt: skip
    try:
        done = subprocess.run(
            command, input=pdf, capture_output=True, timeout=30,
            env={**os.environ, "LC_ALL": "C"},
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired) as problem:
        raise PrintProblem("打印服务没有回应，请检查打印服务是否开着，再试一次") from problem
    match = re.search(rb"request id is (\S+)", done.stdout)
    if done.returncode or not match:
        said = done.stderr.decode("utf-8", "replace").strip().removeprefix("lp: ")
        raise PrintProblem(f"打印机 {queue} 没有接收：{said}")
    return match.group(1).decode()


def outcome(queue: str, job: str) -> str:
    """What became of a job: "done", "printing", "waiting: words", "cancelled", "failed: words".

    A job the print service no longer remembers is "unknown". Raises PrintProblem.
    """
    number = job.rpartition("-")[2]
    wanted = ("job-state", "job-state-reasons", "job-printer-state-message")
    groups = _asked(GET_JOB, {"job-uri": f"ipp://localhost/jobs/{number}"}, wanted)
    if not groups:
        return "unknown"
    state = groups[0]["job-state"][0]
    said = str(groups[0].get("job-printer-state-message", [""])[0]).strip()
    if state in (DONE, CANCELLED):
        return "done" if state == DONE else "cancelled"
    if state == ABORTED:
        return f"failed: {said or '打印机没有打完'}"
    if state == STARTED:
        return "printing"
    found = next((one for one in queues() if one.name == queue), None)
    return f"waiting: {found.state if found else _no_such(queue)}"
