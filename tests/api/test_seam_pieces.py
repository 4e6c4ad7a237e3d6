"""What an auditor is shown is looked through a piece at a time, and no number is lost between two."""

from __future__ import annotations

import io
import tracemalloc

import pytest

from api.reading import seam


@pytest.mark.parametrize("size", [1, 5, 14, 15, 16, 31, 1 << 18])
def test_every_number_is_found_whatever_the_pieces(
    size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seam, "_PIECE", size)
    text = b"JZ2026000001<v>JZ2026000002</v>XJZ2026000003 JZ20260000044,HB2026000005"
    assert set(seam.numbers_in(io.BytesIO(text))) == {
        "JZ2026000001",
        "JZ2026000002",
        "HB2026000005",
    }
    assert set(seam.numbers_in(io.BytesIO(b"JZ2026000001"))) == {"JZ2026000001"}
    assert set(seam.numbers_in(io.BytesIO(b""))) == set()


def test_a_sheet_of_forty_megabytes_is_not_held_in_memory() -> None:
    class Sheet(io.RawIOBase):
        left = 160

        def read(self, size: int = -1) -> bytes:
            self.left -= 1
            return b"<c>JZ2026000001</c>".ljust(size, b" ") if self.left >= 0 else b""

    tracemalloc.start()
    found = sum(1 for _ in seam.numbers_in(Sheet()))  # type: ignore[arg-type]
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found == 160 and most < 4_000_000
