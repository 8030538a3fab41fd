"""Template files: whatever comes in is read within bounds or refused in words."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.printing.pads import FILE, RECEIPT, SPOTS, pad, values

from forms.property.receipt import SJ
from forms.rules import Rejected
from printing.overprint import checked
from printing.overprint.file import LARGEST, packed, unpacked

JPEG = b"\xff\xd8\xff\xd9"
SCAN = {"scan": {"name": "空白.jpg", "sha256": "0" * 64, "size": 4}, "scan_x": 12.7,
        "scan_width": 215.9}  # fmt: skip


def written(**more: Any) -> bytes:
    """A file that says something else than a good one."""
    return json.dumps({**FILE, **values(), **more}).encode()


def test_what_is_packed_comes_out_the_same() -> None:
    found = unpacked(packed(pad(), None))
    assert (found.form, found.paper, found.scan) == ("SJ", "收据", None)
    assert checked(found.values, SJ, RECEIPT) == pad()
    scanned = unpacked(packed(pad(**SCAN), JPEG))
    assert scanned.scan == JPEG
    assert (scanned.values["scan_name"], scanned.values["scan_x"]) == ("空白.jpg", 12.7)
    lost = unpacked(packed(pad(**SCAN), None))
    assert checked(lost.values, SJ, RECEIPT) == pad(), "without the scan it is still a template"


@pytest.mark.parametrize(
    ("content", "path"),
    [
        (b"", "file"), (b"%PDF-1.7", "file"), (b"\xff\xfe[\x00]\x00", "file"), (b"[1]", "file"),
        (b"[" * 100_000, "file"), (b'{"a":' * 50_000, "file"), (b'{"format": 1}', "file"),
        (written(version=2), "file"), (written(version=True), "file"), (written(version=0), "file"),
        (written(paper=["收据"]), "file"), (written(scan={"sha256": "0" * 64}), "file"),
        (written(scale=float("nan")), "file"), (written()[:-1] + b', "name": "a"}', "file"),
        (written(scan_image="???"), "scan"), (written(scan_image=7), "scan"),
        (written(scan_image=base64.b64encode(b"%PDF-1.7").decode()), "scan"),
        (b" " * LARGEST + b"{}", "file"), (b"1" * 10_000, "file"),
    ],
    ids=range(19),
)  # fmt: skip
def test_what_is_no_template_is_refused_in_words(content: bytes, path: str) -> None:
    with pytest.raises(Rejected) as wrong:
        unpacked(content)
    (words,) = wrong.value.problems.values()
    assert set(wrong.value.problems) == {path} and any("一" <= char <= "鿿" for char in words)


anything = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=8)
    | st.sampled_from(["payer", "items", "items.what", "文字", "明细", "打勾", "右", 1e308, 40, 12]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from([*SPOTS[5], "lines", "pitch", "choice", "spots", "?"]), inner, max_size=4
    ),
    max_leaves=6,
)  # fmt: skip
head = st.dictionaries(
    st.sampled_from(["name", "pad", "box", "width", "height", "printer", "scan", "spots", "?"]),
    anything, max_size=4,
)  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(found=head, spots=st.lists(anything, max_size=3))
def test_whatever_it_says_is_a_template_or_refused(found: dict[str, Any], spots: list[Any]) -> None:
    """Never anything else: no crash, and what is taken reads back as it is."""
    said = {**values(), "spots": spots, **found}
    try:
        made = checked(said, SJ, RECEIPT)
    except Rejected as wrong:
        assert wrong.problems
    else:
        assert checked(made.values(), SJ, RECEIPT) == made
