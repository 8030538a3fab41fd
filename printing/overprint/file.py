"""A template as one file to hand on: its values, and the scan of the pad inside it.

What comes back may be anybody's: it is read within bounds, and only its shape is judged here; what
it says is judged by `reading`, and the scan is decoded by whoever keeps it.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from forms.rules import Rejected
from printing.overprint.template import Template

FORMAT, VERSION = "qiantai-pad-template", 1
LARGEST = 1 << 20
"""Bytes of a file that is looked into."""
_JPEG = b"\xff\xd8\xff"
_NO_TEMPLATE = "不是前台通的套打模板文件"
_BROKEN = "文件损坏或不完整，请重新拷贝一份"


@dataclass(frozen=True)
class Unpacked:
    """What a file holds: for which form and paper, the values, the scan (JPEG, None for none)."""

    form: str
    paper: str
    values: Mapping[str, Any]
    scan: bytes | None


def packed(template: Template, scan: bytes | None) -> bytes:
    """The file of a template; without the scan where its content is not there."""
    values = template.values()
    image = values.pop("scan", None)
    head: dict[str, Any] = {
        "format": FORMAT, "version": VERSION, "form": template.form, "paper": template.paper,
    }  # fmt: skip
    if image is None or scan is None:
        for key in [key for key in values if key.startswith("scan")]:
            del values[key]
    else:
        values |= {"scan_name": image["name"], "scan_image": base64.b64encode(scan).decode()}
    return json.dumps(head | values, ensure_ascii=False, indent=1).encode()


def unpacked(content: bytes) -> Unpacked:
    """What a file holds. Raises forms.rules.Rejected, with words for people, for anything else."""
    if len(content) > LARGEST:
        raise _rejected(f"太大了（超过 {LARGEST >> 20} MB），{_NO_TEMPLATE}")
    try:
        found = json.loads(
            content.decode("utf-8-sig"), object_pairs_hook=_once, parse_constant=_no_number
        )
    except (ValueError, RecursionError, MemoryError):
        raise _rejected(_NO_TEMPLATE + "，或已损坏") from None
    if not isinstance(found, dict) or found.pop("format", None) != FORMAT:
        raise _rejected(_NO_TEMPLATE)
    version, form, paper = (found.pop(key, None) for key in ("version", "form", "paper"))
    if type(version) is not int or version < 1:
        raise _rejected(_BROKEN)
    if version > VERSION:
        raise _rejected("是更新版本的前台通做的，请先更新这台电脑上的程序")
    if not (isinstance(form, str) and isinstance(paper, str)) or "scan" in found:
        raise _rejected(_BROKEN)
    image = found.pop("scan_image", None)
    return Unpacked(form, paper, found, _scan(image))


def _scan(image: object) -> bytes | None:
    if image is None:
        return None
    try:
        body = base64.b64decode(image if isinstance(image, str) else "", validate=True)
    except (binascii.Error, ValueError):
        body = b""
    if not body.startswith(_JPEG):
        raise Rejected({"scan": "里面的扫描件读不出来，" + _BROKEN})
    return body


def _rejected(words: str) -> Rejected:
    return Rejected({"file": words})


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object whose keys each stand in it once."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands in it twice")
    return found


def _no_number(name: str) -> Any:
    raise ValueError(f"{name} is no number")
