"""Fixtures: a demo office made once by the program itself, and a copy of it for every test."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.command_line.desk import Desk


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """`init --demo` on 2026-11-21, never written to again."""
    made = Desk(tmp_path_factory.mktemp("demo") / "数据")
    made.run("init", "--demo", "--empty", staff=None, password="admin").done
    return made


@pytest.fixture
def desk(template: Desk, tmp_path: Path) -> Desk:
    """A fresh demo office in a folder with a space and Chinese in its name."""
    return template.copied(tmp_path / "前台 数据")


@pytest.fixture(scope="session")
def signed_template(template: Desk, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """The demo office with FX-2026-000001 signed by duty supervisor and director."""
    made = template.copied(tmp_path_factory.mktemp("signed") / "数据")
    made.signed()
    return made


@pytest.fixture
def signed(signed_template: Desk, tmp_path: Path) -> Desk:
    """A copy of the demo office whose slip FX-2026-000001 is ready for the gate."""
    return signed_template.copied(tmp_path / "门岗 数据")


@pytest.fixture
def json_file(tmp_path: Path) -> Callable[[str], str]:
    """Writes text to a new file in the test's folder; its path."""

    def write(text: str) -> str:
        file = tmp_path / "内容.json"
        file.write_text(text, encoding="utf-8")
        return str(file)

    return write
