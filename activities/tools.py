"""What activities are built from: settings, keys and tables of this process."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from runtime.keys import KeyRing
from runtime.settings import Settings
from store.engine import Store


@dataclass(frozen=True)
class Tools:
    """One for a process; every activity class takes it as its only argument."""

    settings: Settings
    keyring: KeyRing
    store: Store

    @classmethod
    def of(cls, settings: Settings, keyring: KeyRing) -> Tools:
        return cls(settings, keyring, Store(settings.database_url, keyring))

    @property
    def production(self) -> bool:
        return self.settings.env == "production"

    @property
    def overlays(self) -> tuple[Path, ...]:
        return self.settings.policy_overlays
