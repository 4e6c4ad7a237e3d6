"""Passwords everybody tries first: a list shipped with the program, so that no password leaves it.

`common_passwords.bin` holds the first four bytes of SHA-256 of each, sorted: the 30,000 most common of
public leaks as the library zxcvbn 4.5.0 (Dropbox, MIT licence) counts them. Four bytes name none of them,
and take a good password for a common one once in a hundred thousand. `python -m store.common LIST` makes it
anew from a text file, a password a line.
"""

from __future__ import annotations

import hashlib
import sys
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Final

LIST: Final = Path(__file__).with_name("common_passwords.bin")
_BYTES: Final = 4
_OURS: Final = frozenset(
    [
        "woaini",
        "woaini1314",
        "5201314",
        "1314520",
        "woaizhongguo",
        "zhongguo",
        "nihao",
        "mima",
        "mimamima",
        "woshishui",
        "minzheng",
        "minzhengju",
        "shehuijiuzhu",
        "jiuzhu",
        "dibao",
        "tekun",
        "guanliyuan",
        "xitong",
        "admin",
        "administrator",
        "root",
        "jiaozuo",
        "tongren",
        "hanbin",
        "yicheng",
        "zhanhe",
        "henan",
        "shaanxi",
        "shandong",
        "qinghai",
        "doudi",
        "password",
        "passwd",
    ]
)
"""What is tried first at an office of this country."""
_LEET: Final = str.maketrans("@$01357!", "asoiestl")
_SHORTEST_PART: Final = 4  # not law: shorter parts say nothing of a password


def is_common(password: str) -> bool:
    """Whether it is on the list, or no more than one or two entries of it with digits and signs around
    and letters written as digits."""
    return any(_known(form) or _of_two(form) for form in _forms(password.lower()))


def _forms(plain: str) -> Iterator[str]:
    for form in (plain, plain.translate(_LEET)):
        yield form
        bare = form.strip("0123456789!@#$%^&*()-_=+.,;:?/\\|~` ")
        if len(bare) >= _SHORTEST_PART:
            yield bare


def _of_two(form: str) -> bool:
    cuts = range(_SHORTEST_PART, len(form) - _SHORTEST_PART + 1)
    return any(_known(form[:at]) and _known(form[at:]) for at in cuts)


def _known(word: str) -> bool:
    if word in _OURS or len(set(word)) == 1 or _runs_on(word):
        return True
    held, mine = _held(), digest(word)
    at = bisect_left(held, mine)
    return at < len(held) and held[at] == mine


def _runs_on(word: str) -> bool:
    """1234, 9876, abcd: each sign the next of the one before."""
    steps = {ord(b) - ord(a) for a, b in pairwise(word)}
    return len(word) >= _SHORTEST_PART and steps in ({1}, {-1})


def digest(word: str) -> bytes:
    return hashlib.sha256(word.encode()).digest()[:_BYTES]


@lru_cache(maxsize=1)
def _held() -> tuple[bytes, ...]:
    raw = LIST.read_bytes()
    return tuple(raw[n : n + _BYTES] for n in range(0, len(raw), _BYTES))


def made_from(words: Iterable[str]) -> bytes:
    """The file of a list."""
    return b"".join(sorted({digest(word.strip().lower()) for word in words if word.strip()}))


if __name__ == "__main__":
    LIST.write_bytes(made_from(Path(sys.argv[1]).read_text("utf-8").splitlines()))
