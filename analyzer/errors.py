"""The closed list of reasons: why a file could not be read, or what a person should know of one that was.

In: a code. Out: a ``Notice`` with one plain Chinese sentence that says what to do. Never knows how a
condition is found out. ``docs/errors.md`` shows this list; a test holds the two together.
"""

from __future__ import annotations

from typing import Final

from analyzer.types import Notice

ERRORS: Final[dict[str, str]] = {
    "empty_file": "文件是空的（0 字节），请原单位重新报送。",
    "unreadable": "系统不允许打开这个文件，请检查文件权限或是否被其他程序占用，然后重新运行。",
    "not_a_file": "这不是普通文件（可能是文件夹、管道或设备），已跳过；请把报告本身放进来。",
    "symlink": "这是一个快捷链接，为安全起见不跟随；请把原文件复制进来。",
    "type_mismatch": "文件内容与扩展名不符，请用原软件打开后另存为 docx 或 pdf 再报送。",
    "unsupported_type": "不支持这种文件格式，请另存为 docx 或 pdf 再报送。",
    "legacy_doc": "这是旧版 Word 97–2003 文档（.doc/.wps），本机没有可用的转换程序；请用 Word 或 WPS 另存为 docx 后再报送。",
    "damaged_zip": "文档的压缩结构已损坏，无法打开；请原单位重新报送。",
    "damaged_xml": "文档内部内容已损坏，无法解析；请用 Word 打开修复后另存再报送。",
    "missing_part": "文档缺少正文部分，不是完整的 Word 文档；请原单位重新报送。",
    "zip_bomb": "文件解压后异常庞大，疑似恶意文件，已拒绝读取；请核实来源。",
    "xml_entity": "文档中含有外部实体或 DTD 定义，存在安全风险，已拒绝读取；请用 Word 另存后再报送。",
    "too_large": "文件超过大小上限，请压缩图片或拆分后再报送。",
    "encrypted": "文件已加密或被加密软件封装，无法读取；请解除密码（或在加密客户端内解密）后再报送。",
    "damaged_pdf": "PDF 文件已损坏，无法打开；请重新导出后再报送。",
    "no_pages": "PDF 文件里没有任何页面，请重新导出后再报送。",
    "no_text": "文件里没有可读的文字（空白或扫描图片），不予评判；请报送可复制文字的电子版。",
    "garbled_text": "PDF 的文字层是乱码（字体缺少编码表），不予评判；请用原 Word 文件重新导出，或直接报送 docx。",
    "too_many_pages": "PDF 页数超过上限，请拆分后再报送。",
    "timeout": "读取这个文件超过了时间上限，已放弃；请简化文件后再报送，或调大 round.yaml 中的 limits。",
    "memory": "读取这个文件超过了内存上限，已放弃；请压缩或拆分后再报送。",
    "crash": "读取这个文件时处理进程意外退出，其他文件不受影响；请用原软件另存后再报送。",
    "internal": "程序内部错误，这个文件没有分析成功；请把运行日志和文件交给维护人员。",
}

WARNINGS: Final[dict[str, str]] = {
    "repaired": "文件有局部损坏，已修复后读取，请核对内容是否完整。",
    "control_chars": "文字中有不可见的控制字符，已清除。",
    "encoding": "文字编码是推测的，或含有无法识别的字节，请核对有无乱码。",
    "tracked_changes": "文档带有修订记录：按“接受全部修订”读取（保留插入、去掉删除），请核对。",
    "hidden_text": "文档含有隐藏文字，未计入正文，请核对。",
    "active_content": "文档含有宏、脚本或外部链接，没有运行，只读取了文字。",
    "duplicate": "与另一个文件内容完全相同，请核对是否重复报送。",
    "name_clash": "与另一个文件同名但内容不同，请核对以哪一份为准。",
    "odd_name": "文件名含有异常字符，已转义显示。",
    "lock_file": "这是 Word 打开文档时留下的临时文件（~$ 开头），不是报告，可以删除。",
    "duplicate_part": "文档压缩包里有同名部件，按第一个读取，请核对。",
    "scanned_pages": "有些页面是图片，没有可读文字，请对照原件核对。",
    "ocr": "文字由图像识别得到，可能有错，须人工核对。",
}

ALL_CODES: Final = frozenset(ERRORS) | frozenset(WARNINGS)


def notice(code: str, detail: str | None = None) -> Notice:
    """The ``Notice`` for ``code``; ``detail`` names the place or number, in Chinese, in brackets at the end.

    Raises:
        KeyError: for a code that is not on the list.
    """
    sentence = ERRORS[code] if code in ERRORS else WARNINGS[code]
    return Notice(code=code, message=f"{sentence}（{detail}）" if detail else sentence)


class ReadError(Exception):
    """A file that cannot be read, with the reason; raised in the reading room, a value from the pipeline up."""

    def __init__(self, code: str, detail: str | None = None) -> None:
        self.notice = notice(code, detail)
        super().__init__(self.notice.message)

    def __reduce__(self) -> tuple[type[ReadError], tuple[str]]:  # crosses process borders
        return (ReadError, (self.notice.code,))
