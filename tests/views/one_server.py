"""A print server for all tests of a module that leave its queues as they are."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.printing.cups_server import Server, start, stop


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """Started once for the module."""
    if not (shutil.which("cupsd", path="/usr/sbin:/usr/bin") and shutil.which("lpadmin")):
        pytest.skip("cupsd is not installed: the real printing path is not tested here")
    with tempfile.TemporaryDirectory(prefix="qiantai-cups-") as name:
        Path(name).chmod(0o755)
        running = start(Path(name, "server"))
        try:
            yield running
        finally:
            stop(running)


@pytest.fixture
def cups(server: Server, monkeypatch: pytest.MonkeyPatch) -> Server:
    """The one that the program talks to."""
    monkeypatch.setenv("CUPS_SERVER", server.address)
    return server
