"""keys.json beside the store: who can unlock it, and the recovery code.

A random 32-byte data key (DEK) encrypts the store. The file keeps it wrapped once for each staff
number (Argon2id of the password -> AES-256-GCM) and once for a printed recovery code. Each slot
carries a random id; it and the store's id are bound into the wrapping, so that slots cannot be
moved between people or stores. Every unlocked person holds the DEK: roles are the program's
rules, not cryptography. A slot also holds its owner's signing key (`db.signing`), wrapped with
the same password; slots written before version 6 have none until the next log-in.

A password that somebody else set ("given") opens nothing but the way to one's own: its slot holds
no signing key, and that it is given is bound into the wrapping.
"""

import hmac
import json
import secrets
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from . import attempts, sealed, wrapping
from .errors import Environment, Refused, disk
from .files import write_private
from .passwords import weakness
from .recovery import new_code, read_code
from .signing import Signer, new_signer

FILE_NAME = "keys.json"
FORMAT = 1
_STRONG = {"memory": 64 * 1024, "time": 3, "lanes": 4}
_WEAK = {"memory": 19 * 1024, "time": 2, "lanes": 1}
_MOST = {"memory": 256 * 1024, "time": 10, "lanes": 16}
"""What a file may ask of this computer: some seconds; a file of elsewhere may ask for anything."""
_LANE = 8
"""KiB that each lane needs."""
_LARGEST = 16 << 20
_DAMAGED = "钥匙文件（keys.json）已损坏，打不开数据；数据文件没有改动。请用最近的备份恢复。"


def create(
    folder: Path, *, demo: bool, dek: bytes | None = None
) -> tuple["Keys", bytes, str]:
    """A new keys.json in `folder`: the keys, the DEK, the recovery code to print once.

    `demo` marks a throw-away store (weak, quick Argon2id, any password). dek: a key of 32 bytes
    that is there already (a gate's), else a random one. Raises `Environment` if the file exists.
    """
    if (folder / FILE_NAME).exists():
        raise Environment("exists", f"这个文件夹里已有钥匙文件（{folder}），没有改动它。")
    dek = dek or secrets.token_bytes(32)
    data = {"format": FORMAT, "demo": demo, "store": secrets.token_hex(16), "slots": {},
            "rekeyed": 0}
    keys = Keys(data, folder)
    try:
        code = keys.new_recovery(dek)
    except BaseException:
        with suppress(OSError):  # nothing is behind it yet, and another try must find none
            (folder / FILE_NAME).unlink(missing_ok=True)
        raise
    return keys, dek, code


@dataclass(frozen=True)
class Opened:
    """What a slot held: the data key, and its owner's signing key where it has one."""

    dek: bytes = field(repr=False)
    signer: Signer | None


class FirstPassword(Environment):
    """The password is right, but somebody else set it; the person has to choose their own first."""

    def __init__(self, staff: str) -> None:
        super().__init__(
            "key",
            f"工号 {staff} 的密码是别人代设的，还不能办事、签名：请先登录一次（命令行用 password），改成只有自己知道的。",
        )


