"""The forms people sign: one for each need of a programme, blank or filled in, and never too much."""

from __future__ import annotations

import re

import pytest

from documents.forms import render_form
from documents.paper import Rendered, templates
from domain.case.file import CaseFile
from domain.papers.forms import FORM_ZH, form_title, forms_of
from domain.programme import Programme
from runtime.packs import PLACES, place_info
from tests.documents.samples import APPLICANT, CANARIES, ISSUED, PLACE, a_case

EVERY = [(code, programme) for programme in Programme for code in forms_of(programme)]


def form(
    code: str, programme: str = "dibao", file: CaseFile | None = None, place: str = PLACE
) -> Rendered:
    info = place_info(place)
    return render_form(
        code,
        programme=programme,
        place=info,
        township=info.townships[0].code,
        on=ISSUED,
        file=file,
    )


def words(made: Rendered) -> str:
    body = made.html.split("</style>", 1)[1]
    return re.sub(r"\s+", "", re.sub(r"<[^>]+>", "", body))


def test_every_form_has_a_template_and_some_programme_that_uses_it() -> None:
    assert set(templates("forms")) == set(FORM_ZH)
    assert {code for code, _ in EVERY} == set(FORM_ZH)


@pytest.mark.parametrize(("code", "programme"), EVERY)
def test_a_form_bears_the_name_of_its_programme_and_no_other(code: str, programme: str) -> None:
    made = form(code, programme)
    text = words(made)
    assert made.title == form_title(code, programme) and made.title in text
    assert f"文书式样版本：{made.edition}" in text
    if programme != "dibao":
        assert "最低生活保障" not in text
    if programme != "tekun":
        assert "特困" not in text
    assert not re.search(r"None|Undefined|DB-|CHK-", text)


def test_the_county_file_of_a_dibao_family_can_be_printed_whole() -> None:
    """The thirteen papers of an approval file (national-rules section 8, E5) that are forms."""
    assert forms_of("dibao") == (
        "application",
        "commitment",
        "promise",
        "authorisation",
        "mandate",
        "relatives",
        "survey",
        "entrusted_survey",
        "appraisal",
        "review_form",
    )
    assert "selfcare_form" in forms_of("tekun")
    assert forms_of("quick") == (
        "application",
        "commitment",
        "promise",
        "mandate",
        "relatives",
        "help_first",
        "review_form",
    )


def test_a_form_of_another_programme_is_a_fault() -> None:
    with pytest.raises(KeyError):
        form("selfcare_form", "dibao")


@pytest.mark.parametrize("code", forms_of("dibao"))
def test_a_blank_form_knows_nobody_and_a_filled_one_names_the_applicant(code: str) -> None:
    blank, full = words(form(code)), words(form(code, file=a_case()))
    assert APPLICANT not in blank and CANARIES["applicant_id"] not in blank
    if code != "authorisation":
        assert "JZ-2026-000042" in full
    assert APPLICANT in full


@pytest.mark.parametrize("code", forms_of("dibao"))
def test_no_form_tells_of_illness_or_disability(code: str) -> None:
    html = form(code, file=a_case()).html
    assert CANARIES["illness"] not in html
    assert CANARIES["disability"] not in html


@pytest.mark.parametrize("place", PLACES)
def test_the_authorisation_lists_the_departments_of_the_place_and_a_line_for_each_adult(
    place: str,
) -> None:
    from runtime import packs

    text = words(form("authorisation", place=place))
    asked = packs.value(packs.load(), place, ISSUED, "check.items").value
    assert isinstance(asked, dict)
    for row in asked.values():
        assert isinstance(row, dict)
        assert str(row["zh"]) in text
    assert "每名成年家庭成员分别签名" in text and "监护人签名" in text
    assert "授权有效期" in text and "撤回授权" in text
    filled = words(form("authorisation", file=a_case()))
    assert CANARIES["spouse"] in filled


def test_the_promise_tells_before_it_is_signed() -> None:
    text = words(form("promise"))
    told, signed = text.split("二、承诺")
    for part in ("可以自愿选择提交证明材料", "以书面承诺代替", "列入后续核查", "不实承诺"):
        assert part in told + signed
    assert "承诺人（签名或者按印）" in signed


def test_the_self_care_form_has_the_six_items_and_the_bands() -> None:
    text = words(form("selfcare_form", "tekun"))
    for item in ("吃饭", "穿衣", "上下床", "如厕", "室内自主行走", "洗澡"):
        assert item in text
    assert "一至三项不达标的，为部分丧失" in text
    assert "四项以上不达标的，为完全丧失" in text


def test_a_larger_family_has_a_line_for_each() -> None:
    file = a_case()
    more = tuple(
        file.household.members[1].model_copy(update={"key": f"m{n}", "name": f"试成员{n}"})
        for n in range(4, 12)
    )
    home = file.household.model_copy(update={"members": (*file.household.members, *more)})
    text = words(form("survey", file=file.having(household=home)))
    for n in range(4, 12):
        assert f"试成员{n}" in text
