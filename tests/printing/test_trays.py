"""The colours of the copies: laid, laid as a band, or left to trays with real coloured paper."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from tests.printing.cups_server import TRAYS, Server
from tests.printing.slips import CODE, SLIP, colour, decoded, picture, slip, texts

from forms.property.release import FX
from printing import spool
from printing.carrier import submit_parts
from printing.code import module_size
from printing.page import Code, Document, Tint
from printing.pdf import draw
from printing.profiles import Profile
from printing.slip import TINTS, compose
from printing.tinting import BAND_WIDTH, parts, toned

A5 = (210.0, 148.0)
COLOURED = Profile("trays", tray="Tray1", trays={"红": "Tray2", "黄": "Tray3"})


@pytest.fixture(scope="module")
def pages() -> Document:
    return compose(FX, SLIP, slip())


def sent(document: Document, way: Profile) -> list[tuple[str, bytes]]:
    return [(tray, draw(pages)) for tray, pages in parts(document, way)]


def after(job: str, state: str = spool.DONE) -> spool.Fate:
    """The fate of a print once it is so, waited for at most 20 s."""
    end = time.monotonic() + 20
    while (found := spool.fate("trays", job, "")).state != state:
        assert time.monotonic() < end, found
        time.sleep(0.05)
    return found


def test_a_band_of_the_colour_stands_where_the_name_of_the_copy_does(pages: Document) -> None:
    band = toned(pages, Profile(tint="band"))
    assert [page.tint for page in band.pages] == ["", "", ""]
    drawn = [[one for one in page.items if isinstance(one, Tint)] for page in band.pages]
    assert drawn == [
        [], *([Tint(210 - BAND_WIDTH, 0, BAND_WIDTH, 148, one)] for one in ("#FFE0E6", "#FFF7CC")),
    ]  # fmt: skip
    pdf = draw(band)
    for place, tint in enumerate(((255, 255, 255), (0xFF, 0xE0, 0xE6), (0xFF, 0xF7, 0xCC))):
        image = picture(pdf, place, 120)
        assert colour(image, 120, 16) == (255, 255, 255)
        assert colour(image, image.width - 8, 16) == tint
    assert texts(pdf) == texts(draw(pages))


def test_no_colour_at_all(pages: Document) -> None:
    plain = draw(toned(pages, Profile(tint="none")))
    for place in range(3):
        image = picture(plain, place, 100)
        assert colour(image, 100, 12) == colour(image, image.width - 6, 12) == (255, 255, 255)
    assert texts(plain) == texts(draw(pages))


@pytest.mark.parametrize("how", ["", "full"])
def test_the_whole_sheet_is_usual(pages: Document, how: str) -> None:
    assert toned(pages, Profile(tint=how)) == pages


def test_real_paper_has_its_colour_itself(pages: Document) -> None:
    found = parts(pages, COLOURED)
    assert [(tray, [page.tint for page in part.pages]) for tray, part in found] == [
        ("Tray1", ["#FFFFFF"]), ("Tray2", [""]), ("Tray3", [""]),
    ]  # fmt: skip
    seen = toned(pages, replace(COLOURED, tint="none"))
    assert [page.tint for page in seen.pages] == ["", "#FFE0E6", "#FFF7CC"]


def test_neighbours_of_one_tray_go_together(pages: Document) -> None:
    same = replace(COLOURED, trays={"红": "Tray2", "黄": "Tray2"})
    assert [(tray, len(part.pages)) for tray, part in parts(pages, same)] == [
        ("Tray1", 1), ("Tray2", 2),
    ]  # fmt: skip
    assert [tray for tray, _ in parts(pages, Profile("trays", tray="Manual"))] == ["Manual"]


def test_a_copy_alone_carries_nothing_that_it_hides(pages: Document) -> None:
    """The pages of another copy are not in its file, drawn or not."""
    secret = replace(pages, pages=pages.pages[:1], bodies=(pages.bodies[0], pages.bodies[0]))
    assert len(draw(secret)) < len(draw(replace(secret, pages=(
        secret.pages[0], replace(secret.pages[0], body=1)))))  # fmt: skip
    assert b"body1" not in draw(secret)


def test_the_trays_and_resolutions_of_a_queue(printers: Server) -> None:
    assert spool.options("trays") == spool.Options(TRAYS, (600, 300))
    assert spool.options("pins") == spool.Options((), (60, 180, 360))
    assert spool.options("laser") == spool.Options()


def test_every_copy_comes_from_its_tray(printers: Server, pages: Document) -> None:
    job = submit_parts(spool, sent(pages, COLOURED), "trays", A5, "放行条", 300)
    names = job.split()
    came = [printers.arrived(name) for name in names]
    assert [printers.told(name, "InputSlot") for name in names] == ["Tray1", "Tray2", "Tray3"]
    assert {printers.told(name, "Resolution") for name in names} == {"300dpi"}
    whole = texts(draw(pages))
    for place, pdf in enumerate(came):
        image = picture(pdf, 0, 120)
        assert colour(image, 120, 16) == (255, 255, 255)
        assert texts(pdf) == [whole[place]]
    assert after(job) == spool.Fate(spool.DONE, "", job)


def test_the_worst_of_its_parts_is_what_became_of_a_print(
    printers: Server, pages: Document
) -> None:
    """One print whose second job the printer gives up."""
    good = submit_parts(spool, sent(pages, COLOURED)[:1], "trays", A5, "一")
    bad = submit_parts(spool, [("", draw(pages))], "broken", A5, "二")
    after(good)
    after(bad, spool.LOST)
    assert after(f"{good} {bad}", spool.LOST).words.startswith("打印机 trays 没有打完")


def test_a_print_whose_parts_did_not_all_arrive_is_lost(
    printers: Server, pages: Document
) -> None:
    """The program ended between two of them, before it wrote their names down."""
    (tray, pdf), *_ = sent(pages, COLOURED)
    for number in (1, 2):
        spool.submit(pdf, "trays", *A5, spool.part_title("FX 9 abc", number, 3), tray)
    assert spool.fate("trays", "", "FX 9 abc") == spool.Fate(spool.LOST, "打印机 trays 没有收全")
    last = spool.submit(pdf, "trays", *A5, spool.part_title("FX 9 abc", 3, 3), tray)
    printers.arrived(last)
    end = time.monotonic() + 20
    while (found := spool.fate("trays", "", "FX 9 abc")).state != spool.DONE:
        assert time.monotonic() < end, found
        time.sleep(0.05)
    assert found.job.split()[2] == last
    assert spool.fate("trays", "", "FX 9 ab").words == "打印机 trays 没有收到"


def test_what_went_is_taken_back_where_a_tray_is_not_there(
    printers: Server, pages: Document
) -> None:
    printers.run("cupsdisable", "trays")
    # Straight past the check of a stopped queue, as if it had stopped in between.
    first = printers.run("lp", "-d", "trays", "-t", "三 1/2", "-", words=draw(pages)).split()[3]

    class Slow:
        """The print service, whose first job waits."""

        def __getattr__(self, name: str) -> object:
            return getattr(spool, name)

        def submit(self, pdf: bytes, queue: str, *rest: object) -> str:
            if rest[3] == "Tray9":
                raise spool.PrintProblem(spool.no_tray(queue, "Tray9"))
            return first

    try:
        with pytest.raises(spool.PrintProblem, match="没有叫“Tray9”的纸盒"):
            submit_parts(
                Slow(), [("Tray1", b""), ("Tray9", b"")], "trays", A5, "三"  # type: ignore[arg-type]
            )
        assert spool.fate("trays", first, "").words == "打印机 trays 上的这次打印被取消了"
    finally:
        printers.run("cupsenable", "trays")


def test_a_tray_that_is_not_there_is_refused(printers: Server, pages: Document) -> None:
    with pytest.raises(spool.PrintProblem, match="没有叫“Tray9”的纸盒"):
        spool.submit(draw(pages), "trays", *A5, "试", "Tray9")


@pytest.mark.parametrize("dpi", [180, 203, 300, 360, 600])
def test_modules_are_whole_dots_of_the_printer(dpi: int) -> None:
    document = compose(FX, SLIP, slip(), dpi=dpi)
    (code,) = [item for item in document.bodies[0] if isinstance(item, Code)]
    dots = code.module / (25.4 / dpi)
    assert dots == pytest.approx(round(dots), abs=0.002) and code.module >= 0.58
    assert module_size(0.58, dpi) == code.module
    if dpi <= 300:
        grey = picture(draw(document), 0, dpi).convert("L")
        assert decoded(grey.point(lambda dot: 255 * (dot > 128)).convert("RGB")) == [CODE]


def test_every_colour_of_a_copy_has_its_tint() -> None:
    assert sorted(one.value for one in TINTS) == sorted("白红黄蓝绿")
