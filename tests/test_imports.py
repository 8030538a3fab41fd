"""Who may import whom, read from the source, and what starting the command line loads.

main -> views -> {ui, db, printing} -> forms; forms knows no clock, no file, no window, no store.
"""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("forms", "db", "printing", "ui", "views")
MAY: dict[str, set[str]] = {
    "forms": {"forms"},
    "db": {"db", "forms"},
    "printing": {"printing", "forms"},
    "ui": {"ui", "forms"},
    "views": {"views", "ui", "db", "printing", "forms"},
}
LIBRARIES: dict[str, set[str]] = {
    "forms": {"stdnum", "phonenumbers"},
    "db": {"peewee", "playhouse", "sqlcipher3", "argon2", "cryptography", "filelock",
           "platformdirs", "xlsxwriter", "python_calamine", "pypinyin", "PIL", "zxcvbn",
           "pypdfium2"},
    "printing": {"reportlab", "segno", "icu4py"},
    "ui": {"PySide6", "qtawesome", "pypdfium2", "cv2", "PIL"},
    "views": {"PySide6", "pypdfium2"},
}
FILES = [file for room in ROOMS for file in sorted((ROOT / room).rglob("*.py"))]
every_file = pytest.mark.parametrize(
    "file", FILES, ids=lambda file: str(file.relative_to(ROOT))
)


def wholes(tree: ast.AST, file: Path) -> Iterator[str]:
    """The whole name of whatever a file imports, wherever it stands in the tree."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (one.name for one in node.names)
        elif isinstance(node, ast.ImportFrom):
            package = file.relative_to(ROOT).parts[: -node.level] if node.level else ()
            module = ".".join((*package, *filter(None, (node.module,))))
            yield from (f"{module}.{one.name}" for one in node.names)


def imports(file: Path) -> Iterator[tuple[str, str]]:
    """(top module, whole module) of every import, types aside or not."""
    for whole in wholes(ast.parse(file.read_text("utf-8")), file):
        yield whole.partition(".")[0], whole


def room_of(file: Path) -> str:
    """The room a file lies in."""
    return file.relative_to(ROOT).parts[0]


@every_file
def test_a_room_imports_only_what_it_may(file: Path) -> None:
    """Of the other rooms, and of other people's libraries."""
    room = room_of(file)
    for top, whole in imports(file):
        if top in (*ROOMS, "main", "tests"):
            assert top in MAY[room], f"{whole}"
        elif top not in sys.stdlib_module_names:
            assert top in LIBRARIES[room], f"{whole}"


CLOCKS = {"now", "today", "utcnow", "time_ns"}
DOORS = {"open", "input", "print", "exec", "eval", "__import__"}
OUTSIDE = {
    "os", "io", "pathlib", "time", "socket", "subprocess", "sqlite3", "random", "secrets",
    "tempfile", "shutil", "threading", "logging", "zoneinfo", "urllib",
}


