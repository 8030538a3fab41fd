"""How the papers of a batch read in their list, and what stands over it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from db import prints
from db.print_batch import Line
from ui.pick_table import PICK
from ui.table import Column, Mark, Row
from views.print_run import Looked, Went

COLUMNS = (
    PICK,
    Column("state", "出纸", 104, "mark"),
    Column("form", "单据", 108),
    Column("about", "事项", 200, stretch=True),
    Column("paper", "纸", 96),
    Column("copies", "联", 64, "figure"),
    Column("found", "要注意的", 250, "second"),
    Column("number", "编号", 136, "second"),
)
TONES = {prints.QUEUED: "accent", prints.PRINTED: "good", prints.FILED: "good",
         prints.UNPRINTED: "bad", "": "warn"}  # fmt: skip
LEFT = "没有打"


def row_of(line: Line, looked: Looked | None, went: Went | None) -> Row:
    """One line; its key stands at the end, and before it what it is found by."""
    return (
        "", _state(line, went), line.title, line.about, line.paper,
        line.copy or (str(line.copies) if line.copies > 1 else ""),
        _found(line, looked, went), line.number,
        line.key,
    )  # fmt: skip


def _state(line: Line, went: Went | None) -> Mark:
    if went is not None:
        return Mark(went.outcome or LEFT, TONES.get(went.outcome, ""))
    if line.outcome == prints.UNPRINTED:
        return Mark(prints.UNPRINTED, "warn")
    if line.outcome in (prints.SENT, prints.QUEUED):
        return Mark(line.outcome, "accent")
    return Mark(f"打过 {line.times} 次" if line.times else "没打过", "")


def _found(line: Line, looked: Looked | None, went: Went | None) -> str:
    if went is not None and went.words:
        return went.words
    if looked is not None and (looked.stopping or looked.said):
        return looked.stopping or looked.said
    return line.said if line.outcome == prints.UNPRINTED else ""


def of_looking(found: Sequence[Looked]) -> tuple[str, str]:
    """(what looking over the papers found, its tone); ("", "") where all is well."""
    stopped = [one for one in found if one.stopping]
    said = [one for one in found if one.said and not one.stopping]
    if stopped and all(one.printer for one in found):
        return f"没有打：{stopped[0].stopping}", "bad"
    words = []
    if stopped:
        rest = len(found) - len(stopped)
        more = f"其余 {rest} 张再按 Ctrl+P 就打" if rest else ""
        first = f"{stopped[0].order.number}：{stopped[0].stopping}"
        words.append(f"{len(stopped)} 张打不了，已去掉勾（{first}）。{more}")
    if said:
        words.append(
            f"{len(said)} 张有要注意的（{said[0].order.number}：{said[0].said}）。"
            "再按一次 Ctrl+P 照样打"
        )
    return "　".join(words), "bad" if stopped else "warn" if said else ""


def of_end(went: Sequence[Went], stopped: bool) -> tuple[str, str, str]:
    """(how it went, its tone, the words of what is offered next)."""
    out = sum(one.arrived for one in went)
    lost = [one for one in went if one.outcome == prints.UNPRINTED]
    left = [one for one in went if not one.outcome]
    if not lost and not left:
        filed = went and went[0].outcome == prints.FILED
        return f"{out} 张都{'存成 PDF 了' if filed else '打好了'}。", "good", ""
    words = [f"{'停下了：' if stopped else ''}打好 {out} 张"]
    if lost:
        words.append(f"{len(lost)} 张未出纸{_why(lost)}")
    if left:
        words.append(f"{len(left)} 张没有打{'' if stopped else _why(left)}")
    many = len(lost) + len(left)
    return "；".join(words) + "。", "warn" if stopped else "bad", f"再打这 {many} 张"


def _why(went: Sequence[Went]) -> str:
    """The first reason, and that there are others."""
    reasons = list(dict.fromkeys(one.words for one in went if one.words))
    more = f" 等 {len(reasons)} 种原因" if len(reasons) > 1 else ""
    return f"（{reasons[0]}{more}）" if reasons else ""


def needing_reason(lines: Mapping[str, Line], keys: Sequence[str]) -> int:
    """How many of these papers were printed before."""
    return sum(lines[key].times > 0 for key in keys if key in lines)
