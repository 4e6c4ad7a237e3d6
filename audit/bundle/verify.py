"""Checks a bundle with nothing but its file: every byte of every part, the seal, the signature."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Literal
from zipfile import BadZipFile, ZipFile

from pydantic import ValidationError

from audit.bundle.cases import cases_named, folder_of
from audit.bundle.manifest import MANIFEST, BundleManifest
from audit.certificate import certify
from audit.joint.certificate import certify_matter, is_matter, runs_of
from audit.sources import FolderSource, SourceFault
from domain.base import Frozen
from runtime.keys import KeyRing

_LARGEST = 512 * 1024 * 1024


class BundleCheck(Frozen):
    """`faults` in Chinese, empty when every part is as it was made. `verdict`: of the histories."""

    manifest: BundleManifest
    faults: tuple[str, ...]
    verdict: Literal["passed", "failed", ""] = ""

    @property
    def whole(self) -> bool:
        return not self.faults


def read(path: Path) -> tuple[BundleManifest, dict[str, bytes], list[str]]:
    """The parts of a bundle and what is wrong with its container. Raises `SourceFault`."""
    try:
        with ZipFile(path) as archive:
            names = archive.namelist()
            if sum(info.file_size for info in archive.infolist()) > _LARGEST:
                raise SourceFault(f"{path.name}展开后超过512MB，不是证据包。")
            files = {name: archive.read(name) for name in names}
            manifest = BundleManifest.model_validate_json(files.pop(MANIFEST))
    except (OSError, BadZipFile, KeyError, ValidationError, ValueError, EOFError) as error:
        raise SourceFault(f"{path.name}不是完整的证据包（{type(error).__name__}）。") from None
    twice = len(names) - len(set(names))
    return manifest, files, [f"有{twice}个重名的文件"] if twice else []


def check(path: Path, *, seal: str = "", key: str = "") -> BundleCheck:
    """Checks the parts. `seal`: as it was written down elsewhere; `key`: whose signature it must be."""
    manifest, files, faults = read(path)
    for entry in manifest.files:
        content = files.pop(entry.name, None)
        if content is None:
            faults.append(f"文件{entry.name}缺失")
        elif hashlib.sha256(content).hexdigest() != entry.sha256 or len(content) != entry.size:
            faults.append(f"文件{entry.name}与清单的摘要不符，内容被改动")
    faults += [f"文件{name}不在清单上" for name in files]
    if manifest.seal != manifest.sealed_as:
        faults.append("清单与封存值不符，清单被改动")
    elif not manifest.signed:
        faults.append("封存值的签名不符")
    if seal and seal != manifest.seal:
        faults.append("封存值与另行抄录的不符：这不是当时制作的证据包")
    if key and key != manifest.public_key:
        faults.append("签名的密钥不是所指定的密钥")
    return BundleCheck(manifest=manifest, faults=tuple(faults))


async def check_recomputed(
    path: Path, ring: KeyRing, *, seal: str = "", key: str = ""
) -> BundleCheck:
    """The parts, and the histories in it computed anew, of each case a matter names too."""
    found = check(path, seal=seal, key=key)
    _, files, _ = read(path)
    subject, place = found.manifest.subject, found.manifest.place
    faults = list(found.faults)
    prove = certify_matter if is_matter(subject) else certify
    verdict: Literal["passed", "failed"] = "passed"
    with tempfile.TemporaryDirectory() as folder:
        home = FolderSource(_unpacked(files, Path(folder) / "own", ""), ring)
        certificate = await prove(home, place, subject)
        certificates = [(subject, certificate.verdict, certificate.findings)]
        if is_matter(subject):
            _, runs = await runs_of(home, place, subject)
            for case_no in await cases_named(home, runs):
                part = _unpacked(files, Path(folder) / case_no, folder_of(case_no))
                if not any(part.iterdir()):
                    faults.append(f"所涉案件{case_no}的历史不在包内")
                    verdict = "failed"
                    continue
                made = await certify(FolderSource(part, ring), place, case_no)
                certificates.append((case_no, made.verdict, made.findings))
    for name, one, findings in certificates:
        if one == "failed":
            verdict = "failed"
            first = findings[0].line if findings else "没有核验"
            faults.append(f"包内{name}的历史与程序重算的不符：{first}")
    return found.model_copy(update={"faults": tuple(faults), "verdict": verdict})


def _unpacked(files: Mapping[str, bytes], folder: Path, under: str) -> Path:
    """The histories under one folder of the bundle, each by its own bare name."""
    folder.mkdir()
    for name, content in files.items():
        if name.startswith(f"{under}histories/"):
            (folder / Path(name).name).write_bytes(content)
    return folder
