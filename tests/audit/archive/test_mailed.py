"""The day's digest goes out by real mail, and the mail as it is saved is what `--held` reads."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from typer.testing import CliRunner

from activities.messengers import GatewayDown
from audit.archive.commands import archive_app
from audit.archive.digests import digests_of, public_key
from runtime.settings import Settings
from tests.audit.archive.attacks import STORIES
from tests.audit.archive.build import archive_of
from tests.audit.archive.test_archive import on_disk
from tests.conftest import free_port
from tests.replay import golden
from worker import mailed, outside

TO = ("audit@office.invalid", "finance@office.invalid")


class Post:
    """An SMTP server that keeps what came in byte for byte."""

    def __init__(self) -> None:
        self.mails: list[tuple[str, bytes]] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        self.mails.append((envelope.rcpt_tos[0], envelope.content))
        return "250 OK"


async def test_every_holder_is_mailed_the_digest_and_the_saved_mail_proves_the_archive(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = await archive_of(STORIES[:1])
    monkeypatch.setenv("DOUDI_KEY_FILE", str(tmp_path / "none.json"))
    post, port = Post(), free_port()
    settings = Settings(home=tmp_path, smtp_port=port, archive_mail=TO)
    digest = digests_of(archive)[-1]
    server = Controller(post, hostname="127.0.0.1", port=port)
    server.start()
    try:
        assert len(outside(settings)) == len(TO)
        for to in TO:
            await mailed(settings, to)(digest)
    finally:
        server.stop()
    assert [to for to, _ in post.mails] == list(TO)
    folder = on_disk(archive, tmp_path / "archive")
    saved = tmp_path / "saved.eml"
    saved.write_bytes(post.mails[0][1])
    args = ["verify", str(folder), "--held", str(saved), "--key", public_key(golden.RING)]
    found = CliRunner().invoke(archive_app, args)
    assert found.exit_code == 0, found.output
    assert "归档完整，没有被改动" in found.output
    newest = sorted((folder / "digests").iterdir())[-1]
    newest.chmod(0o600)
    newest.unlink()
    lost = CliRunner().invoke(archive_app, args)
    assert lost.exit_code == 1, "a digest kept outside shows that the end was cut off"
    with pytest.raises(GatewayDown):
        await mailed(settings, TO[0])(digest)
