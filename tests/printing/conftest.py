"""The private print server, started once for all tests that print."""

from collections.abc import Iterator

import pytest
from tests.printing.cups_server import Server, serving


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A running print server with queues laser, form, letter, stopped, rejecting, broken."""
    with serving() as running:
        yield running


@pytest.fixture
def printers(server: Server, monkeypatch: pytest.MonkeyPatch) -> Server:
    """The print server as the one the program talks to."""
    monkeypatch.setenv("CUPS_SERVER", server.address)
    return server