class Keys:
    """The slots of one store; changes are written to `folder`/keys.json at once. where: under which
    name wrong tries count that are none at the log-in (`db.attempts`)."""

    def __init__(self, data: dict[str, Any], folder: Path, where: str = "") -> None:
        self._data = data
        self.folder = folder
        self._where = where

    @classmethod
    def load(cls, folder: Path, where: str = "") -> Self:
        """Read `folder`/keys.json; `Environment("key")` if it is missing or damaged."""
        path = folder / FILE_NAME
        if not path.exists():
            raise Environment(
                "missing", f"没有找到钥匙文件（{path}），打不开数据。请检查文件夹，或用备份恢复。"
            )
        with disk():
            if path.stat().st_size > _LARGEST:
                raise Environment("damage", _DAMAGED)
            return cls.parse(path.read_bytes(), folder, where)

    @classmethod
    def parse(cls, content: bytes, folder: Path, where: str = "") -> Self:
        """The keys in the bytes of a keys.json (of a backup); wrong tries count in `folder`."""
        try:
            data = json.loads(content)
            if data["format"] > FORMAT:
                raise Environment("schema", "钥匙文件是由更新版本的前台通写的，请安装新版本。")
            for slot in data["slots"].values():
                wrapping.check(slot)
                _check_cost(slot)
            wrapping.check(data["recovery"])
            data["demo"] = bool(data["demo"])
            data["store"] = str(data["store"])
            if type(data.setdefault("rekeyed", 0)) is not int:
                raise TypeError("rekeyed")
            keys = cls(data, folder, where)
            keys.content()  # what cannot be written again is none either
        except (
            ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError,
        ) as error:  # fmt: skip
            raise Environment("damage", _DAMAGED) from error
        return keys

    @property
    def demo(self) -> bool:
        """Whether this is a throw-away store (made by `init --demo`)."""
        return bool(self._data["demo"])

    def is_no_demo(self) -> None:
        """The store says that it is none: a file that says otherwise was altered, to have the next
        password kept weakly, and is put right."""
        self.refresh()
        self._data["demo"] = False
        self._save()

    @property
    def store_id(self) -> str:
        """The random id of the store, the same in all its backups."""
        return str(self._data["store"])

    @property
    def rekeyed_times(self) -> int:
        """How often the store has been given a new data key."""
        return int(self._data["rekeyed"])

    @property
    def staff(self) -> list[str]:
        """The staff numbers that have a slot, sorted."""
        return sorted(self._data["slots"])

    def content(self) -> bytes:
        """The bytes of keys.json."""
        return json.dumps(self._data, ensure_ascii=False, indent=1, sort_keys=True).encode()

    def add(self, staff: str, password: str, dek: bytes) -> Signer:
        """A slot for one more person, with a new signing key, which is returned; `Refused` for a
        poor password or a number in use."""
        self.refresh()
        if staff in self._data["slots"]:
            raise Refused({"staff": f"工号 {staff} 已有密码"})
        signer = new_signer(staff)
        self._put(staff, password, dek, signer)
        return signer

    def set_password(
        self, staff: str, password: str, dek: bytes, signer: Signer | None = None
    ) -> Signer:
        """A new password for somebody who has a slot; `Refused` for a poor one.

        The signing key stays where its owner brought it (`signer`); else, as nobody can take it out
        of the slot without the old password, there is a new one, which is returned.
        """
        self.refresh()
        if staff not in self._data["slots"]:
            raise Refused({"staff": f"工号 {staff} 没有密码，请先添加"})
        signer = signer or new_signer(staff)
        self._put(staff, password, dek, signer)
        attempts.clear(self.folder, staff)
        return signer

    def give(self, staff: str, password: str, dek: bytes) -> None:
        """A password chosen by somebody else, in place of what there was: with it the person sets
        their own and can do nothing before. `Refused` for a poor one."""
        self.refresh()
        self._put(staff, password, dek, None)
        attempts.clear(self.folder, staff)

    def given(self, staff: str, password: str, now: int) -> bytes:
        """The DEK by a password that somebody else set, for whoever sets their own now; raises as
        `unlock`, and `Refused` where the password is the person's own already."""
        if "given" not in self._data["slots"].get(staff, {"given": True}):
            raise Refused({"": f"工号 {staff} 的密码已经是自己设的"})
        return self._opened(staff, password, now)[0]

    def slot(self, staff: str) -> object:
        """What stands in the file for somebody now, None for nothing; to compare, for who was told
        by the disk that it failed. Raises `Environment` where the file cannot be read."""
        return type(self).load(self.folder)._data["slots"].get(staff)

    def sign_up(self, staff: str, password: str) -> Signer:
        """A new signing key in the slot of somebody whose password was just found right."""
        self.refresh()
        slot = self._data["slots"][staff]
        signer = new_signer(staff)
        key = wrapping.argon2(password, slot)
        self._data["slots"][staff] = self._with_signer(slot, key, signer)
        self._save()
        return signer

    def remove(self, staff: str) -> None:
        """Take a leaver's slot away; no slot is no error."""
        self.refresh()
        if self._data["slots"].pop(staff, None) is not None:
            self._save()

    def unlock(self, staff: str, password: str, now: int) -> bytes:
        """The DEK; `now` is UTC milliseconds for counting wrong tries.

        A wrong password and an unknown number get the same `Environment("key")` after the same
        work; so many in a row lock the number for so many minutes (`db.attempts`).
        """
        return self.open(staff, password, now).dek

    def open(self, staff: str, password: str, now: int) -> Opened:
        """The DEK with the person's signing key, as `unlock`; `FirstPassword` where the password is
        not their own."""
        dek, key = self._opened(staff, password, now)
        slot = self._data["slots"][staff]
        if "given" in slot:
            raise FirstPassword(staff)
        signer = self._signer(slot, key, staff)
        return Opened(self._newest(staff, key, dek, signer), signer)

    def enter(self, staff: str, password: str, now: int) -> Opened:
        """The same for whoever gives their password; the signing key is made where the slot has
        none yet. What counts is the file as it stands now: a password that was changed beside an
        open window, a leaver's slot."""
        self.refresh()
        opened = self.open(staff, password, now)
        if opened.signer is None:
            opened = Opened(opened.dek, self.sign_up(staff, password))
        return opened

    def _opened(self, staff: str, password: str, now: int) -> tuple[bytes, bytes]:
        """The DEK and what the password gives; wrong ones are counted."""
        attempts.guard(self.folder, staff, now, self._where)
        slot = self._data["slots"].get(staff)
        probe = slot or {**self._cost(), **wrapping.blank()}
        key = wrapping.argon2(password, probe)
        dek = wrapping.unwrap(probe, key, self._bound(probe, staff))
        if slot is None or dek is None:
            left = attempts.wrong(self.folder, self._where + staff, now)
            raise Environment("key", _wrong_words(left, *attempts.agreed(self.folder)))
        attempts.clear(self.folder, self._where + staff)
        return dek, key

    def _newest(self, staff: str, key: bytes, dek: bytes, signer: Signer | None) -> bytes:
        """The data key that was left for somebody since they last logged in, taken into their slot;
        else the one that was in it. `Environment` where it is not for their key."""
        slot = self._data["slots"][staff]
        left = slot.get("left")
        if left is None:
            return dek
        bound = self._bound(slot, staff)
        newest = sealed.unseal(signer, left, bound) if signer is not None else None
        if newest is None:
            raise Environment("key", f"数据钥匙换过了，工号 {staff} 的密码要由系统管理员重设。")
        kept = {name: one for name, one in slot.items() if name != "left"}
        fresh = wrapping.wrap({**kept, "nonce": secrets.token_hex(12)}, key, bound, newest)
        # Only in the file they were read from: those of a backup stay as they are.
        if (self.folder / FILE_NAME).exists():
            present = type(self).load(self.folder)
            if present._data["slots"].get(staff) == slot:
                present._data["slots"][staff] = fresh
                present._save()
                self._data = present._data
        return newest

    def rekeyed(
        self, folder: Path, dek: bytes, new: bytes, known: Collection[bytes]
    ) -> tuple["Keys", str, tuple[str, ...]]:
        """Keys for a copy of the store in `folder` with the data key `new`: everybody's is left
        under their signing key, if that is one of the `known` public halves. With the new recovery
        code, and the numbers of those who had none, who have no slot any more."""
        slots, without = {}, []
        for staff, slot in self._data["slots"].items():
            sign = slot.get("sign")
            public = bytes.fromhex(sign["public"]) if sign else b""
            if public not in known:
                without.append(staff)
                continue
            left = sealed.seal(public, new, self._bound(slot, staff))
            slots[staff] = {**slot, "left": left}
        times = self.rekeyed_times + 1
        made = Keys({**self._data, "slots": slots, "rekeyed": times}, folder)
        code, secret = new_code()
        slot = wrapping.blank()
        made._data["recovery"] = wrapping.wrap(
            slot, made._recovery_key(secret), made._bound(slot, ""), new
        )
        return made, code, tuple(sorted(without))

    def unlock_recovery(self, code: str) -> bytes:
        """The DEK by the printed code: `Refused` if mistyped, `Environment` if another store's."""
        slot = self._data["recovery"]
        key = self._recovery_key(read_code(code))
        dek = wrapping.unwrap(slot, key, self._bound(slot, ""))
        if dek is None:
            raise Environment("key", "恢复码抄得没错，但不是这份数据的恢复码（可能已换过新码）。")
        return dek

    def new_recovery(self, dek: bytes) -> str:
        """Make and return a new recovery code; the old one no longer opens the store."""
        if "recovery" in self._data:
            self.refresh()
        code, secret = new_code()
        slot = wrapping.blank()
        key = self._recovery_key(secret)
        self._data["recovery"] = wrapping.wrap(slot, key, self._bound(slot, ""), dek)
        self._save()
        return code

    def _put(self, staff: str, password: str, dek: bytes, signer: Signer | None) -> None:
        """Write a slot after checking the password; without a signing key it is a given one."""
        if not staff:
            raise Refused({"staff": "请填写工号"})
        if not self.demo and (problem := weakness(staff, password)):
            raise Refused({"password": problem})
        slot: dict[str, Any] = {**self._cost(), **wrapping.blank()}
        key = wrapping.argon2(password, slot)
        if signer is None:
            slot["given"] = True
        slot = wrapping.wrap(slot, key, self._bound(slot, staff), dek)
        self._data["slots"][staff] = self._with_signer(slot, key, signer) if signer else slot
        self._save()

    def _with_signer(self, slot: dict[str, Any], key: bytes, signer: Signer) -> dict[str, Any]:
        """The slot with a signing key in it, wrapped with a key of its own from the password."""
        sign = {"nonce": secrets.token_hex(12), "public": signer.public.hex()}
        bound = self._bound(slot, signer.staff) + signer.public
        return {**slot, "sign": wrapping.wrap(sign, wrapping.signing_key(key), bound, signer.seed)}

    def _signer(self, slot: dict[str, Any], key: bytes, staff: str) -> Signer | None:
        """The signing key in a slot; None where there is none that the password opens."""
        sign = slot.get("sign")
        if sign is None:
            return None
        bound = self._bound(slot, staff) + bytes.fromhex(sign["public"])
        seed = wrapping.unwrap(sign, wrapping.signing_key(key), bound)
        return None if seed is None else Signer(staff, seed)

    def _cost(self) -> dict[str, int]:
        """Argon2id parameters of new slots: KiB of memory, rounds, lanes."""
        return dict(_WEAK if self.demo else _STRONG)

    def _bound(self, slot: dict[str, Any], staff: str) -> bytes:
        """What a wrapping is bound to: store, slot and person, and whether it is a given one."""
        given = ["given"] if "given" in slot else []
        return json.dumps(["qiantai", FORMAT, self.store_id, slot["id"], staff, *given]).encode()

    def _recovery_key(self, secret: bytes) -> bytes:
        """160 random bits need no slow hash."""
        return hmac.digest(secret, f"qiantai recovery {self.store_id}".encode(), "sha256")

    def refresh(self) -> None:
        """Take in what another process wrote to the file since it was loaded."""
        if (self.folder / FILE_NAME).exists():
            self._data = type(self).load(self.folder)._data

    def _save(self) -> None:
        """Write keys.json atomically, readable by its owner only. Where the disk fails at it, what
        holds from then on is what stands in the file."""
        try:
            write_private(self.folder / FILE_NAME, self.content())
        except Environment:
            with suppress(Environment):
                self.refresh()
            raise


def _check_cost(slot: dict[str, Any]) -> None:
    """Raise `ValueError` if a slot asks for more work than any office's, or for none there is."""
    if any(type(slot[name]) is not int for name in _MOST):
        raise ValueError("cost")
    if not all(1 <= slot[name] <= most for name, most in _MOST.items()):
        raise ValueError("cost")
    if slot["memory"] < _LANE * slot["lanes"]:
        raise ValueError("memory")


def _wrong_words(left: int, most: int, minutes: int) -> str:
    """Words after a wrong number or password with `left` tries to go."""
    if left == 0:
        return f"工号或密码不对，已连错 {most} 次，请 {minutes} 分钟后再试。"
    return f"工号或密码不对，还可再试 {left} 次。"
