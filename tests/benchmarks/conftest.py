"""What the benchmarks of pages share: the window collects dead cycles itself, as in the program."""

from collections.abc import Iterator

import pytest

from ui.collecting import by_the_window


@pytest.fixture(autouse=True)
def collected_by_the_window(request: pytest.FixtureRequest) -> Iterator[None]:
    """As `views.app.run` has it, with somebody at work all the time."""
    if "qapp" not in request.fixturenames:
        yield
        return
    with by_the_window(request.getfixturevalue("qapp"), lambda: True, lambda: 0):
        yield
