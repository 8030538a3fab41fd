"""Units: one grammar for every way people write a flat."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.values import Invalid, unit

ENTRANCES = {"3": 1, "5": 2, "A": 1, "东座": 2}
BUILDINGS = st.from_regex("[1-9][0-9]{0,2}[A-Z]?|[A-Z]{1,2}([1-9][0-9]?)?|东座|商铺|东区3",
                          fullmatch=True)
ENTRANCE = st.none() | st.from_regex("[1-9][0-9]?|[A-Z]", fullmatch=True)
ROOMS = st.from_regex("[1-9][0-9]{0,4}[A-Z]?|[A-Z][1-9][0-9]{0,3}|铺[1-9][0-9]?", fullmatch=True)


@pytest.mark.parametrize(
    "typed",
    [
        "3-1202", "3栋1202", "3 栋 1202", "3#1202", "3号楼1202室", "3幢1202房", "3座1202", "3楼1202",
        "三栋1202", "三号楼一二〇二室", "3—1202", "3/1202", "3.1202", "3 1202", "３－１２０２",
        "３栋１２０２", "03-1202", "003栋01202", "3号1202号", "3#楼-1202", "3-1202房", " 3 - 1202 ",
        "3·1202", "3--1202",
    ],
)
def test_one_flat(typed: str) -> None:
    """All of these are 3-1202."""
    assert unit.clean(typed) == "3-1202"


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("3 栋 2 单元 1202", "3-2-1202"),
        ("3栋二单元1202室", "3-2-1202"),
        ("3-2-1202", "3-2-1202"),
        ("3-2单元-1202", "3-2-1202"),
        ("3栋2门1202", "3-2-1202"),
        ("3栋2-1202", "3-2-1202"),
        ("03-02-0302", "3-2-302"),
        ("3-0302", "3-302"),
        ("A座1202", "A-1202"),
        ("a-1202", "A-1202"),
        ("A1202", "A-1202"),
        ("A栋12d", "A-12D"),
        ("B2栋101", "B2-101"),
        ("3a栋101", "3A-101"),
        ("十二栋301", "12-301"),
        ("二十栋301", "20-301"),
        ("二十一栋301", "21-301"),
        ("一百零三栋301", "103-301"),
        ("一百一十栋301", "110-301"),
        ("3栋B101", "3-B101"),
        ("3栋商铺12", "3-商铺12"),
        ("商铺12", "商铺-12"),
        ("商铺 012", "商铺-12"),
        ("丽景阁1202", "丽景阁-1202"),
        ("东座 12D", "东座-12D"),
        ("东区3栋2单元1202", "东区3-2-1202"),
        ("综合楼-5", "综合楼-5"),
        ("综合楼1单元5", "综合楼-1-5"),
        ("丽景阁一单元1202室", "丽景阁-1-1202"),
        ("三友居1202", "三友居-1202"),
    ],
)
def test_clean(typed: str, expected: str) -> None:
    """Entrances, letters, names, Chinese numerals, leading zeros."""
    assert unit.clean(typed) == expected
    assert unit.clean(expected) == expected


@pytest.mark.parametrize(
    "typed",
    ["", "1202", "3-", "-1202", "3栋", "栋1202", "号楼1202", "单元1202", "三1202",
     "室三", "三座3座3", "3-1202-1", "3-2-1-1202", "0-12", "3-0", "3-0-12",
     "3栋ABC", "十十栋1", "百栋1", "3-1202,1203", "1" * 50, "3栋12楼02"],
)
def test_refused(typed: str) -> None:
    """The message shows how to write one."""
    with pytest.raises(Invalid, match="请写楼栋和房号，如 3-1202|看不懂|最多"):
        unit.clean(typed)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("3-1-1202", "3-1202"),
        ("3栋1单元1202", "3-1202"),
        ("3-1202", "3-1202"),
        ("A座1单元1202", "A-1202"),
        ("5-2-1202", "5-2-1202"),
        ("5栋02单元1202", "5-2-1202"),
        ("东座1单元12", "东座-1-12"),
        ("9-1-1202", "9-1-1202"),
        ("9-1202", "9-1202"),
    ],
)
def test_the_estate_knows_its_entrances(typed: str, expected: str) -> None:
    """The only entrance is dropped; an unknown building stays as typed."""
    assert unit.clean(typed, ENTRANCES) == expected
    assert unit.clean(expected, ENTRANCES) == expected


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("5-1202", "^5 栋有 2 个单元，请写明单元，如 5-1-1202$"),
        ("5-3-1202", "^5 栋有 2 个单元，没有 3 单元，请核对$"),
        ("3-2-1202", "^3 栋只有 1 个单元，没有 2 单元，请核对$"),
        ("A-2-1202", "^A 座只有 1 个单元，没有 2 单元，请核对$"),
        ("东座12", "^东座有 2 个单元，请写明单元，如 东座-1-12$"),
    ],
)
def test_a_wrong_entrance_is_named(typed: str, message: str) -> None:
    """What the estate has stands in the message."""
    with pytest.raises(Invalid, match=message):
        unit.clean(typed, ENTRANCES)


@given(BUILDINGS, ENTRANCE, ROOMS)
def test_round_trips(building: str, entrance: str | None, room: str) -> None:
    """A canonical unit stays, reads back from its words, and comes apart into its pieces."""
    canonical = "-".join(filter(None, (building, entrance, room)))
    assert unit.clean(canonical) == canonical
    assert unit.clean(unit.pretty(canonical)) == canonical
    assert unit.pieces(canonical) == (building, entrance, room)


@given(st.text("0123三十百〇A座栋单元室号楼-#/ .铺", max_size=12))
def test_whatever_passes_reads_back(typed: str) -> None:
    """Also odd spellings end in one that is stable and can be shown."""
    try:
        canonical = unit.clean(typed)
    except Invalid:
        return
    assert unit.clean(canonical) == canonical
    assert unit.clean(unit.pretty(canonical)) == canonical


def test_pretty() -> None:
    """A number is a 栋, letters are a 座, a name says what it is."""
    assert unit.pretty("3-1202") == "3 栋 1202"
    assert unit.pretty("3-2-1202") == "3 栋 2 单元 1202"
    assert unit.pretty("A-1202") == "A 座 1202"
    assert unit.pretty("B2-101") == "B2 栋 101"
    assert unit.pretty("东座-2-12") == "东座 2 单元 12"


@pytest.mark.parametrize("broken", ["", "3", "3-", "-3", "1-2-3-4", "3--4"])
def test_pieces_of_what_is_no_unit(broken: str) -> None:
    """Only canonical units come apart."""
    with pytest.raises(Invalid):
        unit.pieces(broken)
