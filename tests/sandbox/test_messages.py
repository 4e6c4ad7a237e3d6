"""The gateway and the mail server keep what they are given, once a key, and deliver nothing."""

from __future__ import annotations

import smtplib
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import httpx
import pytest

from runtime.settings import Settings
from sandbox.__main__ import create_app
from tests.conftest import free_port
from tests.sandbox.serving import serving


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    home: Path = tmp_path_factory.mktemp("home")
    return Settings(home=home, smtp_port=free_port())


@pytest.fixture(scope="module")
def client(settings: Settings) -> Iterator[httpx.Client]:
    with serving(create_app(settings)) as client:
        yield client


def test_a_message_handed_in_twice_would_be_sent_once(client: httpx.Client) -> None:
    message = {"to": "19900000012", "text": "您的申请已经受理。"}
    headers = {"Idempotency-Key": "JZ2026000001/acceptance"}
    for _ in range(2):
        assert client.post("/sms/send", json=message, headers=headers).status_code == 200
    (kept,) = client.get("/sms").json()
    assert (kept["to"], kept["text"], kept["times"]) == (message["to"], message["text"], 2)
    other = client.post("/sms/send", json={**message, "text": "另一条"}, headers=headers)
    assert other.status_code == 422


def test_what_is_no_mobile_number_is_refused(client: httpx.Client) -> None:
    message = {"to": "0391-0000", "text": "通知"}
    headers = {"Idempotency-Key": "k-1"}
    assert client.post("/sms/send", json=message, headers=headers).status_code == 422


def test_mail_goes_nowhere_but_into_the_list(client: httpx.Client, settings: Settings) -> None:
    mail = EmailMessage()
    mail["Subject"], mail["From"], mail["To"] = "受理通知", "a@county.invalid", "b@county.invalid"
    mail.set_content("请到受理窗口领取。")
    with smtplib.SMTP("127.0.0.1", settings.smtp_port) as server:
        server.send_message(mail)
    (kept,) = client.get("/mail").json()
    assert (kept["subject"], kept["to"]) == ("受理通知", ["b@county.invalid"])
    assert kept["text"].strip() == "请到受理窗口领取。"


def test_the_first_page_says_in_chinese_what_is_simulated(client: httpx.Client) -> None:
    page = client.get("/")
    assert page.status_code == 200
    for words in ("全部人员、号码、账户、金额均为虚构", "汉滨公安分局", "代发银行", "短信网关"):
        assert words in page.text
