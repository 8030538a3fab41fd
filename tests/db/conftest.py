"""What every test of the store may ask for."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.db.made_office import Office, make_office


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """One office in a folder with a Chinese name and a space."""
    made = make_office(tmp_path / "前台 数据")
    yield made
    made.store.close()
