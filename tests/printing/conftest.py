"""The private print server, started once for all tests that print."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.printing.cups_server import Server, start, stop


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A running print server with queues laser, form, letter, stopped, rejecting, broken."""
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
            stop(running)


@pytest.fixture
def printers(server: Server, monkeypatch: pytest.MonkeyPatch) -> Server:
    """The print server as the one the program talks to."""
    monkeypatch.setenv("CUPS_SERVER", server.address)
    return server
