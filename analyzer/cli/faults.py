"""Any exception → one Chinese message with a code and a way out, and the exit code; the traceback goes to a log.

In: an exception. Out: an exit code, 1 or 2. Never knows which command ran.
"""

from __future__ import annotations

import errno
import os
import sys
import tempfile
import traceback
from datetime import datetime
from pathlib import Path
from typing import Final

from analyzer.cli.console import say

FAILED: Final = 1
USAGE: Final = 2
SOME_UNREAD: Final = 3

LOG_NAME: Final = "analyzer.log"
_USAGE_CODES: Final = frozenset({"no_such_path", "no_files", "no_store", "bad_url", "no_engine", "no_results"})
_log_folder: Path | None = None


class Refusal(Exception):
    """A command cannot go on, for a reason the user can mend."""

    def __init__(self, code: str, message: str, *, exit_code: int = USAGE) -> None:
        self.code = code
        self.exit_code = exit_code
        super().__init__(message)


def log_into(folder: Path) -> None:
    """Where the log of an unforeseen fault goes: the results folder of the running command."""
    global _log_folder
    _log_folder = folder


def report(fault: BaseException) -> int:
    """Tell the user what is wrong and what to do."""
    from analyzer.cli import chinese

    if isinstance(fault, SystemExit):
        return fault.code if isinstance(fault.code, int) else FAILED
    if isinstance(fault, KeyboardInterrupt) or type(fault).__name__ == "Abort":
        say("已停止。做完的部分都已保存，再运行一次同样的命令会接着做。")
        return FAILED
    if isinstance(fault, BrokenPipeError):
        # Someone closed the pipe we print into (head, less): not worth a word, and Python must not complain at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    if chinese.is_usage_error(fault):
        say(chinese.usage_error(fault))
        return USAGE
    code, message, exit_code = _explained(fault)
    say(f"错误〔{code}〕：{message}")
    return exit_code


def _explained(fault: BaseException) -> tuple[str, str, int]:
    if isinstance(fault, Refusal):
        return fault.code, str(fault), fault.exit_code
    name = type(fault).__name__
    if name in {"RunError", "StoreError", "StoreLocked", "EngineError"}:
        code = str(getattr(fault, "code", "engine"))
        return code, str(fault), USAGE if code in _USAGE_CODES else FAILED
    if name == "RoundConfigError":
        return "round_config", str(fault), USAGE
    if name == "ExportError":
        return "export", str(fault), FAILED
    if name in {"ModelError", "LabelError"}:
        return name.removesuffix("Error").lower(), str(fault), USAGE if name == "LabelError" else FAILED
    if name == "LexiconError":
        return "lexicon", f"{fault}\n请按上面的提示改正词典文件，再运行 analyzer lexicon check 核对。", FAILED
    if isinstance(fault, OSError) and (known := _system(fault)) is not None:
        return (*known, FAILED)
    return "internal", _unforeseen(fault), FAILED


def _system(fault: OSError) -> tuple[str, str] | None:
    place = f"“{fault.filename}”" if fault.filename else "结果文件夹"
    if fault.errno in {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}:
        return "disk_full", "磁盘空间不足，结果没有写完；已完成的部分已保存。请腾出空间后再运行一次同样的命令。"
    if fault.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return "read_only", f"没有写入{place}的权限。请换一个可写的结果文件夹（-o），或检查权限、关闭正在打开它的程序。"
    if fault.errno in {errno.ENOTDIR, errno.EEXIST, errno.ENAMETOOLONG}:
        return "bad_path", f"{place}不能用作文件夹。请换一个结果文件夹（-o）。"
    if fault.errno in {errno.EMFILE, errno.ENFILE}:
        return "too_many_files", "系统允许同时打开的文件太少。请用 --workers 1 再运行，或请管理员调高上限。"
    return None


def _unforeseen(fault: BaseException) -> str:
    """A fault of ours: the traceback to the log, its place to the user."""
    text = "".join(traceback.format_exception(fault))
    stamp = datetime.now().astimezone().isoformat(timespec="seconds")
    for folder in (_log_folder, Path(tempfile.gettempdir())):
        if folder is None or not folder.is_dir():
            continue
        path = folder / LOG_NAME
        try:
            with path.open("a", encoding="utf-8", errors="backslashreplace") as log:
                log.write(f"{stamp} {' '.join(sys.argv[:2])}\n{text}\n")
        except OSError:
            continue
        return f"程序内部出错（{type(fault).__name__}）。详情已写入“{path}”，请把这个文件交给维护人员。"
    return f"程序内部出错（{type(fault).__name__}），日志也没能写入。请检查磁盘空间和权限后再运行一次。"
