"""Who outside is given each day's digest, and in what words."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from audit.archive.digests import Digest

Hand = Callable[[Digest], Awaitable[None]]
"""Gives a digest to one holder; raises when it could not. Doing it twice does no harm."""


def holder_name(kind: str, where: str) -> str:
    """A name for a holder that says nothing of its address."""
    return f"{kind}-{hashlib.sha256(where.encode()).hexdigest()[:8]}"


def drops(folders: Iterable[Path]) -> dict[str, Hand]:
    """Directories somebody else owns: a share of the audit office, of the finance bureau."""
    return {holder_name("drop", str(folder)): _into(folder) for folder in folders}


def _into(folder: Path) -> Hand:
    async def hand(digest: Digest) -> None:
        await asyncio.to_thread(_written, folder, digest)

    return hand


def _written(folder: Path, digest: Digest) -> None:
    # Never made here: a share that is not mounted must not become a directory of our own disk.
    if not folder.is_dir():
        raise NotADirectoryError
    (folder / file_name(digest)).write_bytes(digest.stored)


@dataclass(frozen=True)
class Kind:
    """In what words a holder is told of a log: its name, what one of its entries is, the command."""

    zh: str
    entry_zh: str
    command: str


KINDS: Final = {
    "doudi-archive": Kind(
        "归档", "归档中任何一条", "doudi archive verify 归档目录 --held 本邮件文件"
    ),
    "doudi-trail": Kind(
        "操作日志存证", "任何一条操作记录", "doudi audit trail verify 存证目录 --held 本邮件文件"
    ),
}


def _name(digest: Digest) -> str:
    return digest.format.split("/")[0]


def file_name(digest: Digest) -> str:
    return f"{_name(digest)}-{digest.day}-{digest.number:08d}.json"


def letter(digest: Digest) -> tuple[str, str]:
    """Subject and text of the mail that carries a digest. The block below is what counts."""
    kind = KINDS[_name(digest)]
    subject = f"兜底系统{kind.zh}摘要 {digest.day} 第{digest.number}号"
    text = (
        f"截至{digest.day}，{kind.zh}共{digest.size}条。\n"
        f"总根值：{digest.root}\n"
        f"签署密钥：{digest.key_print}\n\n"
        f"请保存本邮件，不要修改。日后核验时，把它交给下面的命令，{kind.entry_zh}被删除、改动"
        "或者调换次序，都会显示出来：\n"
        f"{kind.command}\n\n"
        f"{digest.stored.decode()}\n"
    )
    return subject, text
