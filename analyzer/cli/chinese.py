"""The command-line library's own English – panel titles, usage errors – in Chinese.

In: typer's names and exceptions. Out: Chinese sentences. Never knows our commands.
"""

from __future__ import annotations

import re
from typing import Any, Final

from typer.core import TyperCommand, TyperGroup

_PANELS: Final = {
    "ARGUMENTS_PANEL_TITLE": "参数",
    "OPTIONS_PANEL_TITLE": "选项",
    "COMMANDS_PANEL_TITLE": "命令",
    "ERRORS_PANEL_TITLE": "错误",
    "DEFAULT_STRING": "[默认：{}]",
    "ENVVAR_STRING": "[环境变量：{}]",
    "REQUIRED_LONG_STRING": "[必填]",
    "DEPRECATED_STRING": "（已停用）",
}
_HELP: Final = "用 {command} --help 查看用法。"


def speak_chinese() -> None:
    """Put Chinese words where typer keeps the ones it prints in help."""
    from typer import rich_utils

    for name, text in _PANELS.items():
        if hasattr(rich_utils, name):
            setattr(rich_utils, name, text)


class ChineseCommand(TyperCommand):
    """A command whose help speaks Chinese."""

    def get_usage(self, ctx: Any) -> str:
        return _usage(super().get_usage(ctx))

    def get_help_option(self, ctx: Any) -> Any:
        return _help_option(super().get_help_option(ctx))

    def format_help(self, ctx: Any, formatter: Any) -> None:
        speak_chinese()
        _hide_types(self.params)
        super().format_help(ctx, formatter)


class ChineseGroup(TyperGroup):
    """A group of commands whose help speaks Chinese."""

    def get_usage(self, ctx: Any) -> str:
        return _usage(super().get_usage(ctx))

    def get_help_option(self, ctx: Any) -> Any:
        return _help_option(super().get_help_option(ctx))

    def format_help(self, ctx: Any, formatter: Any) -> None:
        speak_chinese()
        _hide_types(self.params)
        super().format_help(ctx, formatter)


def _usage(english: str) -> str:
    return english.replace("Usage:", "用法：", 1)


def _help_option(option: Any) -> Any:
    if option is not None:
        option.help = "显示用法，然后退出。"
        _hide_types([option])
    return option


def _hide_types(parameters: list[Any]) -> None:
    """Leave out the English type names of newer typers; a value's name (FILE, DIR) says enough."""
    for parameter in parameters:
        if hasattr(parameter, "display_type_rich") and (
            parameter.metavar is None or getattr(parameter, "param_type_name", "") == "argument"
        ):
            parameter.display_type_rich = lambda **_: None


def is_usage_error(fault: BaseException) -> bool:
    """Whether typer (or click, in older versions) refused the command line."""
    return hasattr(fault, "format_message") and hasattr(fault, "exit_code")


def usage_error(fault: Any) -> str:
    """What is wrong with the command line, and where to read more."""
    context = getattr(fault, "ctx", None)
    command = getattr(context, "command_path", None) or "analyzer"
    if type(fault).__name__ == "NoArgsIsHelpError":
        return str(fault.format_message())
    return f"错误〔usage〕：{_sentence(fault)}{_HELP.format(command=command)}"


def _sentence(fault: Any) -> str:
    said = str(fault.format_message())
    match type(fault).__name__:
        case "NoSuchOption":
            near = "、".join(sorted(getattr(fault, "possibilities", None) or ()))
            return f"没有“{fault.option_name}”这个选项。" + (f"是不是想写 {near}？" if near else "")
        case "MissingParameter":
            return f"缺少{_parameter(fault)}。"
        case "BadParameter":
            return f"{_parameter(fault)}的值不对：{_value(fault)}。"
        case "BadOptionUsage":
            return f"选项“{fault.option_name}”后面要写一个值。"
    if quoted := re.search(r"No such command '(.*?)'", said):
        return f"没有“{quoted[1]}”这个命令。"
    if said.startswith("Missing command"):
        return "缺少命令名。"
    if unexpected := re.search(r"unexpected extra arguments? \((.*)\)", said):
        return f"多出了不认识的参数：{unexpected[1]}。"
    return f"命令写法有误（{said}）。"


def _parameter(fault: Any) -> str:
    parameter = getattr(fault, "param", None)
    if parameter is None:
        return "参数"
    if getattr(parameter, "param_type_name", "") == "argument":
        return f"参数“{parameter.metavar or str(parameter.name).upper()}”"
    return f"选项“{'/'.join(parameter.opts)}”"


def _value(fault: Any) -> str:
    said = str(getattr(fault, "message", ""))
    for pattern, sentence in (
        (r"'(.*)' is not one of (.*)\.", "“{0}”不在可选范围内，请从 {1} 中选一个"),
        (r"valid int", "应当是整数"),
        (r"(.*) is not in the range (.*)\.", "{0} 超出范围（{1}）"),
        (r"'(.*)' does not exist", "“{0}”不存在"),
        (r"'(.*)' is a directory", "“{0}”是文件夹，这里需要文件"),
        (r"'(.*)' is a file", "“{0}”是文件，这里需要文件夹"),
    ):
        if found := re.search(pattern, said):
            return sentence.format(*found.groups())
    return said
