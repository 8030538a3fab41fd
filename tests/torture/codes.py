"""Mutated codes: every single letter of a slip's code changed to every other, neighbours swapped,
letters lost and added. None is taken for genuine, and the gate lets none through."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable, Iterator
from functools import partial

from db import codes, gate, office, records
from db.session import Session
from tests.db.demo_desk import DIRECTOR, DUTY, GUARD
from tests.torture import offices, works
from tests.torture.faults import Family, FaultClass, Piece, Trial

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
Reads = Callable[[bytes, str], tuple[str | None, bool]]


def changed(code: str) -> Iterator[str]:
    """Each place with each other letter or digit."""
    for place, own in enumerate(code):
        for letter in LETTERS:
            if letter != own:
                yield code[:place] + letter + code[place + 1:]


def swapped(code: str) -> Iterator[str]:
    """Any two places that differ."""
    for first in range(len(code)):
        for second in range(first + 1, len(code)):
            if code[first] != code[second]:
                letters = list(code)
                letters[first], letters[second] = letters[second], letters[first]
                yield "".join(letters)


def resized(code: str) -> Iterator[str]:
    """One letter lost, doubled or put in, and the end cut off within the letters of the proof; what
    is left without any is a number as people type it, which claims to prove nothing."""
    for mutant in _resized(code):
        if not mutant[4:].isdigit():
            yield mutant


def _resized(code: str) -> Iterator[str]:
    for place in range(len(code)):
        yield code[:place] + code[place + 1:]
        yield code[:place] + code[place] + code[place:]
    for letter in LETTERS:
        yield code + letter
        yield letter + code
    for length in range(len(code) - 9, len(code)):
        yield code[:length]


def without_proof(secret: bytes, scanned: str) -> tuple[str | None, bool]:
    """The control: reads the number and does not look at the letters that prove it."""
    number, _ = codes.read(secret, scanned)
    return number, number is not None


def all_of(
    mutate: Callable[[str], Iterator[str]], piece: Piece, *, read: Reads = codes.read
) -> Iterator[Trial]:
    """Every mutation of one code after the other."""
    for number in piece.numbers:
        chance = random.Random(f"code {piece.seed} {number}")
        secret = hashlib.sha256(f"{piece.seed} {number}".encode()).digest()
        written = codes.number("FX", 2026, chance.randrange(1, 999_999))
        code = codes.slip_code(secret, written)
        if codes.read(secret, code) != (written, True):
            yield f"the good code {code} is not read"
        for mutant in mutate(code):
            found, genuine = read(secret, mutant)
            yield f"{mutant} passes for {code}" if found is not None and genuine else None


def at_the_gate(piece: Piece) -> Iterator[Trial]:
    """Slips that may leave, their mutated codes held up to the gate: none lets anything out."""
    folder = piece.folder / "数据"
    offices.copied(folder)
    desk = works.opened(folder, lambda words: None, seed=piece.seed)
    try:
        for _ in piece.numbers:
            slip = records.issue(desk.at(offices.DESK), "FX", works.SLIP).record
            records.act(desk.at(DUTY), slip.number, "值班主任签字")
            slip = records.act(desk.at(DIRECTOR), slip.number, "主任盖章").record
            yield from _examined(desk.at(GUARD), slip.code, desk.chance)
    finally:
        desk.close()


def _examined(guard: Session, code: str, chance: random.Random) -> Iterator[Trial]:
    """One letter at each place, each neighbouring pair swapped, another office's proof."""
    if not gate.examine(guard, code).allows:
        yield f"the good code {code} is not let through"
    mutants = [
        code[:place] + chance.choice(LETTERS.replace(own, "")) + code[place + 1:]
        for place, own in enumerate(code)
    ]
    mutants += list(swapped(code))[:19]
    number, _ = codes.read(office.secret(guard.store), code)
    assert number is not None
    mutants.append(codes.slip_code(chance.randbytes(32), number))
    for mutant in mutants:
        seen = gate.examine(guard, mutant)
        yield f"{mutant} is let through as {code}" if seen.allows or seen.lines else None


FAMILY = Family("codes", "改过的码", (
    FaultClass("每一位换成每一个别的字", partial(all_of, changed), 20, 1000),
    FaultClass("任两位对调", partial(all_of, swapped), 20, 1000),
    FaultClass("少一位、多一位、截短", partial(all_of, resized), 20, 1000),
    FaultClass("拿到门岗核验", at_the_gate, 3, 60, piece=20),
    FaultClass("对照：不看验证码", partial(all_of, changed, read=without_proof), 2, 20,
               control=0.4),
))  # fmt: skip
