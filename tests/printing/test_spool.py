"""Real printing through a real print server: what arrives, what is refused, what became of it."""

import time

import pypdfium2
import pytest
from PIL import Image
from tests.printing.cups_server import Server
from tests.printing.test_card import CODE as CARD_CODE
from tests.printing.test_card import SHA, jpeg
from tests.printing.test_card import data as card_data
from tests.printing.slips import CODE, SLIP, colour, dark_runs, decoded, picture, slip

from forms.property.pass_card import CR
from forms.property.release import FX
from printing import spool
from printing.page import Document, Page, Rule
from printing.pdf import draw
from printing.slip import compose

A5 = (210.0, 148.0)


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return draw(compose(FX, SLIP, slip()))


def settled(queue: str, job: str, title: str = "") -> spool.Fate:
    """The fate of a job once nothing moves any more, waited for at most 20 s."""
    end = time.monotonic() + 20
    while (found := spool.fate(queue, job, title)).state == spool.PENDING and not found.words:
        assert time.monotonic() < end, found
        time.sleep(0.05)
    return found


def test_the_queues_are_told_with_their_state(printers: Server) -> None:
    found = {queue.name: queue for queue in spool.queues()}
    assert set(found) == {
        "laser", "form", "letter", "stopped", "rejecting", "broken", "card", "pins", "trays",
        "dots180", "dots203", "dots300", "dots600",
    }  # fmt: skip
    assert spool.queues()[0].name == "laser"
    assert [queue.name for queue in found.values() if queue.is_default] == ["laser"]
    states = {name: queue.state for name, queue in found.items()}
    assert states["letter"] == "就绪"
    assert states["stopped"] == "已暂停：缺纸"
    assert states["rejecting"] == "不接收打印"
    assert [name for name, queue in found.items() if queue.stopped] == ["stopped"]
    assert [name for name, queue in found.items() if not queue.accepting] == ["rejecting"]


def test_the_sizes_of_a_queue_are_exact(printers: Server) -> None:
    laser = spool.sizes("laser")
    assert {(media.width, media.height) for media in laser.named} == {(210, 297), (148, 210)}
    assert max(laser.largest) == 0
    form = spool.sizes("form")
    assert (241, 139.7) in {(media.width, media.height) for media in form.named}
    assert form.largest[0] > 400
    (letter,) = spool.sizes("letter").named
    assert (letter.width, letter.height) == pytest.approx((215.9, 279.4))
    assert laser.media(241, 139.7) is None
    assert form.media(241, 279.4 / 3) == "Custom.683.150x264.000"
    assert laser.media(210, 148) == laser.media(148, 210) == "iso_a5_148x210mm"


def upright(image: Image.Image) -> Image.Image:
    """The page as one reads it; a printer fed with A5 upright gets the page turned."""
    return image if image.width > image.height else image.rotate(90, expand=True)


@pytest.mark.parametrize("queue", ["laser", "form"])
def test_three_pages_arrive_whole_and_unscaled(printers: Server, pdf: bytes, queue: str) -> None:
    job = spool.submit(pdf, queue, *A5, "物品放行条 FX-2026-000418")
    assert job.startswith(f"{queue}-")
    came = printers.arrived(job)
    assert settled(queue, job) == spool.Fate(spool.DONE, "", job)
    tints = ((255, 255, 255), (0xFF, 0xE0, 0xE6), (0xFF, 0xF7, 0xCC))
    for page, tint in enumerate(tints):
        image = upright(picture(came, page, 300))
        assert image.width / 300 * 25.4 == pytest.approx(210, abs=0.2)
        assert image.height / 300 * 25.4 == pytest.approx(148, abs=0.2)
        across = [at for at, _ in dark_runs(image, 300, 38.0, across=True) if at < 196]
        assert (across[0], across[-1]) == pytest.approx((10, 195), abs=0.2)
        down = [at for at, _ in dark_runs(image, 300, 10.7, across=False) if at > 29]
        assert down[0] == pytest.approx(30.4, abs=0.2)
        assert colour(image, 40, 40) == tint
        assert decoded(image) == [CODE]
    with pytest.raises(Exception, match="page"):
        picture(came, 3)


@pytest.mark.parametrize("parts", [1, 2, 3])
def test_a_fanfold_form_arrives_in_its_length(printers: Server, parts: int) -> None:
    """A hundred thirds of a form must not drift: their length is 22 lines of 1/6 inch."""
    high = 279.4 / parts
    marks = tuple(Rule(x, y, x + 5, y, 1.0) for x in (15.0, 221.0) for y in (10.0, high - 10))
    page = draw(Document("试", (Page(241, high, marks),)))
    came = printers.arrived(spool.submit(page, "form", 241, high, "试"))
    image = picture(came, 0, 600)
    assert (image.width / 600 * 25.4, image.height / 600 * 25.4) == pytest.approx(
        (241, high), abs=0.1
    )
    for x in (17.0, 223.0):
        assert [at for at, _ in dark_runs(image, 600, x, across=False)] == pytest.approx(
            [10, high - 10], abs=0.2
        )


def test_a_queue_without_the_size_is_refused(printers: Server, pdf: bytes) -> None:
    reason = spool.refuse_reason("letter", *A5)
    assert reason is not None
    assert "没有 210×148 毫米的纸" in reason
    with pytest.raises(spool.PrintProblem, match="没有 210×148 毫米的纸"):
        spool.submit(pdf, "letter", *A5, "试")
    assert list(printers.out.glob("letter-*")) == []
    assert spool.refuse_reason("laser", 241, 139.7) is not None
    assert spool.refuse_reason("laser", *A5) is None


