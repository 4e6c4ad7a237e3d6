"""Identity numbers: what is refused, what must not be, and what nobody may see."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.base import CaseRefusal
from domain.identity import (
    Sex,
    age_on,
    birth_date,
    check_card,
    check_digit,
    check_id,
    luhn_digit,
    mask_account,
    mask_id,
    mask_name,
    region_warning,
    sex,
    synthetic_id,
)

TODAY = date(2026, 11, 22)
GOOD = synthetic_id(date(1958, 3, 9), 17)


def numbered(region: str, birth: str, seq: str = "001") -> str:
    body = region + birth + seq
    return body + check_digit(body)


@given(st.dates(date(1900, 1, 1), TODAY), st.integers(1, 999))
def test_every_invented_number_passes_and_gives_back_its_facts(born: date, seq: int) -> None:
    number = check_id(synthetic_id(born, seq), TODAY)
    assert number.startswith("990101")
    assert birth_date(number) == born
    assert sex(number) is (Sex.MALE if seq % 2 else Sex.FEMALE)


@given(st.dates(date(1900, 1, 1), TODAY), st.integers(1, 999), st.integers(0, 17), st.data())
def test_one_wrong_digit_is_always_noticed(
    born: date, seq: int, place: int, data: st.DataObject
) -> None:
    number = synthetic_id(born, seq)
    other = data.draw(st.sampled_from([d for d in "0123456789" if d != number[place]]))
    with pytest.raises(CaseRefusal):
        check_id(number[:place] + other + number[place + 1 :], TODAY)


@given(st.dates(date(1900, 1, 1), TODAY), st.integers(1, 999), st.integers(0, 16))
def test_two_neighbouring_digits_changed_over_are_always_noticed(
    born: date, seq: int, place: int
) -> None:
    number = synthetic_id(born, seq)
    turned = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    if turned != number:
        with pytest.raises(CaseRefusal):
            check_id(turned, TODAY)


@pytest.mark.parametrize(
    "typed",
    [
        f" {GOOD} ",
        GOOD[:6] + "-" + GOOD[6:14] + "－" + GOOD[14:],
        GOOD[:6] + "　" + GOOD[6:],
        "".join(chr(ord(c) + 0xFEE0) for c in GOOD),
        GOOD + "\n",
    ],
)
def test_blanks_hyphens_and_full_width_digits_are_tidied(typed: str) -> None:
    assert check_id(typed, TODAY) == GOOD


def test_a_small_x_counts_as_x() -> None:
    with_x = next(n for n in (synthetic_id(date(1990, 5, 5), s) for s in range(1, 50)) if "X" in n)
    assert check_id(with_x.lower(), TODAY) == with_x
    assert check_id(with_x[:17] + "ｘ", TODAY) == with_x


@pytest.mark.parametrize("region", ["410411", "610902", "370404", "632301"])
def test_old_people_are_not_refused_because_their_region_is_younger_than_they(
    region: str,
) -> None:
    assert check_id(numbered(region, "19500101"), TODAY)


@pytest.mark.parametrize("region", ["330113", "330114", "830000", "810000", "820000", "000000"])
def test_no_region_code_is_ever_refused_or_crashes(region: str) -> None:
    assert check_id(numbered(region, "19900101"), TODAY)


def test_an_unlikely_region_is_only_a_hint() -> None:
    assert region_warning(numbered("000000", "19900101"))
    assert region_warning(GOOD) == ""
    assert region_warning(numbered("830000", "19900101")) == ""


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "id_missing"),
        ("  - ", "id_missing"),
        ("410411500101001", "id_old"),
        (GOOD[:17], "id_length"),
        (GOOD + "1", "id_length"),
        ("X" + GOOD[1:], "id_characters"),
        (GOOD[:17] + "Y", "id_characters"),
        ("٩" * 18, "id_characters"),
        (numbered("990101", "20990101"), "id_birth_future"),
        (numbered("990101", "20261123"), "id_birth_future"),
        (numbered("990101", "18000101"), "id_birth_early"),
        (numbered("990101", "20230229"), "id_birth"),
        (numbered("990101", "19901301"), "id_birth"),
        (numbered("990101", "00000101"), "id_birth"),
        (numbered("990101", "19900101", "000"), "id_sequence"),
        (GOOD[:17] + ("0" if GOOD[17] != "0" else "1"), "id_check_digit"),
    ],
)
def test_each_fault_has_its_own_sentence_that_never_repeats_the_number(
    typed: str, code: str
) -> None:
    with pytest.raises(CaseRefusal) as refused:
        check_id(typed, TODAY)
    assert refused.value.code == code
    assert refused.value.message.endswith("。")
    assert not any(ch.isdigit() for ch in refused.value.message.replace("1900", ""))
    assert "X" not in refused.value.message.replace("字母X", "")


def test_somebody_born_today_may_be_registered() -> None:
    assert check_id(synthetic_id(TODAY, 2), TODAY)


@pytest.mark.parametrize(
    ("day", "age"),
    [("2023-02-28", 18), ("2023-03-01", 19), ("2024-02-28", 19), ("2024-02-29", 20)],
)
def test_a_leap_day_child_grows_a_year_older_on_the_first_of_march(day: str, age: int) -> None:
    assert age_on(synthetic_id(date(2004, 2, 29), 1), date.fromisoformat(day)) == age


def test_sixty_is_reached_on_the_birthday() -> None:
    number = synthetic_id(date(1966, 11, 22), 1)
    assert age_on(number, date(2026, 11, 21)) == 59
    assert age_on(number, TODAY) == 60


def test_masks_show_no_more_than_allowed() -> None:
    assert mask_id(GOOD) == f"990101********{GOOD[-4:]}"
    assert mask_id("12345") == "*****"
    assert mask_name("张三") == "张*"
    assert mask_name("欧阳某某") == "欧***"
    assert mask_name("张") == "*"
    assert mask_name("") == ""
    assert mask_account("6222 0000 0000 1234") == "************1234"
    assert mask_account("1234") == "****"


@given(st.text("0123456789", min_size=15, max_size=18))
def test_a_card_passes_with_its_luhn_digit_and_with_no_other(body: str) -> None:
    good = body + luhn_digit(body)
    assert check_card(good[:4] + " " + good[4:]) == good
    for other in set("0123456789") - {good[-1]}:
        with pytest.raises(CaseRefusal):
            check_card(body + other)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "card_missing"),
        ("6222", "card_length"),
        ("6" * 20, "card_length"),
        ("a" * 16, "card_length"),
    ],
)
def test_a_card_of_the_wrong_length_is_refused(typed: str, code: str) -> None:
    with pytest.raises(CaseRefusal) as refused:
        check_card(typed)
    assert refused.value.code == code


def test_invented_people_must_have_a_sequence_number() -> None:
    for seq in (0, 1000):
        with pytest.raises(ValueError, match="sequence"):
            synthetic_id(TODAY, seq)
