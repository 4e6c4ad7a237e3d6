"""How a paper goes out and what proves it: channels, tries, the evidence of service.

A message is an announcement that a paper lies ready; it is not service. Service is what a person
registers, with manner, receiver and evidence (57号 Art 21; JZ-60). A channel that did not take the
message is remembered with the paper, so that somebody carries it.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from pydantic import Field

from domain.base import Frozen


class Channel(StrEnum):
    SMS = "sms"
    MAIL = "mail"
    PRINT = "print"


CHANNEL_ZH = {Channel.SMS: "短信", Channel.MAIL: "电子邮件", Channel.PRINT: "打印"}

MANNER_ZH = {
    "in_person": "当面送达",
    "left": "留置送达",
    "post": "邮寄送达",
    "public": "公告送达",
    "electronic": "电子送达",
}

EVIDENCE = r"^([0-9a-f]{64})?$"
"""The SHA-256 of the scanned receipt, or nothing."""


class ServiceTry(Frozen):
    """One attempt by a person that did not reach the receiver: a returned letter, nobody at home."""

    on: date
    manner: str
    reason: str = Field(min_length=2, max_length=200)
    by: str


def channels_zh(codes: tuple[str, ...]) -> str:
    return "、".join(CHANNEL_ZH[Channel(code)] for code in codes)


def told_zh(sent_by: str, failed: tuple[str, ...] = (), tries: int = 0) -> str:
    """How the family was told of a paper, in one phrase; nothing while it is being made."""
    if not sent_by:
        return ""
    if sent_by != Channel.PRINT:
        said = f"已{CHANNEL_ZH[Channel(sent_by)]}告知领取"
    elif failed:
        said = f"{channels_zh(failed)}未能发出，须打印送达"
    else:
        said = "打印交付"
    return f"{said}，{tries}次未能送达" if tries else said


__all__ = ["CHANNEL_ZH", "EVIDENCE", "MANNER_ZH", "Channel", "ServiceTry", "channels_zh", "told_zh"]
