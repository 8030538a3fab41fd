"""The encrypted store: one SQLite file, opened by one thread, written one transaction at a time.

SQLCipher with a raw 32-byte key through peewee; WAL with synchronous=FULL, so that what was
acknowledged survives a power cut. All writing goes through `Store.write()`: an immediate
transaction (a deferred one fails at once with "locked" beside a second writer) that brings the
real cause of a failure to light, which peewee hides behind "cannot rollback".
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Self

import peewee
from playhouse.sqlcipher_ext import SqlCipherDatabase
from sqlcipher3 import dbapi2 as sqlcipher

from . import fitting, migrations, salts
from .errors import Environment, Refused, disk
from .lock import refuse_network_folder
from .sqlite_errors import DAMAGED, RESTORE, environment, may_write

FILE_NAME = "store.db"
FILES = (FILE_NAME, f"{FILE_NAME}-wal", f"{FILE_NAME}-shm")
QUICK_CHECK_SECONDS = 1.0
STATEMENTS = 512
"""Statements kept prepared: the usual 128 are fewer than one act takes of different records, and
preparing an insert anew, with all its triggers, takes longer than doing it."""
_NO_COPY = "副本没有写成：磁盘已满或出错，请腾出空间或换一个盘再试，内容还在。"
_REPLACED = "刚刚恢复了备份，数据已经换过，这次没有存。请重新打开再做一次。"
_PRAGMAS: tuple[tuple[str, str | int], ...] = (
    ("cipher_log_level", "NONE"),
    ("busy_timeout", 5000),
    ("journal_mode", "wal"),
    ("synchronous", "full"),
    ("foreign_keys", 1),
    ("recursive_triggers", 1),
    ("secure_delete", 1),
    ("temp_store", 2),
    ("trusted_schema", 0),
    ("cache_size", -16_000),
)


class _Database(SqlCipherDatabase):  # type: ignore[misc]
    """SQLCipher through peewee; half a character, as no keyboard gives, is for the user to mend."""

    def execute_sql(self, sql: str, params: Any = None) -> Any:
        """As peewee's; Refused for words that cannot be kept."""
        try:
            return super().execute_sql(sql, params)
        except UnicodeEncodeError:
            raise Refused({"": "里面有认不出的字符，请删去后重新输入"}) from None


