"""What every test of the store may ask for."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.db import demo_desk
from tests.db.demo_desk import Desk
from tests.db.made_office import Office, make_office


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """One office in a folder with a Chinese name and a space."""
    made = make_office(tmp_path / "前台 数据")
    yield made
    made.store.close()


@pytest.fixture(scope="session")
def estate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo estate, made once and never written to again."""
    return demo_desk.make(tmp_path_factory.mktemp("estate") / "数据")


@pytest.fixture
def desk(estate: Path, tmp_path: Path) -> Iterator[Desk]:
    """A copy of the demo estate, with every declared form."""
    made = Desk(demo_desk.copied(estate, tmp_path / "前台 数据"))
    yield made
    made.close()
