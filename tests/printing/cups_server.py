"""A private print server with queues that keep what arrives, for tests of the real printing path.

Runs cupsd on a free port of 127.0.0.1 from ordinary files in a temporary folder; ended by its pid.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

BACKEND = """#!/bin/sh
[ $# -eq 0 ] && { echo 'direct capture:/ "Capture" "Capture to directory"'; exit 0; }
[ "$PRINTER" = broken ] && { echo "ERROR: out of order" >&2; exit 1; }
o="${DEVICE_URI#capture:}/$PRINTER-$1"
if [ $# -ge 6 ]; then cat "$6" >"$o.part"; else cat >"$o.part"; fi
printf '%s' "$5" >"$o.options"
chmod 644 "$o.part" "$o.options"; mv "$o.part" "$o.pdf"
"""

FILES = """ServerRoot {d}/etc
ServerBin {d}/bin
DataDir /usr/share/cups
RequestRoot {d}/spool
TempDir {d}/spool/tmp
CacheDir {d}/cache
StateDir {d}/run
AccessLog {d}/log/access_log
ErrorLog {d}/log/error_log
PageLog {d}/log/page_log
SystemGroup root
Sandboxing relaxed
"""

CONFIGURATION = """LogLevel info
Listen 127.0.0.1:{port}
Browsing No
WebInterface No
DefaultAuthType None
IdleExitTimeout 0
ErrorPolicy abort-job
<Location />
  Order allow,deny
  Allow localhost
</Location>
<Policy default>
  JobPrivateAccess all
  JobPrivateValues none
  SubscriptionPrivateAccess all
  SubscriptionPrivateValues none
  <Limit All>
    Order deny,allow
    Allow localhost
  </Limit>
</Policy>
"""

A4, A5 = ("A4", 595.28, 841.89), ("A5", 419.53, 595.28)
FORM = ("FF241x140", 683.15, 396.0)
CARD = ("IDCard", 242.65, 153.07)
TRAYS = ("Auto", "Tray1", "Tray2", "Tray3", "Manual")


def ppd(
    sizes: list[tuple[str, float, float]], custom: bool, margin: float = 0,
    choices: dict[str, tuple[str, ...]] | None = None,
) -> str:  # fmt: skip
    """A printer description that knows these sizes (name, width, height in points).

    margin: what the printer cannot print at each edge, in points · choices: further options, the
    first choice of each the usual one.
    """
    lines = [
        '*PPD-Adobe: "4.3"', '*FormatVersion: "4.3"', '*FileVersion: "1.0"',
        "*LanguageVersion: English", "*LanguageEncoding: ISOLatin1", '*PCFileName: "TEST.PPD"',
        '*Manufacturer: "Test"', '*Product: "(Test)"', '*ModelName: "Test"',
        '*ShortNickName: "Test"', '*NickName: "Test"', '*PSVersion: "(3010.000) 0"',
        '*LanguageLevel: "3"', "*ColorDevice: True", "*DefaultColorSpace: RGB",
        '*cupsFilter2: "application/vnd.cups-pdf application/pdf 0 -"',
    ]  # fmt: skip
    if custom:
        lines += [
            '*CustomPageSize True: "pop pop pop pop pop"',
            "*ParamCustomPageSize Width: 1 points 36 1200",
            "*ParamCustomPageSize Height: 2 points 36 1200",
            "*ParamCustomPageSize WidthOffset: 3 points 0 0",
            "*ParamCustomPageSize HeightOffset: 4 points 0 0",
            "*ParamCustomPageSize Orientation: 5 int 0 0",
            "*NonUIOrderDependency: 100 AnySetup *CustomPageSize True",
            '*MaxMediaWidth: "1200"', '*MaxMediaHeight: "1200"', "*HWMargins: 0 0 0 0",
        ]  # fmt: skip
    for option in ("PageSize", "PageRegion"):
        lines += [f"*OpenUI *{option}: PickOne", f"*Default{option}: {sizes[0][0]}"]
        lines += [f'*{option} {n}: "<</PageSize[{w} {h}]>>setpagedevice"' for n, w, h in sizes]
        lines += [f"*CloseUI: *{option}"]
    for option, words in (choices or {}).items():
        lines += [f"*OpenUI *{option}: PickOne", f"*Default{option}: {words[0]}"]
        lines += [f'*{option} {word}/{word}: ""' for word in words]
        lines += [f"*CloseUI: *{option}"]
    lines += [f"*DefaultImageableArea: {sizes[0][0]}", f"*DefaultPaperDimension: {sizes[0][0]}"]
    lines += [
        f'*ImageableArea {n}: "{margin} {margin} {w - margin} {h - margin}"' for n, w, h in sizes
    ]
    lines += [f'*PaperDimension {n}: "{w} {h}"' for n, w, h in sizes]
    lines += ["*DefaultFont: Courier", '*Font Courier: Standard "(002.004S)" Standard ROM']
    return "\n".join(lines) + "\n"


RESOLUTIONS = (180, 203, 300, 600)


def raster(dpi: int) -> str:
    """A printer of black dots, so many an inch, that takes paper of any size."""
    drawn = (
        f"<</HWResolution[{dpi} {dpi}]/cupsBitsPerColor 1/cupsRowCount 0/cupsRowFeed 0"
        "/cupsRowStep 0/cupsColorSpace 3>>setpagedevice"
    )
    lines = [
        "*OpenUI *Resolution: PickOne", f"*DefaultResolution: {dpi}dpi",
        f'*Resolution {dpi}dpi: "{drawn}"', "*CloseUI: *Resolution",
    ]  # fmt: skip
    plain = '*cupsFilter2: "application/vnd.cups-pdf application/pdf 0 -"'
    described = ppd([A4, ("A5R", 595.28, 419.53)], custom=True)
    assert plain in described
    return described.replace(plain, '*cupsFilter: "application/vnd.cups-raster 0 -"') + (
        "\n".join(lines) + "\n"
    )


@dataclass(frozen=True)
class Server:
    """A running print server: CUPS_SERVER's value and the folder where pages arrive."""

    address: str
    out: Path
    process: subprocess.Popen[bytes]

    def run(self, *command: str, words: bytes = b"") -> str:
        """Run one of CUPS's own commands against it; what it said."""
        done = subprocess.run(
            command, check=True, env={**os.environ, "CUPS_SERVER": self.address, "LC_ALL": "C"},
            capture_output=True, timeout=20, input=words,
        )  # fmt: skip
        return done.stdout.decode()

    def arrived(self, job: str, seconds: float = 20) -> bytes:
        """What the queue of that job got, waited for at most so long."""
        wanted = self.out / f"{job}.pdf"
        end = time.monotonic() + seconds
        while not wanted.exists():
            if time.monotonic() > end:
                raise TimeoutError(f"nothing arrived for {job}")
            time.sleep(0.02)
        return wanted.read_bytes()

    def told(self, job: str, option: str) -> str:
        """What a job that arrived was told of an option, "" for nothing."""
        words = (self.out / f"{job}.options").read_text().split()
        return next((w.partition("=")[2] for w in words if w.startswith(f"{option}=")), "")


@contextmanager
def serving() -> Iterator[Server]:
    """A server of its own for the block; the test is skipped where there is no CUPS."""
    if not (shutil.which("cupsd", path="/usr/sbin:/usr/bin") and shutil.which("lpadmin")):
        pytest.skip("cupsd is not installed: the real printing path is not tested here")
    # Not under pytest's own folder: only its user may enter it, and CUPS's filters run as lp.
    with tempfile.TemporaryDirectory(prefix="qiantai-cups-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        running = start(folder / "server")
        try:
            yield running
        finally:
            if running.process.poll() is None:
                stop(running)


def start(folder: Path) -> Server:
    """Start the server and make its queues: laser (A4, A5, 4.2 mm margins), form (241 mm sizes,
    custom), letter (no Chinese sizes), card, trays (several, with real coloured paper, two
    resolutions), stopped, rejecting, broken, dots180 … dots600 (where the dots of a page arrive,
    `tests.printing.raster`), and pins, a 24-pin impact printer with its real driver, where ESC/P
    arrives."""
    for name in ("etc/ppd", "spool/tmp", "cache", "run/certs", "log", "out", "bin/backend"):
        (folder / name).mkdir(parents=True)
    (folder / "out").chmod(0o777)
    for name in ("daemon", "filter", "notifier", "monitor", "cgi-bin", "driver"):
        if Path("/usr/lib/cups", name).exists():
            (folder / "bin" / name).symlink_to(Path("/usr/lib/cups", name))
    backend = folder / "bin/backend/capture"
    backend.write_text(BACKEND)
    backend.chmod(0o755)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    (folder / "etc/cups-files.conf").write_text(FILES.format(d=folder))
    (folder / "etc/cupsd.conf").write_text(CONFIGURATION.format(port=port))
    with (folder / "log/stdout").open("wb") as log:
        process = subprocess.Popen(
            [str(shutil.which("cupsd") or "/usr/sbin/cupsd"), "-f",
             "-c", str(folder / "etc/cupsd.conf"), "-s", str(folder / "etc/cups-files.conf")],
            stdout=log, stderr=log,
        )  # fmt: skip
    server = Server(f"127.0.0.1:{port}", folder / "out", process)
    _await(port, process)
    _queues(server, folder)
    return server


def _await(port: int, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + 20
    while time.monotonic() < end and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError("cupsd did not start")


def _queues(server: Server, folder: Path) -> None:
    letter = ("Letter", 612.0, 792.0)
    kinds = {
        "laser": ppd([A4, A5], custom=False, margin=12),
        "form": ppd([FORM, A4, ("A5R", 595.28, 419.53)], custom=True),
        "letter": ppd([letter], custom=False),
        "card": ppd([CARD], custom=False),
        "stopped": ppd([A4, A5], custom=False),
        "rejecting": ppd([A4, A5], custom=False),
        "broken": ppd([A4, A5], custom=False),
        "trays": ppd([A4, A5], custom=False, choices={
            "InputSlot": TRAYS, "Resolution": ("600dpi", "300dpi", "1200x600dpi"),
        }),
        **{f"dots{dpi}": raster(dpi) for dpi in RESOLUTIONS},
    }
    for name, description in kinds.items():
        path = folder / f"{name}.ppd"
        path.write_text(description)
        server.run("lpadmin", "-p", name, "-v", f"capture:{server.out}", "-P", str(path), "-E")
    server.run(
        "lpadmin", "-p", "pins", "-v", f"capture:{server.out}", "-m",
        "drv:///sample.drv/epson24.ppd", "-o", "Resolution=180dpi", "-E",
    )  # fmt: skip
    server.run("lpadmin", "-d", "laser")
    server.run("cupsdisable", "-r", "缺纸", "stopped")
    server.run("cupsreject", "rejecting")


def stop(server: Server) -> None:
    """End the server that `start` started."""
    server.process.terminate()
    server.process.wait(20)
