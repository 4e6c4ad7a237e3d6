"""A bank reached by SFTP, with a real server on the other side of the line."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import asyncssh
import pytest
from temporalio.exceptions import ApplicationError

from activities.bank_faults import DOWN
from activities.bank_sftp import SftpBank
from documents.bankbook import as_workbook

ON = date(2026, 9, 8)
NUMBER = "jiaozuo-dibao-202609-01"


class Server:
    """Where it listens, its folder, the key it lets in, and the file that names its own key."""

    def __init__(self, folder: Path, port: int, key: Path, known: Path) -> None:
        self.folder, self.port, self.key, self.known = folder, port, key, known

    def bank(self, known: Path | None = None, key: Path | None = None) -> SftpBank:
        url = f"sftp://county@127.0.0.1:{self.port}/files"
        return SftpBank(url, key or self.key, known or self.known)


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Server]:
    host, ours = (asyncssh.generate_private_key("ssh-ed25519") for _ in range(2))
    folder, key, known = tmp_path / "bank", tmp_path / "key", tmp_path / "known_hosts"
    folder.mkdir()
    ours.write_private_key(str(key))
    allowed = tmp_path / "authorized"
    ours.write_public_key(str(allowed))

    def rooted(channel: object) -> object:
        return asyncssh.SFTPServer(channel, chroot=str(folder).encode())

    listening = await asyncssh.listen(
        "127.0.0.1",
        0,
        server_host_keys=[host],
        authorized_client_keys=str(allowed),
        sftp_factory=rooted,
    )
    port = listening.get_port()
    known.write_text(f"[127.0.0.1]:{port} {host.export_public_key().decode()}")
    yield Server(folder / "files", port, key, known)
    listening.close()
    await listening.wait_closed()


async def test_a_batch_goes_out_whole_and_its_answer_comes_back_also_in_pieces(
    server: Server,
) -> None:
    bank = server.bank()
    for _ in range(2):  # a delivery whose answer was lost is repeated
        await bank.deliver("jiaozuo", NUMBER, b"batch", ON)
    out = server.folder / "jiaozuo" / "out"
    assert [p.name for p in out.iterdir()] == [f"{NUMBER}.txt"]
    assert (out / f"{NUMBER}.txt").read_bytes() == b"batch"
    assert await bank.fetch("jiaozuo", NUMBER, ON) is None
    back = server.folder / "jiaozuo" / "in"
    back.mkdir()
    (back / f"{NUMBER}.2of2.txt").write_bytes(b"second")
    (back / "jiaozuo-dibao-202609-02.txt").write_bytes(b"another batch")
    assert await bank.fetch("jiaozuo", NUMBER, ON) is None, "a piece is still missing"
    (back / f"{NUMBER}.1of2.txt").write_bytes(b"first ")
    assert await bank.fetch("jiaozuo", NUMBER, ON) == b"first second"


async def test_a_workbook_goes_out_under_its_own_ending(server: Server) -> None:
    await server.bank().deliver("hanbin", NUMBER, as_workbook(b"B|doudi\n"), ON)
    assert (server.folder / "hanbin" / "out" / f"{NUMBER}.xlsx").exists()


async def test_a_stranger_at_the_other_end_gets_no_file_and_neither_does_an_unknown_key(
    server: Server, tmp_path: Path
) -> None:
    stranger = tmp_path / "stranger"
    other = asyncssh.generate_private_key("ssh-ed25519")
    stranger.write_text(f"[127.0.0.1]:{server.port} {other.export_public_key().decode()}")
    own = tmp_path / "other_key"
    other.write_private_key(str(own))
    for bank in (server.bank(known=stranger), server.bank(key=own)):
        with pytest.raises(ApplicationError) as caught:
            await bank.deliver("jiaozuo", NUMBER, b"batch", ON)
        assert caught.value.type == DOWN
    assert not server.folder.exists()


async def test_a_server_that_is_not_there_or_not_configured_is_a_bank_that_is_down() -> None:
    for url in ("", "sftp://county@127.0.0.1:9/files"):
        with pytest.raises(ApplicationError) as caught:
            await SftpBank(url, Path("key"), Path("known")).fetch("jiaozuo", NUMBER, ON)
        assert caught.value.type == DOWN
