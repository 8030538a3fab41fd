"""前台通: parses the command line, then runs one verb or opens the window.

Started with another Python than the project's own, it goes on with the one that the set-up line
made (.venv beside this file).
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent


def _own_python() -> Path | None:
    """The Python of .venv, when this one lacks the libraries and that one is there."""
    try:
        import peewee  # noqa: F401
        import sqlcipher3  # noqa: F401
    except ImportError:
        for place in ("bin/python", "Scripts/python.exe"):
            python = HERE / ".venv" / place
            if python.exists() and Path(sys.prefix) != HERE / ".venv":
                return python
    return None


def main(arguments: list[str]) -> int:
    """Run; the exit status of the contract in docs/command-line.md."""
    python = _own_python()
    if python is not None:
        return subprocess.call([str(python), str(HERE / "main.py"), *arguments])
    from views import cli

    options = cli.parse(arguments)
    if isinstance(options, int):
        return options
    if options.verb:
        return cli.run(options)
    from views import app

    return app.run(options.data, demo=options.demo)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
