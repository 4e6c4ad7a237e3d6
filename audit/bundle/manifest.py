"""What is in a bundle: each file with its digest, by whom, what for, signed."""

from __future__ import annotations

import base64
import hashlib
from datetime import datetime
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from audit.archive.digests import key_print, public_key
from domain.base import Frozen
from domain.case.lifecycle import ROLE_ZH, Role
from runtime.keys import KeyRing
from workflows.base import SHANGHAI

FORMAT: Final = "doudi-bundle/1"
MANIFEST: Final = "manifest.json"
READER: Final = "reader.html"
PURPOSE_ZH: Final = {
    "audit": "审计",
    "discipline": "纪检监察",
    "review": "行政复议、诉讼",
    "petition": "信访办理",
    "inspection": "督查检查",
}
"""What a bundle may be made for: a closed list, so that the log holds no persons."""


class Stamp(Frozen):
    """For whom (account and role), for which purpose and when a bundle was made. `reveal`: names
    and texts stand in clear because somebody asked for it."""

    who: str
    role: Role
    purpose: str
    at: datetime
    reveal: bool = False

    @property
    def zh(self) -> str:
        """The watermark."""
        moment = f"{self.at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
        return f"{ROLE_ZH[self.role]} {self.who}　{moment}　用于{PURPOSE_ZH[self.purpose]}"


class Listed(Frozen):
    name: str
    size: int
    sha256: str


class BundleManifest(Frozen):
    """`seal` binds every file and the stamp; `signature` is the key ring's over the seal."""

    format: str = FORMAT
    subject: str
    place: str
    stamp: Stamp
    files: tuple[Listed, ...]
    seal: str = ""
    public_key: str = ""
    signature: str = ""

    @property
    def sealed_as(self) -> str:
        """The seal these files and this stamp have."""
        bare = self.model_copy(update={"seal": "", "public_key": "", "signature": ""})
        return hashlib.sha256(bare.model_dump_json().encode()).hexdigest()

    @property
    def signed(self) -> bool:
        """Whether the seal is signed by the key it names; whose that is, `key_print` tells."""
        try:
            public = Ed25519PublicKey.from_public_bytes(base64.b64decode(self.public_key))
            public.verify(base64.b64decode(self.signature), self.seal.encode())
        except (InvalidSignature, ValueError):
            return False
        return True

    @property
    def key_print(self) -> str:
        return key_print(self.public_key)


def listed(name: str, content: bytes) -> Listed:
    return Listed(name=name, size=len(content), sha256=hashlib.sha256(content).hexdigest())


def sealed(manifest: BundleManifest, ring: KeyRing) -> BundleManifest:
    """With seal and signature of the ring's current key."""
    seal = manifest.sealed_as
    return manifest.model_copy(
        update={
            "seal": seal,
            "public_key": public_key(ring),
            "signature": base64.b64encode(ring.signer().sign(seal.encode())).decode(),
        }
    )