def faults(source: str) -> list[str]:
    """Uses of the clock, of files or of chance in a source text."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            name = node.func
            if isinstance(name, ast.Name) and name.id in DOORS:
                found.append(name.id)
            if isinstance(name, ast.Attribute) and name.attr in CLOCKS:
                found.append(name.attr)
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            names = [one.name for one in node.names] if isinstance(node, ast.Import) else [
                str(node.module)
            ]
            found += [name for name in names if name.partition(".")[0] in OUTSIDE]
    return found


@pytest.mark.parametrize(
    "file", [file for file in FILES if room_of(file) == "forms"],
    ids=lambda file: str(file.relative_to(ROOT)),
)
def test_forms_are_pure(file: Path) -> None:
    """No clock, no file, no chance: what a rule says depends on its arguments alone."""
    assert faults(file.read_text("utf-8")) == []


@pytest.mark.parametrize("source", [
    "from datetime import datetime\nx = datetime.now()", "from datetime import date\ndate.today()",
    "open('x')", "import os", "from pathlib import Path", "import random", "import time",
])
def test_an_impure_form_would_be_found(source: str) -> None:
    """The test itself can fail."""
    assert faults(source)


def cli_chain() -> set[Path]:
    """main.py and everything the command line imports in turn, also inside functions; the window
    itself (views.app) apart."""
    seen: set[Path] = set()
    waiting = [ROOT / "views" / "cli.py", ROOT / "views" / "cli_import.py"]
    while waiting:
        file = waiting.pop()
        if file in seen:
            continue
        seen.add(file)
        for _, whole in imports(file):
            for name in (whole, whole.rpartition(".")[0]):
                module = ROOT / (name.replace(".", "/") + ".py")
                package = ROOT / name.replace(".", "/") / "__init__.py"
                waiting += [one for one in (module, package) if one.is_file()]
    return seen


def test_the_command_line_never_reaches_the_window() -> None:
    """Not even in a function that runs later."""
    chain = cli_chain()
    assert ROOT / "db" / "records.py" in chain and ROOT / "printing" / "slip.py" in chain
    for file in chain:
        assert room_of(file) != "ui", file
        assert all(top != "PySide6" for top, _ in imports(file)), file


def at_once(body: Sequence[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements that run when a module is loaded, but for those that are for types alone."""
    for node in body:
        if isinstance(node, ast.If):
            types = ast.dump(node.test).count("TYPE_CHECKING")
            yield from at_once(node.orelse if types else [*node.body, *node.orelse])
        elif isinstance(node, (ast.Try, ast.With, ast.ClassDef)):
            yield from at_once(node.body)
        else:
            yield node


def needs() -> dict[str, set[str]]:
    """By module, what it loads while it is loaded; a package that loads its own modules is one with
    them."""
    named = {
        ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): file
        for file in FILES
    }
    found: dict[str, set[str]] = {}
    for name, file in named.items():
        found[name] = set()
        for node in at_once(ast.parse(file.read_text("utf-8")).body):
            if isinstance(node, (ast.Import, ast.ImportFrom)):
                alone = ast.Module([node], [])
                for whole in wholes(alone, file):
                    found[name].add(whole if whole in named else whole.rpartition(".")[0])
        found[name] &= named.keys() - {name}
    whole = [
        name for name, file in named.items() if file.name == "__init__.py"
        and any(one.startswith(f"{name}.") for one in found[name])
    ]  # fmt: skip
    return merged(found, whole)


def merged(needed: dict[str, set[str]], packages: Sequence[str]) -> dict[str, set[str]]:
    """The same with each of these packages as one."""
    def node(name: str) -> str:
        return next((one for one in packages if f"{name}.".startswith(f"{one}.")), name)

    found: dict[str, set[str]] = {}
    for name, others in needed.items():
        found.setdefault(node(name), set()).update(map(node, others))
    return {name: others - {name} for name, others in found.items()}


def test_no_modules_need_each_other() -> None:
    """The window loads pages in a thread while others load what they use: two threads that load
    modules of one circle get half-made ones."""
    needed = needs()
    assert "db.reading" in needed["db.workbench"]
    TopologicalSorter(needed).prepare()


def test_a_circle_would_be_found() -> None:
    """The test itself can fail."""
    with pytest.raises(CycleError):
        TopologicalSorter(merged({"a": {"p.one"}, "p": {"p.one"}, "p.one": {"a"}}, ["p"])).prepare()


LOADED = """
import sys
sys.argv = ["main.py"]
import main
status = main.main(["--json", "forms"])
heavy = sorted(set(sys.modules) & {heavy})
print(heavy, file=sys.stderr)
sys.exit(status)
"""