class Store:
    """An open store; its connection belongs to the thread that opened it.

    `folder` is where it lives, `dek` its key (32 bytes), `db` the peewee database, `is_damaged`
    whether damage was met through it.
    """

    def __init__(
        self, folder: Path, dek: bytes, db: SqlCipherDatabase, *, readonly: bool = False
    ) -> None:
        self.folder = folder
        self.dek = dek
        self.db = db
        self.readonly = readonly
        self.is_damaged = False
        self._file = _identity(folder)
        self._afterwards: list[Callable[[Store], object]] = []

    @classmethod
    def create(cls, folder: Path, dek: bytes) -> Self:
        """A new empty store in `folder`; refuses (`Environment`) where one already stands."""
        refuse_network_folder(folder)
        path = folder / FILE_NAME
        with disk():
            folder.mkdir(parents=True, exist_ok=True)
            if path.exists():
                raise Environment("exists", f"这个文件夹里已有数据（{path}），没有改动它。")
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        try:
            return cls._connect(folder, dek, new=True)
        except BaseException:
            with suppress(OSError):  # made just now, nothing is in it
                path.unlink()
            raise

    @classmethod
    def open(
        cls,
        folder: Path,
        dek: bytes,
        *,
        readonly: bool = False,
        check: bool = True,
        upgrade: bool = True,
    ) -> Self:
        """Open the store in `folder`, bring its schema up to date; never creates a file.

        `readonly` is for a second connection (a worker thread, a report) and changes nothing.
        `check` runs a quick check first, for at most `QUICK_CHECK_SECONDS`. Without `upgrade` an
        older schema stays as it is, for copying. Raises `Environment` of kind "missing", "damage",
        "schema", "disk" or "lock".
        """
        refuse_network_folder(folder)
        _expect(folder)
        if check:
            cls.check(folder, dek)
        return cls._connect(folder, dek, readonly=readonly, upgrade=upgrade)

    @classmethod
    def check(cls, folder: Path, dek: bytes) -> None:
        """Raise `Environment("damage")` if `QUICK_CHECK_SECONDS` of a quick check find any; as
        `untouched`, so that a damaged file stays as it was found."""
        seen = cls.untouched(folder, dek)
        try:
            seen._quick_check(QUICK_CHECK_SECONDS)
        finally:
            seen.close()

    @classmethod
    def untouched(cls, folder: Path, dek: bytes) -> Self:
        """A look at a store that may be damaged: nothing is written to its file, not even what
        still stands in its -wal, which any other connection plays into it on closing.

        Raises `Environment` where nothing can be read at all.
        """
        _expect(folder)
        return cls._connect(folder, dek, readonly=True, upgrade=False, mode="ro")

    @classmethod
    def _connect(
        cls,
        folder: Path,
        dek: bytes,
        *,
        new: bool = False,
        readonly: bool = False,
        upgrade: bool = True,
        mode: str = "rw",
        salt: str = "",
    ) -> Self:
        """Connect to an existing file and check or make its schema; where its salt cannot be read,
        once more with the `salt` (hex) that stands in its log."""
        path = folder / FILE_NAME
        stands = salts.in_file(path)
        pragmas = [one for one in _PRAGMAS if mode == "rw" or one[0] != "journal_mode"]
        if readonly:
            pragmas.append(("query_only", 1))
        db = _Database(
            path.resolve().as_uri() + f"?mode={mode}",
            uri=True,
            passphrase=_raw(dek, salt),
            autoconnect=False,
            pragmas=pragmas,
            cached_statements=STATEMENTS,
        )
        store = cls(folder, dek, db, readonly=readonly)
        try:
            with store.reading():
                db.connect()
            store._upgrade(new, upgrade)
        except BaseException as error:
            store.close()
            if not isinstance(error, Environment) or error.kind != "damage":
                raise
            # Closing may have moved the log into the file, and the salt with it.
            if salt or (salt := salts.in_log(path) or salts.in_file(path)) == stands:
                if fitting.is_another(path, dek):
                    raise Environment("damage", fitting.OTHER_KEY) from error
                raise
        else:
            return store
        return cls._connect(
            folder, dek, new=new, readonly=readonly, upgrade=upgrade, mode=mode, salt=salt
        )

    def _upgrade(self, new: bool, upgrade: bool) -> None:
        """Judge the schema's version; with `upgrade` run the missing steps, each in one transaction
        with its version number."""
        wanted = len(migrations.STEPS)
        version = self.schema()
        if version > wanted:
            raise Environment(
                "schema", "数据是由更新版本的前台通写的，这个版本读不了，数据没有改动。请安装新版本。"
            )
        if version == 0 and not new:
            raise Environment("damage", f"这不是前台通的数据文件（{FILE_NAME}）。{RESTORE}")
        if not upgrade:
            return
        if self.readonly and version < wanted:
            raise Environment("schema", "数据还是旧版本的格式，请先打开前台通窗口，让它更新一次。")
        for number in range(version + 1, wanted + 1):
            with self.write() as db:
                if self.schema() < number:
                    for statement in migrations.STEPS[number - 1]:
                        db.execute_sql(statement)
                    db.execute_sql(f"PRAGMA user_version = {number}")

    def schema(self) -> int:
        """The schema version of the file."""
        return int(self.value("PRAGMA user_version"))

    def data_version(self) -> int:
        """A number that changes when another connection has committed something."""
        return int(self.value("PRAGMA data_version"))

    def value(self, sql: str, parameters: tuple[object, ...] = ()) -> Any:
        """The first column of the first row of a query, None without a row."""
        try:
            row = self.db.execute_sql(sql, parameters).fetchone()
        except Exception as error:
            self._explain(error)
            raise
        return row[0] if row else None

    def rows(self, sql: str, parameters: tuple[object, ...] = ()) -> list[tuple[Any, ...]]:
        """All rows of a query as tuples."""
        try:
            return self.db.execute_sql(sql, parameters).fetchall()  # type: ignore[no-any-return]
        except Exception as error:
            self._explain(error)
            raise

    def each(
        self, sql: str, parameters: tuple[object, ...] = ()
    ) -> Iterable[tuple[Any, ...]]:
        """The rows of a query one by one: a long table does not fit into memory twice."""
        rows: Iterable[tuple[Any, ...]] = self.db.execute_sql(sql, parameters)
        return rows

    @contextmanager
    def write(self) -> Iterator[SqlCipherDatabase]:
        """One transaction: all of the block or nothing; nests. "Saved" is true only after it.

        Raises `Environment` for disk, damage and lock, also when a restore has put another file in
        the store's place since it was opened; a broken constraint or trigger comes
        through as peewee's `IntegrityError` (a bug of the caller, who checks first).
        """
        if self.readonly:
            raise RuntimeError("this store was opened for reading")
        outermost = not self.db.in_transaction()
        try:
            with self.db.atomic("immediate"):
                if _identity(self.folder) != self._file:
                    raise Environment("lock", _REPLACED)
                yield self.db
        except Exception as error:
            if outermost:
                self._afterwards.clear()
            self._explain(error)
            raise
        if outermost:
            waiting, self._afterwards = self._afterwards, []
            for do in waiting:
                do(self)

    def after_commit(self, do: Callable[[Store], object]) -> None:
        """Have this done, once, when the transaction at hand has been committed; it must not raise,
        as what was written is saved by then."""
        if do not in self._afterwards:
            self._afterwards.append(do)

    @contextmanager
    def reading(self) -> Iterator[SqlCipherDatabase]:
        """For reads: brings `Environment` instead of SQLite's words."""
        try:
            yield self.db
        except Exception as error:
            self._explain(error)
            raise

    def _explain(self, error: Exception) -> None:
        """Raise the `Environment` at the root of an exception, if there is one."""
        trouble = environment(error, writable=may_write(self.folder / FILE_NAME))
        if trouble is not None and trouble.kind == "damage":
            self.is_damaged = True
        if trouble is not None and trouble is not error:
            raise trouble from error

    def _quick_check(self, seconds: float) -> None:
        """Raise `Environment("damage")` if a quick check finds damage within `seconds`."""
        connection = self.db.connection()
        end = time.monotonic() + seconds
        connection.set_progress_handler(lambda: time.monotonic() > end, 10_000)
        try:
            finding = self.value("PRAGMA quick_check(1)")
        except peewee.OperationalError as error:
            if "interrupted" not in str(error):
                raise
            finding = "ok"
        finally:
            connection.set_progress_handler(None, 0)
        if finding != "ok":
            raise Environment("damage", DAMAGED)

    def copy_to(self, path: Path) -> None:
        """Write a whole, consistent copy with the same key to the new file `path`, mode 0600.

        One step of all pages: in smaller steps it would start again at every write beside it. Not
        inside a transaction of its own, where SQLite would wait for itself: `RuntimeError`.
        """
        if self.db.in_transaction():
            raise RuntimeError("a copy cannot be made inside a transaction")
        with self.reading() as db, disk():
            path.touch(0o600)  # SQLite would let everybody read it, and it may become the store
            copy = sqlcipher.connect(str(path))
            try:
                copy.execute(f'PRAGMA key = "{_raw(self.dek)}"')
                db.connection().backup(copy, pages=-1)
            except sqlcipher.Error as error:
                # Errors of a backup carry no code that tells a full disk from a broken one.
                raise Environment("disk", _NO_COPY) from error
            finally:
                copy.close()

    def rekey(self, new: bytes) -> None:
        """Encrypt every page with another key; for a copy that nobody else has open."""
        with disk():
            self.value("PRAGMA wal_checkpoint(TRUNCATE)")
            self.db.execute_sql("PRAGMA journal_mode = DELETE")
            self.db.execute_sql(f'PRAGMA rekey = "{_raw(new)}"')
            self.dek = new

    def settle(self) -> None:
        """Play all of the -wal into the file, so that the file is whole without it: closing does
        the same but keeps silent when the disk fails at it. Raises `Environment`."""
        if self.value("PRAGMA wal_checkpoint(TRUNCATE)") != 0:
            raise Environment("lock", "另一个程序正在用数据，请稍等再试一次，内容还在。")

    def close(self) -> None:
        """Close the connection; the last one of all leaves no -wal file behind, but where damage
        was met the file is left as it was found."""
        looking = self._look_on() if self.is_damaged and not self.readonly else None
        self.db.close()
        if looking is not None:
            looking.close()

    def _look_on(self) -> Store | None:
        """A connection that cannot write and keeps ours from being the last: only the last one
        plays the -wal into the file."""
        try:
            return Store.untouched(self.folder, self.dek)
        except Environment:
            return None


