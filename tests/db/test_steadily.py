"""A large file goes to the disk while it is still being written, and a failure of that is told."""

import errno
import os
import time
from pathlib import Path

import pytest

from db import files
from db.errors import Environment
from db.files import steadily

PATIENCE_SECONDS = 10


@pytest.fixture
def pushed(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Sizes of what was pushed to the disk; a kilobyte is large here."""
    sizes: list[int] = []
    push = os.fsync

    def noted(handle: int) -> None:
        sizes.append(os.fstat(handle).st_size)
        push(handle)

    monkeypatch.setattr(files, "LARGE_BYTES", 1000)
    monkeypatch.setattr(files, "PUSH_SECONDS", 0.001)
    monkeypatch.setattr(os, "fsync", noted)
    return sizes


def _until(pushed: list[int], size: int) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not any(one >= size for one in pushed):
        assert time.monotonic() < deadline, f"{size} bytes were never pushed"


def test_what_is_there_goes_before_the_rest_is_written(tmp_path: Path, pushed: list[int]) -> None:
    path = tmp_path / "large"
    with steadily(path):
        with path.open("wb", buffering=0) as file:
            file.write(b"1" * 2000)
            _until(pushed, 2000)
            file.write(b"2" * 2000)
            _until(pushed, 4000)
    assert path.stat().st_size == 4000


def test_a_small_file_is_left_to_its_writer(tmp_path: Path, pushed: list[int]) -> None:
    small, large = tmp_path / "small", tmp_path / "large"
    with steadily(small), steadily(large):
        small.write_bytes(b"1" * 999)
        large.write_bytes(b"1" * 1000)
        _until(pushed, 1000)
    assert 999 not in pushed


def test_a_disk_that_could_not_take_it_is_told(
    tmp_path: Path, pushed: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The system tells an error once: the writer's own push would succeed."""

    def broken(handle: int) -> None:
        pushed.append(os.fstat(handle).st_size)
        raise OSError(errno.EIO, "input/output error")

    monkeypatch.setattr(os, "fsync", broken)
    path = tmp_path / "large"
    with pytest.raises(Environment) as told, steadily(path):
        path.write_bytes(b"1" * 2000)
        _until(pushed, 2000)
    assert told.value.kind == "disk"


def test_what_went_wrong_in_the_writing_itself_comes_first(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), steadily(tmp_path / "never"):
        raise ZeroDivisionError
