"""An address → an engine whose tables are up to date; and a database's fault → a sentence for the user.

In: an SQLAlchemy URL. Out: an engine, or a ``StoreError`` with a way out. Never knows what the tables mean.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import SQLAlchemyError

from analyzer.store import StoreError

if TYPE_CHECKING:
    from alembic.config import Config

HEAD: Final = "0002"
"""The newest migration; a test holds it to the files in ``migrations/versions``."""

_MESSAGES: Final = (  # what the drivers say → code and sentence
    (("disk is full", "no space left", "disk i/o error", "disk full"), "disk_full",
     "磁盘空间不足或磁盘出错，结果没有写完；已完成的部分已保存。请腾出空间后再运行一次同样的命令，它会接着做。"),
    (("readonly", "read-only", "permission denied"), "read_only",
     "没有写入权限。请换一个可写的结果文件夹（-o），或检查文件夹的权限。"),
    (("unable to open", "not a directory"), "cannot_open",
     "存储打不开。请检查结果文件夹是否存在、是否可写，或换一个文件夹（-o）。"),
    (("is locked", "lock timeout"), "locked",
     "存储正被另一个程序占用。请关闭正在查看它的程序，再运行一次同样的命令。"),
    (("malformed", "not a database", "encrypted"), "damaged",
     "存储文件已损坏或不是本程序的文件。请加 --fresh 重新分析（损坏的文件会改名保留），或换一个结果文件夹。"),
    (("could not connect", "connection refused", "connection failed", "could not translate"), "unreachable",
     "连不上数据库服务器。请检查 --store 的地址、用户名和网络。"),
)  # fmt: skip


def connect(url: URL) -> Engine:
    """An engine for ``url``, migrated to ``HEAD``."""
    if url.get_backend_name() == "sqlite":
        if url.database:
            Path(url.database).absolute().parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(url, connect_args={"timeout": 10})
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin)
    else:
        engine = create_engine(url, pool_pre_ping=True)
    try:
        _bring_up_to_date(engine)
    except BaseException:
        engine.dispose()
        raise
    return engine


def _set_up_sqlite(connection: Any, _: object) -> None:
    # The driver's own transactions leave table changes outside; with this one a killed migration leaves nothing.
    connection.isolation_level = None
    for pragma in ("foreign_keys=ON", "busy_timeout=10000", "journal_mode=WAL", "synchronous=NORMAL"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    # A writer asks for the lock at once: one that first reads may find the store changed under it and fail.
    reading = connection.get_execution_options().get("reading", False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A transaction that only reads, and waits for no writer."""
    with engine.connect().execution_options(reading=True) as connection, connection.begin():
        yield connection


def revision(connection: Connection) -> str | None:
    """The migration the store stands at; None for an empty database."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return None if found is None else str(found)


def upgrade(connection: Connection, to: str = "head") -> None:
    """Bring the tables up to ``to``."""
    from alembic import command

    command.upgrade(_alembic(connection), to)


def downgrade(connection: Connection, to: str) -> None:
    """Take the tables back to ``to`` (``base`` is an empty database)."""
    from alembic import command

    command.downgrade(_alembic(connection), to)


def _alembic(connection: Connection) -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "analyzer.store:migrations")
    config.attributes["connection"] = connection
    return config


def _bring_up_to_date(engine: Engine) -> None:
    with reading(engine) as connection:
        now = revision(connection)
    if now == HEAD:  # the usual case, without loading Alembic
        return
    if now is not None and now > HEAD:
        raise StoreError("newer", "这个结果文件夹是更新版本的程序建立的。请升级 analyzer，或换一个结果文件夹（-o）。")
    with engine.begin() as connection:
        upgrade(connection)


def explain(error: SQLAlchemyError, url: str) -> StoreError:
    """The database's fault in Chinese; what is not foreseen keeps the driver's class name for the maintainer."""
    said = str(error).lower()
    place = make_url(url).render_as_string(hide_password=True)
    for signs, code, message in _MESSAGES:
        if any(sign in said for sign in signs):
            return StoreError(code, f"{message}（{place}）")
    cause = getattr(error, "orig", None) or error
    return StoreError(
        "store", f"存储出错（{type(cause).__name__}，{place}）。请再运行一次；如果仍然出错，请把运行日志交给维护人员。"
    )
