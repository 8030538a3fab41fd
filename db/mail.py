"""A mail as a file that any mail program opens as a draft (RFC 5322, .eml)."""

from __future__ import annotations

import mimetypes
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Attachment:
    """A file that goes along: its name and content."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Draft:
    """A mail that nobody has sent yet. to: addresses, none: to be filled in by who sends it ·
    sender: the office's address, "" leaves it to the mail program · at: with its zone."""

    to: Sequence[str]
    subject: str
    words: str
    at: datetime
    sender: str = ""
    attachments: Sequence[Attachment] = ()


def composed(draft: Draft) -> bytes:
    """The mail's bytes, lines ended by CR LF; `X-Unsent: 1` has Outlook open it for sending."""
    made = EmailMessage(policy=policy.SMTP)
    made["X-Unsent"] = "1"
    made["Date"] = draft.at
    if draft.sender:
        made["From"] = Address(addr_spec=draft.sender)
    if draft.to:
        made["To"] = [Address(addr_spec=one) for one in draft.to]
    made["Subject"] = " ".join(draft.subject.split())
    made.set_content(draft.words + "\n", subtype="plain", charset="utf-8", cte="base64")
    for one in draft.attachments:
        main, _, sub = _kind(one.name).partition("/")
        made.add_attachment(one.content, maintype=main, subtype=sub, filename=one.name)
    return made.as_bytes()


def _kind(name: str) -> str:
    if name.endswith(".xlsx"):
        return XLSX  # not every system's table has it
    return mimetypes.guess_type(name)[0] or "application/octet-stream"
