"""The archive shows every change made to it, to whoever kept one of its digests."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from audit.archive.commands import archive_app
from audit.archive.digests import digests_of, held_in, public_key
from audit.archive.holders import letter
from audit.archive.space import DirectorySpace, MemorySpace, Space, Taken
from audit.archive.tree import EMPTY, Tree, inclusion_path, leaf_hash, proves
from audit.archive.verify import verify
from tests.audit.archive.attacks import ATTACKS, STORIES, tried
from tests.audit.archive.build import archive_of
from tests.replay import golden

LEAVES = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)
"""The well-known vectors of Certificate Transparency for RFC 6962."""
IN_CI = 150


@pytest.fixture(scope="module")
async def archive() -> MemorySpace:
    return await archive_of(STORIES)


def on_disk(space: MemorySpace, folder: Path) -> Path:
    disk = DirectorySpace(folder)
    for name, content in space.objects.items():
        disk.put_new(name, content)
    return folder


def test_the_tree_is_that_of_rfc_6962() -> None:
    tree = Tree()
    assert tree.root == EMPTY == hashlib.sha256(b"").digest()
    for leaf, root in zip(LEAVES, ROOTS, strict=True):
        tree.append(leaf_hash(leaf))
        assert tree.root.hex() == root


def test_every_entry_of_every_size_is_proved_by_its_path_and_no_other() -> None:
    leaves = [leaf_hash(bytes([n])) for n in range(40)]
    for size in range(1, len(leaves) + 1):
        tree = Tree()
        tree.extend(leaves[:size])
        for n in range(size):
            path = inclusion_path(leaves[:size], n)
            assert proves(leaves[n], n, size, path, tree.root)
            assert not proves(leaves[(n + 1) % 40], n, size, path, tree.root)
            assert size == 1 or not proves(leaves[n], (n + 1) % size, size, path, tree.root)
            assert not proves(leaves[n], n, size, (*path, EMPTY), tree.root)
            assert not path or not proves(leaves[n], n, size, path[:-1], tree.root)


@pytest.mark.rule("AUD-31")
async def test_every_attack_on_the_archive_is_found(archive: MemorySpace) -> None:
    """S21 in small; `python -m tests.audit.archive.attacks 1000` is the whole."""
    import asyncio

    made, missed = await asyncio.to_thread(tried, IN_CI, 7)
    assert missed == []
    assert len(made) == len(ATTACKS)


def test_an_end_cut_off_is_seen_by_whoever_kept_a_digest_and_by_nobody_else(
    archive: MemorySpace,
) -> None:
    """Why digests go to outside holders every day."""
    from random import Random

    from tests.audit.archive.attacks import cut_the_end

    cut = MemorySpace(archive.objects)
    cut_the_end(cut, Random(3))  # noqa: S311
    assert verify(cut).whole
    check = verify(cut, held=digests_of(archive)[-1:])
    assert not check.whole and "截短" in check.faults[-1]


@pytest.mark.parametrize("kind", ["directory", "memory"])
def test_nothing_in_a_space_is_ever_written_over(kind: str, tmp_path: Path) -> None:
    space: Space = DirectorySpace(tmp_path) if kind == "directory" else MemorySpace()
    space.put_new("log/1", b"one")
    with pytest.raises(Taken):
        space.put_new("log/1", b"two")
    assert space.get("log/1") == b"one" and space.names("log") == ["log/1"]
    assert space.has("log/1") and not space.has("log/2") and space.get("log/2") is None


def test_policies_papers_and_photos_are_named_in_the_log(archive: MemorySpace) -> None:
    lines = [json.loads(x) for n in archive.names("log") for x in archive.objects[n].splitlines()]
    assert any(line.get("policies") for line in lines)
    assert any(line.get("papers") for line in lines)
    text = b"".join(archive.objects.values())
    for private in ("张一一", "测试银行", "monthly_fen"):
        assert private.encode() not in text
    assert b"990101" not in b"".join(archive.objects[n] for n in archive.names("log"))


def test_a_laptop_with_the_files_and_nothing_else_says_whole(
    archive: MemorySpace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = on_disk(archive, tmp_path / "archive")
    monkeypatch.setenv("DOUDI_KEY_FILE", str(tmp_path / "none.json"))
    mail = tmp_path / "mail.eml"
    mail.write_text("Subject: x\n\n> quoted {not json}\n" + letter(digests_of(archive)[0])[1])
    args = ["verify", str(folder), "--held", str(mail), "--key", public_key(golden.RING)]
    found = CliRunner().invoke(archive_app, args)
    assert found.exit_code == 0, found.output
    assert "归档完整，没有被改动" in found.output
    value = json.loads(CliRunner().invoke(archive_app, [*args, "--json"]).output)
    assert value["whole"] and value["entries"] == digests_of(archive)[-1].size


def test_one_changed_byte_ends_with_exit_code_one_and_names_the_entry(
    archive: MemorySpace, tmp_path: Path
) -> None:
    folder = on_disk(archive, tmp_path / "archive")
    path = sorted((folder / "runs").rglob("*.history"))[0]
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 2] ^= 1
    path.chmod(0o640)
    path.write_bytes(bytes(raw))
    found = CliRunner().invoke(archive_app, ["verify", str(folder)])
    assert found.exit_code == 1
    assert "历史文件与登记的摘要不符" in found.output
    assert CliRunner().invoke(archive_app, ["verify", str(folder), "--quick"]).exit_code == 0


def test_mistakes_get_one_line_and_exit_code_two(archive: MemorySpace, tmp_path: Path) -> None:
    folder = str(on_disk(archive, tmp_path / "archive"))
    (tmp_path / "empty").mkdir()
    (tmp_path / "note.txt").write_text("nothing")
    for args in (
        ["verify", str(tmp_path / "no")],
        ["verify", str(tmp_path / "empty")],
        ["verify", folder, "--held", str(tmp_path / "note.txt")],
        ["verify", folder, "--held", str(tmp_path / "missing.txt")],
        ["verify", folder, "--key", "abc"],
        ["digest", str(tmp_path / "empty")],
    ):
        found = CliRunner().invoke(archive_app, args)
        assert found.exit_code == 2, args
        assert len(found.stderr.strip().splitlines()) == 1


def test_the_letter_carries_the_digest_and_no_one_is_fooled_by_a_changed_one(
    archive: MemorySpace,
) -> None:
    digest = digests_of(archive)[-1]
    [read] = held_in(letter(digest)[1])
    assert read == digest and read.signed
    changed = letter(digest)[1].replace(f'"size":{digest.size}', f'"size":{digest.size - 1}')
    check = verify(archive, held=held_in(changed))
    assert "本身签名不符" in check.faults[0]
