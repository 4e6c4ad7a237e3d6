"""Identity numbers (GB 11643), bank cards and masking.

No message here ever repeats the number it is about: the server logs refusals in clear. The first
six digits say where a number was first issued, not where a person lives, so they never decide
anything; an unlikely region is a hint to the clerk and no more.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from enum import StrEnum

from domain.base import CaseRefusal

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"
_LENGTH = 18
_OLD_LENGTH = 15
_FIRST_YEAR = 1900
_NOISE = re.compile(r"[\s\-\u00ad\u2010-\u2015\u2212\u200b\ufeff]+")
_SHAPE = re.compile(r"[0-9]{17}[0-9X]")
_CARD = re.compile(r"[0-9]{16,19}")
_SYNTHETIC = "990101"

# First two digits that are in use: provinces, Hong Kong, Macao and Taiwan residents' permits, and
# the unassigned prefix of invented people.
_REGIONS = re.compile(r"1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]|91|99")


class Sex(StrEnum):
    MALE = "male"
    FEMALE = "female"


def normalise_id(text: str) -> str:
    """Tidied of full-width digits, a small x, blanks and hyphens."""
    return _NOISE.sub("", unicodedata.normalize("NFKC", text)).upper()


def check_id(text: str, today: date) -> str:
    """The number in its one form, or CaseRefusal saying exactly what is wrong with it.

    Hard: 18 places, digits (X only last), a birth date that exists between 1900 and `today`, a
    sequence above 000, the MOD 11-2 check digit. Region codes are never refused.
    """
    number = normalise_id(text)
    if not number:
        raise CaseRefusal("id_missing", "身份证号码不能为空，请填写十八位身份证号码。")
    if len(number) == _OLD_LENGTH and number.isdigit():
        raise CaseRefusal("id_old", "十五位的旧身份证号码已停止使用，请填写十八位身份证号码。")
    if len(number) != _LENGTH:
        raise CaseRefusal("id_length", "身份证号码须为十八位，请核对是否漏填或者多填。")
    if not _SHAPE.fullmatch(number):
        raise CaseRefusal(
            "id_characters", "身份证号码前十七位须为数字，末位须为数字或者字母X，请核对。"
        )
    born = _birth(number)
    if born is None:
        raise CaseRefusal("id_birth", "身份证号码中的出生日期不存在，请核对第七至十四位。")
    if born.year < _FIRST_YEAR:
        raise CaseRefusal("id_birth_early", "身份证号码中的出生日期早于1900年，请核对。")
    if born > today:
        raise CaseRefusal("id_birth_future", "身份证号码中的出生日期晚于今天，请核对。")
    if number[14:17] == "000":
        raise CaseRefusal("id_sequence", "身份证号码第十五至十七位不能全为零，请核对。")
    if check_digit(number[:17]) != number[17]:
        raise CaseRefusal("id_check_digit", "身份证号码的校验码不正确，请逐位核对。")
    return number


def check_digit(first_seventeen: str) -> str:
    """The eighteenth place by MOD 11-2. ValueError unless given seventeen digits."""
    if len(first_seventeen) != len(_WEIGHTS) or not first_seventeen.isascii():
        raise ValueError("a check digit is computed from seventeen digits")
    total = sum(w * int(d) for w, d in zip(_WEIGHTS, first_seventeen, strict=True))
    return _CHECK[total % len(_CHECK)]


def region_warning(number: str) -> str:
    """A hint for the clerk when the region code is unlikely, else the empty string."""
    if _REGIONS.match(number):
        return ""
    return "身份证号码前两位不是常见的地区代码，请再核对一次；核对无误的可以继续。"


def birth_date(number: str) -> date:
    """The birth date in a checked number. ValueError when it holds none."""
    born = _birth(normalise_id(number))
    if born is None:
        raise ValueError("the number holds no birth date")
    return born


def sex(number: str) -> Sex:
    """Odd sequence numbers are men's, even ones women's."""
    return Sex.MALE if int(normalise_id(number)[16]) % 2 else Sex.FEMALE


def age_on(number: str, day: date) -> int:
    """Completed years on that day (周岁). Born on 29 February: a year older on 1 March."""
    born = birth_date(number)
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def synthetic_id(birth: date, seq: int) -> str:
    """The number of an invented person: valid in every check, in a region nobody is born in.

    `seq` from 1 to 999; odd for a man. ValueError outside that range.
    """
    if not 0 < seq < 1000:
        raise ValueError("the sequence of an identity number runs from 1 to 999")
    body = f"{_SYNTHETIC}{birth:%Y%m%d}{seq:03d}"
    return body + check_digit(body)


def mask_id(number: str) -> str:
    """First six and last four places; everything hidden when it is too short for that."""
    return f"{number[:6]}{'*' * 8}{number[-4:]}" if len(number) == _LENGTH else "*" * len(number)


def mask_name(name: str) -> str:
    """The first character only: `张三丰` is `张**`; a name of one character is hidden whole."""
    plain = name.strip()
    return plain[:1] + "*" * (len(plain) - 1) if len(plain) > 1 else "*" * len(plain)


def mask_account(account: str) -> str:
    """The last four places of an account or card; a shorter one is hidden whole."""
    plain = _NOISE.sub("", account)
    return "*" * (len(plain) - 4) + plain[-4:] if len(plain) > 4 else "*" * len(plain)


def check_card(text: str) -> str:
    """A bank card number in its one form: 16 to 19 digits, Luhn. CaseRefusal otherwise."""
    number = normalise_id(text)
    if not number:
        raise CaseRefusal("card_missing", "银行卡号不能为空，请填写银行卡号。")
    if not _CARD.fullmatch(number):
        raise CaseRefusal("card_length", "银行卡号须为十六至十九位数字，请核对。")
    if luhn_digit(number[:-1]) != number[-1]:
        raise CaseRefusal("card_check_digit", "银行卡号的校验码不正确，请逐位核对。")
    return number


def account_warning(number: str) -> str:
    """A hint for the clerk when a number that looks like a bank card fails its check, else empty.

    No refusal: passbooks and many rural accounts have no check digit at all.
    """
    plain = _NOISE.sub("", number)
    if not plain.startswith("62") or not _CARD.fullmatch(plain):
        return ""
    if luhn_digit(plain[:-1]) == plain[-1]:
        return ""
    return "账号像是银行卡号，但是校验码不符，请对照银行卡逐位核对；核对无误的可以继续。"


def luhn_digit(body: str) -> str:
    """The last digit that makes `body` a valid card number (Luhn)."""
    doubled = [int(d) * (2 - i % 2) for i, d in enumerate(reversed(body))]
    return str(-sum(d // 10 + d % 10 for d in doubled) % 10)


def _birth(number: str) -> date | None:
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None
