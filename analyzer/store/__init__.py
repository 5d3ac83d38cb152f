"""What is kept of a round: a database in the results folder (or elsewhere), its lock, and tables for researchers.

In: analyses and the finished round. Out: the same, later, whole or not at all. Never knows how anything is computed.
Everything heavy is imported by the functions here, so that this package costs nothing to import.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from analyzer.store.database import Store
    from analyzer.store.frames import FinishedRound

DATABASE_NAME: Final = "analysis.db"

__all__ = ["DATABASE_NAME", "StoreError", "StoreLocked", "open_round", "open_store", "store_url"]


class StoreError(Exception):
    """The store cannot be used. ``code`` is a short word for scripts, the message Chinese with a way out."""

    def __init__(self, code: str, message: str) -> None:
        self.code = code
        super().__init__(message)


class StoreLocked(StoreError):
    """Another run works on the same results."""

    def __init__(self, place: str) -> None:
        super().__init__("locked", f"另一个分析正在使用“{place}”。请等它结束后再运行，或换一个结果文件夹（-o）。")


def bad_url(url: str) -> StoreError:
    """The error for an address that cannot be used; what stands before ``@`` may be a password."""
    return StoreError("bad_url", f"存储地址“{url.rsplit('@', 1)[-1]}”无法使用：请检查写法，或安装对应的数据库驱动。")


def store_url(folder: Path, url: str | None = None) -> str:
    """The address of a folder's store: ``url`` if given, else the SQLite file in the folder.

    Raises:
        StoreError: ``bad_url`` for a ``url`` that is none.
    """
    from sqlalchemy import URL, make_url
    from sqlalchemy.exc import ArgumentError

    if url is None:
        return URL.create("sqlite", database=str(folder.absolute() / DATABASE_NAME)).render_as_string(False)
    try:
        return make_url(url).render_as_string(hide_password=False)
    except ArgumentError as error:
        raise bad_url(url) from error


def open_store(url: str, *, must_exist: bool = False) -> Store:
    """The store at ``url``, its tables brought up to date.

    Raises:
        StoreError: when it cannot be opened, or does not exist and must.
    """
    from analyzer.store.database import Store

    return Store.open(url, must_exist=must_exist)


def open_round(path: Path | str) -> FinishedRound:
    """A finished round as pandas DataFrames, from a results folder or a ``results.jsonl``."""
    from analyzer.store.frames import open_round as open_frames

    return open_frames(path)
