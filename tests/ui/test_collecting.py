"""Cycles are collected by the window's thread, and all of them only while it rests."""

import gc
import threading
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject, QTimer

from ui import collecting


class Knot:
    """Points at itself: only a collection ends it."""

    def __init__(self) -> None:
        self.itself = self


class Rest:
    """How long nobody has touched anything."""

    ms = 0


@pytest.fixture
def rest() -> Rest:
    """Somebody is at work."""
    return Rest()


@pytest.fixture
def look(qapp: QObject, rest: Rest) -> Iterator[QTimer]:
    """The timer of a window in use; its looks are called by hand."""
    with collecting.by_the_window(qapp, lambda: True, lambda: rest.ms) as timer:
        timer.stop()
        yield timer


def _many() -> list[list[object]]:
    return [[object()] for _ in range(2 * collecting.YOUNG)]


def test_a_thread_that_makes_very_many_objects_buries_nothing(look: QTimer) -> None:
    dead = weakref.ref(Knot())
    thread = threading.Thread(target=lambda: [[number] for number in range(500_000)])
    thread.start()
    thread.join()
    assert dead() is not None and not gc.isenabled()


def test_the_window_buries_the_young_while_somebody_works(look: QTimer) -> None:
    look.timeout.emit()
    dead, kept = weakref.ref(Knot()), _many()
    look.timeout.emit()
    assert dead() is None and kept


def test_the_old_wait_until_nobody_touches_anything(look: QTimer, rest: Rest) -> None:
    look.timeout.emit()
    knot = Knot()
    kept = [_many()]
    for _ in range(collecting.LOOKS):
        kept.append(_many())
        look.timeout.emit()
    dead = weakref.ref(knot)
    del knot
    for _ in range(2):
        kept.append(_many())
        look.timeout.emit()
    assert dead() is not None
    rest.ms = collecting.REST_MS
    look.timeout.emit()
    assert dead() is None


def test_what_was_loaded_for_good_is_looked_through_no_more(look: QTimer) -> None:
    before = gc.get_freeze_count()
    look.timeout.emit()
    assert gc.get_freeze_count() > before


def test_python_collects_by_itself_again_afterwards(qapp: QObject) -> None:
    with pytest.raises(ZeroDivisionError), collecting.by_the_window(qapp, bool, lambda: 0):
        raise ZeroDivisionError
    assert gc.isenabled() and gc.get_freeze_count() == 0
