"""A gateway for text messages and a mail server that deliver nothing and remember everything.

Some receivers are troublesome, by their number or address: an unknown one is refused for good, a
busy one is put off, each time.
"""

from __future__ import annotations

import hashlib
from email import message_from_bytes, policy
from typing import Annotated, Any, Final

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope
from fastapi import APIRouter, Header, HTTPException
from pydantic import Field

from domain.base import Frozen

MOST_KEPT: Final = 20_000
_HOST: Final = "127.0.0.1"
UNKNOWN, BUSY = "0404", "0503"
"""Last digits of mobile numbers that do not exist, and of those the network cannot reach now."""
UNKNOWN_MAIL, BUSY_MAIL = "@unknown.invalid", "@busy.invalid"


class Sms(Frozen):
    to: str = Field(pattern=r"^1\d{10}$")
    text: str = Field(min_length=1, max_length=500)


class SentSms(Sms):
    """`id`: the gateway's own. `times`: how often it was handed in; it would have been sent once."""

    id: str
    key: str
    times: int = 1


class Mail(Frozen):
    sender: str
    to: tuple[str, ...]
    subject: str
    text: str
    id: str = ""


def router(mails: MailSink | None = None) -> APIRouter:
    routes = APIRouter(tags=["messages"])
    sent: dict[str, SentSms] = {}

    @routes.post("/sms/send")
    def send(
        message: Sms,
        key: Annotated[str, Header(alias="Idempotency-Key", min_length=1, max_length=200)],
    ) -> SentSms:
        if message.to.endswith(UNKNOWN):
            raise HTTPException(404, "空号。")
        if message.to.endswith(BUSY):
            raise HTTPException(503, "网络忙，请稍后再试。")
        before = sent.get(key)
        if before is not None and (before.to, before.text) != (message.to, message.text):
            raise HTTPException(422, "幂等键已用于另一条短信。")
        times = before.times + 1 if before else 1
        while len(sent) >= MOST_KEPT:
            sent.pop(next(iter(sent)))
        number = f"sms-{hashlib.sha256(key.encode()).hexdigest()[:12]}"
        sent[key] = SentSms(id=number, to=message.to, text=message.text, key=key, times=times)
        return sent[key]

    @routes.get("/sms")
    def messages() -> tuple[SentSms, ...]:
        return tuple(sent.values())

    @routes.get("/mail")
    def mail() -> tuple[Mail, ...]:
        return tuple(mails.received) if mails else ()

    return routes


class MailSink:
    """An SMTP server on this machine; what comes in stays here. `start` and `stop` it."""

    def __init__(self, port: int) -> None:
        self.received: list[Mail] = []
        self._controller = Controller(self, hostname=_HOST, port=port)

    def start(self) -> None:
        """OSError when the port is taken."""
        self._controller.start()

    def stop(self) -> None:
        self._controller.stop(no_assert=True)

    async def handle_RCPT(  # noqa: N802 - the name the SMTP library calls
        self, server: Any, session: Any, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address.endswith(UNKNOWN_MAIL):
            return "550 no such user"
        if address.endswith(BUSY_MAIL):
            return "451 try again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 - the name the SMTP library calls
        self, server: Any, session: Any, envelope: Envelope
    ) -> str:
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        message = message_from_bytes(content, policy=policy.default)
        body = message.get_body(("plain", "html"))
        self.received.append(
            Mail(
                sender=envelope.mail_from or "",
                to=tuple(envelope.rcpt_tos),
                subject=str(message["subject"] or ""),
                text=str(body.get_content()) if body else "",
                id=str(message["Message-ID"] or ""),
            )
        )
        del self.received[:-MOST_KEPT]
        return "250 OK"
