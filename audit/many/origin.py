"""Where the processes that read many cases read from, and how much each takes at a time."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from audit.archive.log import segment_object
from audit.archive.source import ArchiveSource, source_of
from audit.archive.space import DirectorySpace
from audit.archive.where import space_of
from audit.many.population import CaseRef, Wanted, in_the_archive, on_the_server
from audit.sources import CaseUnknown, FolderSource, Source, SourceFault
from runtime.codec import data_converter
from runtime.keys import KeyRing
from runtime.settings import Settings
from runtime.temporal import connect

BATCH: Final = 8
AHEAD: Final = 3
"""Batches waiting for each process: enough that none is idle, few enough to stop soon."""


class Origin:
    """Where the processes read: the directory of an archive or of one export, else the server with
    its archive."""

    def __init__(self, settings: Settings, folder: Path | None) -> None:
        self.settings, self.folder = settings, folder

    async def open(self) -> Source:
        settings = self.settings
        ring = KeyRing.load(settings.key_file)
        if self.folder is not None:
            if not DirectorySpace(self.folder).has(segment_object(0)):
                return FolderSource(self.folder, ring)
            converter = data_converter(ring, settings.namespace)
            return ArchiveSource(DirectorySpace(self.folder), converter, alone=True)
        client = await connect(settings, ring)
        return source_of(client, space_of(settings))

    async def refs(self, wanted: Wanted) -> tuple[CaseRef, ...]:
        """The cases asked for that this origin knows, and the numbers of a list it does not."""
        if self.folder is None:
            return await on_the_server(await connect(self.settings), wanted)
        source = await self.open()
        if isinstance(source, ArchiveSource):
            return in_the_archive(source, wanted)
        if isinstance(source, FolderSource):
            home = source.manifest
            if wanted.numbers and home.case_no not in wanted.numbers:
                raise CaseUnknown(f"目录中是{home.case_no}，不是{wanted.numbers[0]}。")
            return (CaseRef(place=home.place, case_no=home.case_no),)
        raise SourceFault(f"目录{self.folder.name}不是归档，也不是导出的历史。")
