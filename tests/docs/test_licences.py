"""THIRD_PARTY_LICENCES.md names every library that comes with the program, and no GPL-only one."""

from __future__ import annotations

import re
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[2]


def pinned() -> list[Requirement]:
    """What requirements.txt asks for."""
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    return [Requirement(line) for line in lines if line and not line.startswith("#")]


def installed() -> dict[str, metadata.Distribution]:
    """The run-time libraries by canonical name, with what they need themselves."""
    found: dict[str, metadata.Distribution] = {}
    wanted = pinned()
    while wanted:
        requirement = wanted.pop()
        if requirement.marker and not requirement.marker.evaluate({"extra": ""}):
            continue
        library = metadata.distribution(requirement.name)
        if found.setdefault(_canonical(requirement.name), library) is library:
            wanted += [Requirement(one) for one in library.requires or ()]
    return found


def _canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_every_library_is_listed() -> None:
    """Also the ones that came along with another."""
    page = (ROOT / "THIRD_PARTY_LICENCES.md").read_text(encoding="utf-8")
    table = page.partition("## 运行时的库")[2].partition("## ")[0]
    cells = re.findall(r"^\| ([^|]+) \|", table, re.MULTILINE)
    names = {_canonical(name) for cell in cells for name in re.findall(r"[A-Za-z][\w.-]*", cell)}
    assert set(installed()) - names == set()


def test_every_library_of_the_tests_is_named() -> None:
    """What requirements-test.txt asks for besides."""
    page = (ROOT / "THIRD_PARTY_LICENCES.md").read_text(encoding="utf-8")
    section = page.partition("## 只在测试和检查时用")[2]
    lines = (ROOT / "requirements-test.txt").read_text(encoding="utf-8").splitlines()
    asked = {Requirement(line).name for line in lines if line[:1].isalpha()}
    assert {name for name in asked if not re.search(rf"\b{name}\b", section)} == set()


def test_no_library_is_gpl_only() -> None:
    """A choice that offers LGPL is one; GPL or AGPL alone is not."""
    for name, library in installed().items():
        info = library.metadata
        words = " ".join(
            [info.get("License-Expression") or "", (info.get("License") or "")[:200],
             *(line for line in info.get_all("Classifier") or () if line.startswith("License"))]
        )  # fmt: skip
        assert "LGPL" in words or "GPL" not in words, (name, words)
        assert "AGPL" not in words, (name, words)


def test_what_is_pinned_is_what_is_tested() -> None:
    """The pins of requirements.txt are the versions that this run uses."""
    for requirement in pinned():
        version = metadata.version(requirement.name)
        assert requirement.specifier.contains(version), (requirement, version)