def loaded(heavy: set[str]) -> list[str]:
    """Which of these modules are loaded once `main.py forms` has answered."""
    done = subprocess.run(
        [sys.executable, "-c", LOADED.replace("{heavy}", repr(heavy))],
        cwd=ROOT, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("[{")
    found: list[str] = ast.literal_eval(done.stderr.strip().splitlines()[-1])
    return found


def test_a_verb_loads_no_window_and_no_heavy_library() -> None:
    """A scheduled job on a machine without a display; quick to start."""
    heavy = {
        "PySide6", "shiboken6", "qtawesome", "reportlab", "segno", "phonenumbers", "argon2",
        "cryptography", "xlsxwriter", "pypdfium2", "pypinyin", "PIL", "cv2", "numpy",
    }
    assert loaded(heavy) == []
    assert loaded({"forms", "json"}) == ["forms", "json"]


def told(asked: str) -> Any:
    """What a process of its own prints, a Python literal."""
    done = subprocess.run(
        [sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, timeout=60,
        check=True, env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )  # fmt: skip
    return ast.literal_eval(done.stdout)


def test_the_log_in_waits_for_no_form_and_no_store() -> None:
    """What is needed after log-in is loaded while somebody types a password, not before; and Qt
    reads no module's source."""
    late = {
        "forms", "db.store", "peewee", "sqlcipher3", "qtawesome", "reportlab", "segno", "PIL",
        "cv2", "numpy", "argon2", "cryptography", "ui.form", "ui.pictures", "ui.camera",
    }
    asked = (
        f"import sys, views.app, linecache\nprint(sorted(set(sys.modules) & {late!r}),"
        " ',', [one for one in linecache.cache if 'views' in one])"
    )
    assert told(asked) == ([], [])


def test_the_first_page_waits_for_no_other() -> None:
    """The workbench is seen before what the pages after it need is loaded."""
    late = {
        "views.issue", "views.record", "ui.form", "ui.dialogs",
        "db.records", "db.facts", "db.find", "db.file", "db.tallies", "db.checking", "db.tokens",
        "db.destruction", "db.ledgers", "db.parcels", "email.policy", "stdnum", "phonenumbers",
        "reportlab", "PIL", "pypdfium2", "printing.spool",
    }
    asked = (
        "import sys\nfrom views import entry, shell, work\n"
        f"print(sorted(set(sys.modules) & {late!r}), ',', 'db.workbench' in sys.modules)"
    )
    assert told(asked) == ([], True)


def test_a_paper_from_values_loads_no_store_and_one_form() -> None:
    """What is drawn while somebody types, and by itself in a process that only prints."""
    late = {
        "db", "peewee", "sqlcipher3", "forms.property.repair", "forms.snapshot", "stdnum",
        "phonenumbers", "segno", "cryptography", "PySide6", "reportlab.platypus", "fontTools",
    }
    asked = (
        "import sys\nfrom forms.property.release import FX\nfrom views import on_paper\n"
        "from printing import pdf, slip\n"
        f"print(sorted(set(sys.modules) & {late!r}), ',', FX.code == 'FX')"
    )
    assert told(asked) == ([], True)


def test_an_icon_loads_one_font_and_no_more_of_qt() -> None:
    """QtAwesome and QtPy by themselves wake every class of Qt and eleven fonts: 0.2 s, 25 MB."""
    asked = (
        "import sys; from PySide6.QtWidgets import QApplication; app = QApplication([])\n"
        "from ui import icons; assert not icons.icon('print').pixmap(16, 16).isNull()\n"
        "print([one for one in sys.modules if 'OpenGL' in one], ',', list(icons._font().fontname))"
    )
    assert told(asked) == ([], ["mdi6"])


def test_relative_imports_are_followed_too() -> None:
    """They would be a way round."""
    assert ("db", "db.errors.Environment") in set(imports(ROOT / "db" / "store.py"))


def test_no_module_is_named_for_nothing() -> None:
    """utils, helpers and the like say nothing of what is in them."""
    names = {file.stem for file in FILES}
    assert not names & {"utils", "util", "helpers", "helper", "manager", "base", "common", "misc"}