@pytest.mark.parametrize(
    ("queue", "words"),
    [
        ("stopped", "已暂停：缺纸，请处理后恢复打印"),
        ("rejecting", "不接收打印，请到打印机设置里恢复"),
        ("没有的", "没有名为 没有的 的打印机"),
    ],
)
def test_a_queue_that_cannot_print_is_refused(
    printers: Server, pdf: bytes, queue: str, words: str
) -> None:
    assert words in (spool.refuse_reason(queue, *A5) or "")
    with pytest.raises(spool.PrintProblem, match=words):
        spool.submit(pdf, queue, *A5, "试")


def test_a_job_that_the_printer_gives_up_is_lost(printers: Server, pdf: bytes) -> None:
    job = spool.submit(pdf, "broken", *A5, "试")
    assert settled("broken", job) == spool.Fate(
        spool.LOST, "打印机 broken 没有打完：out of order", job
    )


def test_a_job_on_a_stopped_queue_waits_and_can_be_cancelled(
    printers: Server, pdf: bytes
) -> None:
    # Straight to lp, as if the paper had run out just after the program looked.
    job = printers.run("lp", "-d", "stopped", "-", words=pdf).split()[3]
    assert spool.fate("stopped", job, "") == spool.Fate(
        spool.PENDING, "打印机 stopped 已暂停：缺纸", job
    )
    printers.run("cancel", job)
    assert spool.fate("stopped", job, "") == spool.Fate(
        spool.LOST, "打印机 stopped 上的这次打印被取消了", job
    )


def test_what_a_queue_prints_after_it_was_mended_has_come(printers: Server, pdf: bytes) -> None:
    job = printers.run("lp", "-d", "stopped", "-", words=pdf).split()[3]
    assert spool.fate("stopped", job, "").state == spool.PENDING
    printers.run("cupsenable", "stopped")
    try:
        assert settled("stopped", job).state == spool.DONE
        assert len(pdfium_pages(printers.arrived(job))) == 3
    finally:
        printers.run("cupsdisable", "-r", "缺纸", "stopped")


def pdfium_pages(came: bytes) -> list[object]:
    document = pypdfium2.PdfDocument(came)
    try:
        return list(range(len(document)))
    finally:
        document.close()


def test_a_job_is_found_again_by_its_title(printers: Server, pdf: bytes) -> None:
    """The window was closed before lp had told its name."""
    job = spool.submit(pdf, "laser", *A5, "FX-2026-000777 (31)")
    assert settled("laser", "", "FX-2026-000777 (31)") == spool.Fate(spool.DONE, "", job)
    assert spool.fate("laser", "", "FX-2026-000777 (32)") == spool.Fate(
        spool.LOST, "打印机 laser 没有收到"
    )


def test_what_waits_in_a_queue_that_vanishes_is_lost(printers: Server, pdf: bytes) -> None:
    description = printers.out.parent / "laser.ppd"
    device = f"capture:{printers.out}"
    printers.run("lpadmin", "-p", "short", "-v", device, "-P", str(description), "-E")
    printers.run("cupsdisable", "short")
    job = printers.run("lp", "-d", "short", "-t", "短命 (1)", "-", words=pdf).split()[3]
    assert spool.fate("short", job, "短命 (1)").state == spool.PENDING
    printers.run("lpadmin", "-x", "short")
    for name in (job, ""):
        found = spool.fate("short", name, "短命 (1)")
        assert (found.state, found.words != "") == (spool.LOST, True)
    assert "没有名为 short 的打印机" in (spool.refuse_reason("short", *A5) or "")


def test_a_job_nobody_remembers_is_unknown(printers: Server) -> None:
    assert spool.fate("laser", "laser-99999", "") == spool.Fate(spool.UNKNOWN, "", "laser-99999")


def test_a_free_size_has_a_least_and_a_largest(printers: Server) -> None:
    form = spool.sizes("form")
    assert form.smallest[0] == pytest.approx(12.7, abs=0.1)
    assert form.media(85.6, 54) == "Custom.242.646x153.071" and form.media(10, 10) is None
    assert not form.has(85.6, 54) and spool.sizes("card").has(85.6, 54)


def test_a_card_arrives_in_its_size_with_both_sides(printers: Server) -> None:
    face = jpeg()
    document = compose(CR, CR.paper("出入证"), card_data())
    page = draw(document, {SHA: face})
    job = spool.submit(page, "card", 85.6, 54, "证")
    came = printers.arrived(job)
    assert settled("card", job).state == spool.DONE
    front, back = picture(came, 0, 600), picture(came, 1, 600)
    for image in (front, back):
        assert (image.width / 600 * 25.4, image.height / 600 * 25.4) == pytest.approx(
            (85.6, 54), abs=0.2
        )
    assert decoded(front) == [CARD_CODE] and decoded(back) == []
    (rule,) = [one for one in dark_runs(front, 600, 60.0, across=False) if 12.5 < one[0] < 14.3]
    assert rule == pytest.approx((13.4, 0.5), abs=0.2)
    red, green, blue = colour(front, round(5 / 25.4 * 600), round(40 / 25.4 * 600))
    assert blue > 150 and red < 80, "the photograph has arrived"
    with pytest.raises(Exception, match="page"):
        picture(came, 2)


@pytest.mark.parametrize("server", ["127.0.0.1:1", "/nowhere/cups.sock", "127.0.0.1:没有"])
def test_a_print_service_that_does_not_answer_is_said(
    monkeypatch: pytest.MonkeyPatch, server: str
) -> None:
    monkeypatch.setenv("CUPS_SERVER", server)
    with pytest.raises(spool.PrintProblem, match="打印服务没有回应"):
        spool.queues()
    assert "打印服务没有回应" in (spool.refuse_reason("laser", *A5) or "")


def test_a_computer_without_a_print_service_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(spool.PrintProblem, match="没有安装打印服务，请另存为 PDF"):
        spool.queues()
