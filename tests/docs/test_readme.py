"""The README's two lines, and its links: what .ci/run takes out is what stands there."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from forms import DECLARED, FORMS

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "THIRD_PARTY_LICENCES.md",
         "docs/administrator.md", "docs/architecture.md", "docs/command-line.md",
         "docs/handbook.md")  # fmt: skip


def line(mark: str) -> str:
    """The line in the fenced block that stands right after a mark."""
    (found,) = re.findall(rf"^<!-- {mark} -->\n```sh\n(.+)\n```$", README, re.MULTILINE)
    return str(found)


def test_both_lines_are_one_line_of_good_shell() -> None:
    """As root without sudo, too: an empty `command -v sudo` leaves a plain command."""
    for mark, needed in (("run", "main.py --demo"), ("test", "-m pytest")):
        assert needed in line(mark)
        assert line(mark).startswith("$(command -v sudo) sh -c ")
        assert "--no-install-recommends" in line(mark)
        subprocess.run(["sh", "-n", "-c", line(mark)], check=True)


def test_continuous_integration_runs_exactly_the_test_line() -> None:
    """.ci/run, with `eval` replaced by saying the line, says the README's."""
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert script.count('eval "$line"') == 1
    spoken = script.replace('echo "+ $line"', ":").replace('eval "$line"', 'echo "$line"')
    spoken = spoken.replace('"$(dirname "$0")/.."', f'"{ROOT}"')
    ran = subprocess.run(["bash", "-c", spoken], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == line("test")


def anchors(page: Path) -> set[str]:
    """The names that a page's headings can be linked by."""
    heads = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("name", PAGES)
def test_links_lead_somewhere(name: str) -> None:
    """Every link to a file of the project, pictures too, and to a heading."""
    page = ROOT / name
    lost = []
    for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8")):
        if "://" in target:
            continue
        file, _, anchor = target.partition("#")
        found = (page.parent / file) if file else page
        if not found.exists() or (anchor and anchor not in anchors(found)):
            lost.append(target)
    assert not lost


def test_the_version_is_one_and_the_change_log_knows_it() -> None:
    """resources/version.txt says the version; the log has a heading for it or for what comes."""
    version = (ROOT / "resources" / "version.txt").read_text(encoding="utf-8").strip()
    assert re.fullmatch(r"\d+\.\d+\.\d+", version)
    log = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert "## [未发布]" in log or f"## [{version}]" in log


def test_it_says_which_forms_there_are() -> None:
    """Those that users see at its head, those only declared among what is still missing."""
    head, _, rest = README.partition("\n## ")
    missing = rest.partition("## 还没有的")[2].partition("\n## ")[0]
    assert [form.title for form in FORMS if f"**{form.title}**" not in head] == []
    hidden = [form for form in DECLARED if not form.shown]
    assert [form.title for form in hidden if form.title not in missing] == []


def test_sections_that_the_code_cites_are_in_the_handbook() -> None:
    """§ numbers of docs/handbook.md, and the form a citation names within one."""
    book = (ROOT / "docs" / "handbook.md").read_text(encoding="utf-8")
    sections = set(re.findall(r"^## §(\d)", book, re.MULTILINE))
    forms = set(re.findall(r"^(?:### |- \*\*)([A-Z]{2,4}) ", book, re.MULTILINE))
    cited = []
    for folder in ("forms", "db", "printing", "ui", "views"):
        for file in sorted((ROOT / folder).rglob("*.py")):
            words = file.read_text(encoding="utf-8")
            for number, code in re.findall(
                r"docs/handbook\.md\s+§(\d)(?:\s+([A-Z]{2,4})\b)?", words
            ):
                cited.append((file.name, number, code))
    assert cited
    lost = [one for one in cited if one[1] not in sections or (one[2] and one[2] not in forms)]
    assert not lost
