"""What was typed wrong at the command line, in a Chinese sentence without its end.

Typer carries a Click of its own, so its errors are known by their names and what they carry.
"""

from __future__ import annotations

import re
from typing import Any

_EXTRA = re.compile(r"Got unexpected extra argument\S* \((.*)\)")
_NO_COMMAND = re.compile(r"No such command '(.*?)'")


def told(error: Any) -> str:
    """`error`: a usage error of Click's. What it says in English stays where we know no word for it."""
    text = str(error.format_message()).strip()
    match type(error).__name__:
        case "MissingParameter":
            return f"缺少{_named(error)}"
        case "NoSuchOption":
            near = "、".join(getattr(error, "possibilities", None) or ())
            return f"没有选项“{error.option_name}”" + (f"，是否为“{near}”" if near else "")
        case "BadOptionUsage":
            return f"选项“{error.option_name}”的写法不对"
        case "BadParameter":
            return f"{_named(error)}的值不对：{_why(str(error.message))}"
    if found := _EXTRA.search(text):
        return f"多出了“{found[1]}”"
    if found := _NO_COMMAND.search(text):
        return f"没有子命令“{found[1]}”"
    return text


def _named(error: Any) -> str:
    """“选项--place” or “参数PLACE”; what the program told itself where it knows no parameter."""
    parameter = getattr(error, "param", None)
    if parameter is None:
        return str(error.param_hint or "参数").strip("'\"")
    if getattr(parameter, "param_type_name", "") == "option":
        return f"选项“{max(parameter.opts, key=len)}”"
    return f"参数“{str(parameter.name).upper()}”"


def _why(text: str) -> str:
    """Click's own reasons; ours are Chinese already."""
    plain = text.rstrip(".。")
    for pattern, zh in _REASONS:
        if found := re.search(pattern, plain):
            return zh.format(*found.groups())
    return plain


_REASONS = (
    (r"'(.*)' is not a valid (?:integer|int)", "“{0}”不是整数"),
    (r"'(.*)' is not a valid float", "“{0}”不是数字"),
    (r"'(.*)' is not one of (.*)$", "“{0}”不在{1}之中"),
    (r"'(.*)' does not exist", "“{0}”不存在"),
    (r"'(.*)' is a directory", "“{0}”是文件夹"),
    (r"'(.*)' is a file", "“{0}”是文件，不是文件夹"),
    (r"'(.*)' does not match the format", "“{0}”应当写成2027-01-05的样子"),
    (r"(.*) is not in the range (.*)$", "{0}不在{1}之内"),
)
