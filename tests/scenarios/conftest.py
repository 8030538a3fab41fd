"""The offices that these tests work in."""

from pathlib import Path

import pytest

from tests.command_line.desk import Desk
from tests.command_line.offices import json_file, signed, signed_template, template
from tests.scenarios.inside import hands
from tests.scenarios.near_desk import NearDesk, near

__all__ = ["hands", "json_file", "signed", "signed_template", "template"]


@pytest.fixture
def desk(template: Desk, tmp_path: Path) -> NearDesk:
    """A fresh demo office in a folder with a space and Chinese in its name, at hand."""
    return near(template.copied(tmp_path / "前台 数据"))
