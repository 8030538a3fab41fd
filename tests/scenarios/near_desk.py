"""The same desk without a process for every call: many small questions are asked quickly.

What a process of its own adds (streams, exit status, no trace) is held by tests/command_line.
"""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Mapping
from contextlib import redirect_stderr, redirect_stdout
from typing import Any
from unittest import mock

from tests.command_line.desk import Answer, Desk
from views import cli


class NearDesk(Desk):
    """Verbs run by the command line's own functions, in this process."""

    def run(
        self,
        *arguments: str,
        staff: str | None = "1003",
        password: str | None = None,
        second: str | None = None,
        now: str | None = "",
        given: bytes | str | Mapping[str, Any] | None = None,
        extra: Mapping[str, str] | None = None,
    ) -> Answer:
        """As the desk's own; given: only a mapping."""
        words = ["--data", str(self.folder), "--json", "--staff", str(staff)]
        words += ["--now", str(now or self.now)]
        variables = {"QIANTAI_PASSWORD": password or f"demo{staff}"}
        if second:
            variables["QIANTAI_PASSWORD_2"] = f"demo{second}"
            arguments = (*arguments, "--second", second)
        typed = io.TextIOWrapper(io.BytesIO(json.dumps(given or {}).encode()), "utf-8")
        out, said = io.StringIO(), io.StringIO()
        with (
            mock.patch.dict(os.environ, variables), mock.patch.object(sys, "stdin", typed),
            redirect_stdout(out), redirect_stderr(said),
        ):  # fmt: skip
            options = cli.parse([*words, *arguments])
            status = options if isinstance(options, int) else cli.run(options)
        return Answer(status, json.loads(out.getvalue()), said.getvalue())


def near(desk: Desk) -> NearDesk:
    """The same data at hand."""
    return NearDesk(desk.folder, desk.now)
