"""前台通: parses the command line, then runs one verb or opens the window.

Started with another Python than the project's own, it goes on with the one that the set-up line
made (.venv beside this file).
"""

from __future__ import annotations

import argparse
import importlib.util
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent


def _own_python() -> Path | None:
    """The Python of .venv, when this one lacks the libraries and that one is there."""
    if all(importlib.util.find_spec(name) for name in ("peewee", "sqlcipher3")):
        return None
    for place in ("bin/python", "Scripts/python.exe"):
        python = HERE / ".venv" / place
        if python.exists() and Path(sys.prefix) != HERE / ".venv":
            return python
    return None


def _window(arguments: list[str]) -> argparse.Namespace | None:
    """The options when only the window is asked for; the verbs load much that it does not need."""
    opening = argparse.ArgumentParser(add_help=False, allow_abbrev=False, exit_on_error=False)
    opening.add_argument("--data", type=Path)
    opening.add_argument("--demo", action="store_true")
    opening.add_argument("--gate", type=Path)
    try:
        options, rest = opening.parse_known_args(arguments)
    except (argparse.ArgumentError, SystemExit):
        return None
    return None if rest else options


def main(arguments: list[str]) -> int:
    """Run; the exit status of the contract in docs/command-line.md."""
    python = _own_python()
    if python is not None:
        return subprocess.call([str(python), str(HERE / "main.py"), *arguments])
    from views import faults

    faults.no_memory_images()
    if arguments == ["--import-beside"]:
        from views import cli_import

        return cli_import.run()
    options = _window(arguments)
    if options is None:
        from views import cli

        parsed = cli.parse(arguments)
        if isinstance(parsed, int):
            return parsed
        if parsed.verb:
            return cli.run(parsed)
        options = parsed
    from db.files import data_folder
    from views import app

    folder = options.data or data_folder()
    if options.gate is not None:
        return app.run_gate(folder, options.gate)
    return app.run(folder, demo=options.demo)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
