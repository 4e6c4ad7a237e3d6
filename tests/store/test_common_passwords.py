"""A new password is held against the list of those everybody tries first, without asking anybody (S13)."""

from __future__ import annotations

import time

import pytest

from store import common
from store.credentials import one_time_password, weak_zh


@pytest.mark.parametrize(
    "password",
    [
        "qwertyuiop123", "1qaz2wsx3edc", "Qwerty123456", "P@ssw0rd2026!!", "Passw0rd#123456",
        "sunshine-2026", "dragonmonkey12", "woaini1314520", "Admin@12345678", "minzheng2026!!",
        "leavemealone", "iloveyou123456", "12345678abcdefg",
    ],
)  # fmt: skip
def test_a_password_everybody_tries_is_refused_and_told_what_would_be_right(password: str) -> None:
    zh = weak_zh(password, "jz.shen")
    assert zh.startswith("新密码") and ("请用三四个" in zh or "请换一个" in zh)


@pytest.mark.parametrize(
    "password",
    [
        "correcthorsebatterystaple",
        "shan-hu-yuan-tian-73",
        "Xk4rTqpZw9Lm",
        "青山绿水人家炊烟起时归来",
        "tafel87muehle-wolke",
    ],
)
def test_words_that_have_nothing_to_do_with_each_other_are_taken(password: str) -> None:
    assert weak_zh(password, "jz.shen") == ""


def test_what_the_program_gives_out_is_never_refused_and_a_look_costs_next_to_nothing() -> None:
    given = [one_time_password() for _ in range(200)]
    common.is_common("warm")
    began = time.process_time()
    assert not [one for one in given if common.is_common(one)]
    assert time.process_time() - began < 0.5


def test_the_list_is_whole_and_made_as_it_says() -> None:
    held = common.LIST.read_bytes()
    assert len(held) // 4 > 29_900 and held == b"".join(common._held())
    assert common.made_from(["B", "a", "a", ""]) == b"".join(
        sorted((common.digest("a"), common.digest("b")))
    )
