"""Questions to the print service (CUPS), in its own protocol.

The words of lpstat are translated, and CUPS 2.4 lists an aborted job like a finished one; the
protocol says which it was, and the exact sizes of a queue's media. Printing itself goes through lp.
The service is the one CUPS_SERVER names ("host:port" or the path of a socket), else the local one.
"""

from __future__ import annotations

import os
import socket
import struct
from collections.abc import Mapping, Sequence
from http.client import HTTPConnection, HTTPException
from typing import Any
from urllib.parse import urlsplit

GET_JOB, GET_JOBS, GET_PRINTER = 0x0009, 0x000A, 0x000B
GET_DEFAULT, GET_PRINTERS = 0x4001, 0x4002
SOCKETS = ("/run/cups/cups.sock", "/var/run/cups/cups.sock")
SECONDS = 5.0
OPERATION, END, KEYWORD, URI, CHARSET, LANGUAGE = 0x01, 0x03, 0x44, 0x45, 0x47, 0x48
INTEGERS, BOOLEAN = (0x21, 0x23), 0x22


class Unreachable(Exception):
    """The print service does not answer."""


class _Local(HTTPConnection):
    """A connection through the socket of the local print service."""

    def __init__(self, path: str) -> None:
        super().__init__("localhost", timeout=SECONDS)
        self.path = path

    def connect(self) -> None:
        """Connect to the socket's path."""
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(SECONDS)
        self.sock.connect(self.path)


def _connection() -> HTTPConnection:
    server = os.environ.get("CUPS_SERVER", "")
    if not server:
        server = next((path for path in SOCKETS if os.path.exists(path)), "localhost")
    if server.startswith("/"):
        return _Local(server)
    place = urlsplit(f"//{server}")
    return HTTPConnection(place.hostname or "localhost", place.port or 631, timeout=SECONDS)


def ask(
    operation: int,
    target: Mapping[str, str],
    wanted: Sequence[str],
    keywords: Mapping[str, str] | None = None,
) -> tuple[int, list[dict[str, list[Any]]]]:
    """(status, the groups of attributes that came back); status under 0x100 is success.

    target: attributes of type URI, e.g. {"printer-uri": "ipp://localhost/printers/laser"}
    keywords: further attributes, e.g. {"which-jobs": "all"}. Raises Unreachable.
    """
    body = struct.pack(">BBHI", 2, 0, operation, 1) + bytes([OPERATION])
    body += _attribute(CHARSET, "attributes-charset", "utf-8")
    body += _attribute(LANGUAGE, "attributes-natural-language", "zh-cn")
    for name, value in target.items():
        body += _attribute(URI, name, value)
    for place, value in enumerate(wanted):
        body += _attribute(KEYWORD, "" if place else "requested-attributes", value)
    for name, value in (keywords or {}).items():
        body += _attribute(KEYWORD, name, value)
    try:
        connection = _connection()
    except ValueError as problem:
        raise Unreachable(str(problem)) from problem
    try:
        connection.request(
            "POST", "/", body + bytes([END]), {"Content-Type": "application/ipp"}
        )
        response = connection.getresponse()
        answer = response.read()
    except (OSError, HTTPException) as problem:
        raise Unreachable(str(problem)) from problem
    finally:
        connection.close()
    if response.status != 200 or len(answer) < 8:
        raise Unreachable(f"HTTP {response.status}")
    return struct.unpack(">H", answer[2:4])[0], _groups(answer)


def _attribute(tag: int, name: str, value: str) -> bytes:
    key, words = name.encode(), value.encode()
    return struct.pack(">BH", tag, len(key)) + key + struct.pack(">H", len(words)) + words


def _groups(answer: bytes) -> list[dict[str, list[Any]]]:
    """The answer's groups of attributes but the first, which says how the operation went."""
    groups: list[dict[str, list[Any]]] = []
    place, name = 8, ""
    while place < len(answer) and answer[place] != END:
        tag = answer[place]
        place += 1
        if tag < 0x10:
            groups.append({})
            continue
        (length,) = struct.unpack_from(">H", answer, place)
        name = answer[place + 2 : place + 2 + length].decode() or name
        place += 2 + length
        (length,) = struct.unpack_from(">H", answer, place)
        groups[-1].setdefault(name, []).append(_value(tag, answer[place + 2 : place + 2 + length]))
        place += 2 + length
    return groups[1:]


def _value(tag: int, raw: bytes) -> Any:
    if tag in INTEGERS:
        return struct.unpack(">i", raw)[0]
    if tag == BOOLEAN:
        return raw != b"\0"
    return raw.decode("utf-8", "replace")
