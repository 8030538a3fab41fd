"""What the code imports is what the two requirements files bring, so that a fresh set-up works."""

from __future__ import annotations

import ast
import re
import sys
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("forms", "db", "printing", "ui", "views")


def imported(folders: tuple[str, ...], files: tuple[Path, ...] = ()) -> set[str]:
    """Top names of other people's modules that Python files import."""
    found = set()
    paths = [*files, *(path for name in folders for path in sorted((ROOT / name).rglob("*.py")))]
    for path in paths:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {name.name.partition(".")[0] for name in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found.add(node.module.partition(".")[0])
    ours = {*ROOMS, "tests", "main", *(path.stem for path in (ROOT / "tests").rglob("*.py"))}
    return found - set(sys.stdlib_module_names) - ours


def brought(file: str) -> set[str]:
    """Canonical names of the libraries that a requirements file pins, -r followed."""
    names: set[str] = set()
    for line in (ROOT / file).read_text(encoding="utf-8").splitlines():
        if line.startswith("-r "):
            names |= brought(line[3:])
        elif line and not line.startswith("#"):
            names.add(_canonical(line.partition("==")[0]))
    return names


def _canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def lacking(modules: set[str], file: str) -> set[str]:
    """Modules that nothing in the file provides."""
    providers = metadata.packages_distributions()
    pinned = brought(file)
    return {
        one for one in modules
        if not pinned & {_canonical(name) for name in providers.get(one, ())}
    }  # fmt: skip


def test_the_program_imports_only_what_it_pins() -> None:
    """Libraries that come along with others count as not pinned."""
    assert lacking(imported(ROOMS, (ROOT / "main.py",)), "requirements.txt") == set()


def test_the_tests_import_only_what_they_pin() -> None:
    """The checks run in a fresh environment, not in the one somebody happens to have."""
    assert lacking(imported(("tests",)), "requirements-test.txt") == set()


def test_nothing_is_pinned_that_is_not_used() -> None:
    """tzdata is data, the rest is imported somewhere; tools of the checks are run."""
    run, providers = imported(ROOMS, (ROOT / "main.py",)), metadata.packages_distributions()
    used = {_canonical(name) for one in run for name in providers.get(one, ())}
    assert brought("requirements.txt") - used == {"tzdata"}
