"""One run at a time: a lock that the system itself gives up when its holder dies, so that none is ever stale.

In: a folder and a store's address. Out: a context in which no other run works there, or ``StoreLocked``.
Never knows what the run does.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

from analyzer.store import StoreLocked

LOCK_NAME: Final = ".analyzer.lock"
_ADVISORY_KEY: Final = 0x616E616C  # "anal…": one run a PostgreSQL database


@contextmanager
def exclusive(folder: Path, url: str) -> Iterator[None]:
    """Hold the results folder and the store, wherever it is.

    Raises:
        StoreLocked: when another run holds either.
    """
    from sqlalchemy import make_url

    with ExitStack() as held:
        held.enter_context(_file_lock(folder / LOCK_NAME, str(folder)))
        parsed = make_url(url)
        database = parsed.database
        if parsed.get_backend_name() == "postgresql":
            held.enter_context(_advisory_lock(url, parsed.render_as_string(hide_password=True)))
        elif parsed.get_backend_name() == "sqlite" and database and Path(database).parent.resolve() != folder.resolve():
            held.enter_context(_file_lock(Path(f"{database}.lock"), database))
        yield


@contextmanager
def _file_lock(path: Path, place: str) -> Iterator[None]:
    # The file stays: removing it would let two runs lock two different files of one name.
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        if not _lock(descriptor):
            raise StoreLocked(place)
        yield
    finally:
        os.close(descriptor)


def _lock(descriptor: int) -> bool:
    try:
        import fcntl
    except ImportError:  # Windows
        import msvcrt

        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        except OSError:
            return False
        return True
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:  # a file system without locks (some network shares): better to work than to refuse
        return True
    return True


@contextmanager
def _advisory_lock(url: str, place: str) -> Iterator[None]:
    from sqlalchemy import create_engine, text

    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            if not connection.scalar(text("SELECT pg_try_advisory_lock(:key)"), {"key": _ADVISORY_KEY}):
                raise StoreLocked(place)
            connection.commit()
            yield
    finally:
        engine.dispose()
