"""A print server for all tests of a module that leave its queues as they are."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.printing.cups_server import Server, serving


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """Started once for the module."""
    with serving() as running:
        yield running


@pytest.fixture
def cups(server: Server, monkeypatch: pytest.MonkeyPatch) -> Server:
    """The one that the program talks to."""
    monkeypatch.setenv("CUPS_SERVER", server.address)
    return server