def check_file(store: Store, full: bool = False) -> str:
    """"ok", or in Chinese what is wrong with the file; `full` reads every page and every index.

    Both checks are needed: only `cipher_integrity_check` sees a changed bit in an unused page,
    only the other one a file that was cut off.
    """
    try:
        finding = store.value(f"PRAGMA {'integrity' if full else 'quick'}_check(1)")
        if finding != "ok" or full and _fails(store):
            store.is_damaged = True
            return DAMAGED
        if full and (broken := store.rows("PRAGMA foreign_key_check")):
            return f"数据之间的联系断了（{broken[0][0]} 第 {broken[0][1]} 行）。{RESTORE}"
    except Environment as error:
        return str(error)
    return "ok"


def _fails(store: Store) -> bool:
    """Whether a page of the file fails its check.

    That check reads the file past the write-ahead log. A power cut may have torn pages on their way
    from the log into the file; they are whole in the log, so they are moved before they are judged.
    """
    if not store.rows("PRAGMA cipher_integrity_check"):
        return False
    ((_, logged, moved),) = store.rows("PRAGMA wal_checkpoint")
    return logged == moved and bool(store.rows("PRAGMA cipher_integrity_check"))


def _identity(folder: Path) -> tuple[int, int]:
    """Which file the store in `folder` is; another one after a restore, none in the midst of it."""
    try:
        found = os.stat(folder / FILE_NAME)
    except FileNotFoundError:
        return 0, 0
    return found.st_dev, found.st_ino


def _raw(dek: bytes, salt: str = "") -> str:
    """The key as SQLCipher takes it without deriving it from a passphrase again; `salt` (hex) where
    the one in the file cannot be read."""
    return f"x'{dek.hex()}{salt}'"


def _expect(folder: Path) -> None:
    """Raise `Environment` where there is no file with anything in it."""
    path = folder / FILE_NAME
    if not path.exists():
        raise Environment("missing", _missing(folder))
    if path.stat().st_size == 0:
        raise Environment("damage", f"数据文件是空的（{path}）。{RESTORE}")


def _missing(folder: Path) -> str:
    """Words for a store that is not there, telling an interrupted restore apart."""
    if any(folder.glob("replaced-*")):
        return f"没有找到数据文件，上次恢复可能没有做完（{folder}）。请再恢复一次备份；原来的文件还在。"
    return f"没有找到数据文件（{folder / FILE_NAME}）。请检查文件夹；若文件已丢失，请用备份恢复。"
