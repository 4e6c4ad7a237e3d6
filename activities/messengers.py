"""Gateways that tell somebody a paper lies ready: text messages over HTTP, mail over SMTP.

A message names the paper by its number and nothing of the family: no name, no title, no amount.
Both take a key, so that the same message handed in twice is one message.
"""

from __future__ import annotations

import asyncio
import hashlib
import smtplib
import ssl
from collections.abc import Callable
from email.message import EmailMessage

import httpx

from domain.base import Frozen
from domain.papers.delivery import Channel
from runtime.settings import Settings

_TIMEOUT = httpx.Timeout(5.0, connect=2.0)
_SMTP_SECONDS = 5.0
_PERMANENT = 500
"""SMTP answers from here on say no for good; those below say: later."""


class Message(Frozen):
    """`key` is the same for the same message; it is what the gateways tell doubles by."""

    to: str
    subject: str
    text: str
    key: str

    @property
    def digest(self) -> str:
        """SHA-256 of what was sent, for the proof of delivery."""
        return hashlib.sha256(self.text.encode()).hexdigest()


class GatewayDown(Exception):
    """The gateway did not take the message now; it may later. Says nothing of the message."""


class Refused(Exception):
    """The gateway will never take this message: an unknown number or address."""


class SmsGateway:
    """`POST <sms_url>/send` with `to`, `text` and an Idempotency-Key; any 2xx accepts."""

    def __init__(self, settings: Settings) -> None:
        token = settings.sms_token
        secret = token.get_secret_value() if token else ""
        self._url = f"{settings.sms_url.rstrip('/')}/send"
        self._headers = {"Authorization": f"Bearer {secret}"} if secret else {}
        self._client = httpx.AsyncClient(timeout=_TIMEOUT, trust_env=False)

    async def send(self, message: Message) -> str:
        """The gateway's reference of the message, empty when it gives none."""
        try:
            answer = await self._client.post(
                self._url,
                json={"to": message.to, "text": message.text},
                headers={**self._headers, "Idempotency-Key": message.key},
            )
        except httpx.HTTPError as error:
            raise GatewayDown(type(error).__name__) from None
        if answer.is_success:
            return _reference(answer)
        busy = answer.status_code == httpx.codes.TOO_MANY_REQUESTS
        if answer.is_client_error and not busy:
            raise Refused(f"status {answer.status_code}")
        raise GatewayDown(f"status {answer.status_code}")


def _reference(answer: httpx.Response) -> str:
    try:
        said = answer.json()
    except ValueError:
        return ""
    return str(said.get("id", ""))[:80] if isinstance(said, dict) else ""


class MailServer:
    """One mail to one address, with TLS and sign-in where the settings say so."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    async def send(self, message: Message) -> str:
        """The Message-ID, the same for the same message."""
        return await asyncio.to_thread(self._send, message)

    def _send(self, message: Message) -> str:
        mail = EmailMessage()
        mail["From"], mail["To"] = self._settings.mail_from, message.to
        mail["Subject"] = message.subject
        name = hashlib.sha256(message.key.encode()).hexdigest()[:32]
        mail["Message-ID"] = f"<{name}@{self._settings.mail_from.rpartition('@')[2]}>"
        mail.set_content(message.text)
        try:
            self._hand_in(mail)
        except smtplib.SMTPRecipientsRefused as error:
            codes = [code for code, _ in error.recipients.values()]
            raise _judged(min(codes, default=_PERMANENT)) from None
        except smtplib.SMTPResponseException as error:
            raise _judged(error.smtp_code) from None
        except (OSError, smtplib.SMTPException) as error:
            raise GatewayDown(type(error).__name__) from None
        return str(mail["Message-ID"])

    def _hand_in(self, mail: EmailMessage) -> None:
        known = self._settings
        with smtplib.SMTP(known.smtp_host, known.smtp_port, timeout=_SMTP_SECONDS) as server:
            if known.smtp_tls:
                server.starttls(context=ssl.create_default_context())
            if known.smtp_user and known.smtp_password:
                server.login(known.smtp_user, known.smtp_password.get_secret_value())
            server.send_message(mail)


def _judged(code: int) -> Exception:
    return Refused(f"smtp {code}") if code >= _PERMANENT else GatewayDown(f"smtp {code}")


Messengers = dict[Channel, SmsGateway | MailServer]


def messengers(settings: Settings) -> Messengers:
    """The gateways of this deployment, in the order in which they are tried."""
    made: dict[Channel, Callable[[Settings], SmsGateway | MailServer]] = {
        Channel.SMS: SmsGateway,
        Channel.MAIL: MailServer,
    }
    return {Channel(code): made[Channel(code)](settings) for code in settings.notice_channels}
