"""Kinds of papers: one table of titles, a template for each, and no act that owes an unknown one."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import domain.case.phases
from documents.grounds import paper_basis
from documents.notices import render
from documents.paper import edition, templates
from domain.case import acts
from domain.case.notices import NOTICE_ZH
from domain.papers.titles import NOT_TO_FAMILY, ON_BOARD, title_of
from domain.policy import NATIONAL
from domain.programme import Programme
from runtime import packs
from runtime.packs import place_info
from tests.documents.samples import ISSUED, OWED, PLACE, a_case

PHASES = Path(next(iter(domain.case.phases.__path__))).parent
OTHERS = {
    Programme.DIBAO: ("特困", "低保边缘", "刚性支出", "临时救助", "受灾"),
    Programme.TEKUN: ("最低生活保障", "低保", "刚性支出", "临时救助", "受灾"),
    Programme.EDGE: ("最低生活保障", "特困", "刚性支出", "临时救助", "受灾"),
    Programme.RIGID: ("最低生活保障", "特困", "低保", "临时救助", "受灾"),
    Programme.QUICK: ("最低生活保障", "特困", "低保", "刚性支出", "受灾"),
    Programme.EMERGENCY: ("最低生活保障", "特困", "低保", "刚性支出", "受灾"),
    Programme.EXPENDITURE: ("最低生活保障", "特困", "低保", "刚性支出", "受灾"),
    Programme.DISASTER: ("最低生活保障", "特困", "低保", "刚性支出", "临时救助"),
}


def owed_in(source: str) -> set[str]:
    """Kinds of papers that this code owes: `NoticeDue(kind="…")` and tables of kinds beside it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "NoticeDue":
            for word in node.keywords:
                if word.arg == "kind" and isinstance(word.value, ast.Constant):
                    found.add(str(word.value.value))
                elif word.arg == "kind" and isinstance(word.value, ast.IfExp):
                    found |= {str(e.value) for e in (word.value.body, word.value.orelse)
                              if isinstance(e, ast.Constant)}  # fmt: skip
    return found


def owed_in_the_code() -> set[str]:
    return {kind for path in PHASES.rglob("*.py") for kind in owed_in(path.read_text("utf-8"))}


def test_a_kind_that_is_owed_is_found_in_the_code() -> None:
    assert owed_in('owed(file, NoticeDue(key="k", kind="letter_of_love"))') == {"letter_of_love"}
    assert owed_in('NoticeDue(key="k", kind="a" if x else "b")') == {"a", "b"}


def test_every_kind_has_a_template_a_sample_and_no_act_owes_another() -> None:
    assert set(templates("notices")) == set(NOTICE_ZH) == set(OWED)
    owed = owed_in_the_code()
    assert owed <= set(NOTICE_ZH), f"no paper for {sorted(owed - set(NOTICE_ZH))}"
    assert {"correction", "acceptance", "confirmation", "recognition", "grant"} <= owed


def test_what_a_person_may_send_is_a_kind_of_paper() -> None:
    pattern = acts.IssuePaper.model_fields["kind"].metadata[0].pattern
    assert set(re.findall(r"[a-z_]+", pattern)) <= set(NOTICE_ZH)


@pytest.mark.rule("JZ-59")
@pytest.mark.parametrize("programme", OTHERS)
def test_no_title_speaks_of_another_programme(programme: Programme) -> None:
    for kind in NOTICE_ZH:
        title = title_of(kind, programme)
        assert not [word for word in OTHERS[programme] if word in title], title


@pytest.mark.rule("JZ-59")
@pytest.mark.parametrize("programme", OTHERS)
@pytest.mark.parametrize("kind", sorted(NOTICE_ZH))
def test_no_sentence_speaks_of_another_programme(programme: Programme, kind: str) -> None:
    file = a_case(granted=kind != "refusal", programme=programme)
    made = render(
        kind,
        file=file,
        # The reasons of the sample are of 低保; every word of the paper itself is looked at.
        notice=OWED[kind].model_copy(update={"reasons": ()}),
        number="焦救〔2026〕42号",
        issued_on=ISSUED,
        place=place_info(PLACE),
    )
    body = made.html.split("</style>", 1)[1].replace("《最低生活保障审核确认办法》", "")
    # What the sample computed, and the names of demonstration rules, are not words of the paper.
    body = re.sub(r'<p class="note">.*?</p>|附：计算明细.*?</table>', "", body, flags=re.DOTALL)
    if programme is not Programme.DIBAO:
        assert "最低生活保障" not in body
    if programme is not Programme.TEKUN:
        assert "特困" not in body
    assert "特困金" not in body and "认定金" not in body


@pytest.mark.rule("TK-15", "GX-05")
def test_a_refusal_is_called_and_worded_as_its_programme_does() -> None:
    assert title_of("refusal", Programme.TEKUN) == "特困人员不予认定告知书"
    assert title_of("refusal", Programme.RIGID) == "刚性支出困难家庭不予认定告知书"
    assert title_of("confirmation", Programme.TEKUN) == "特困人员认定通知书"
    assert title_of("ending", Programme.TEKUN) == "终止特困人员救助供养告知书"
    made = render(
        "refusal",
        file=a_case(granted=False, programme=Programme.TEKUN),
        notice=OWED["refusal"],
        number="焦救〔2026〕42号",
        issued_on=ISSUED,
        place=place_info(PLACE),
    )
    assert "决定不予认定" in made.html
    assert "《特困人员认定办法》（民发〔2021〕43号）第十八条" in made.html
    assert "《中华人民共和国社会救助法》第四十五条" in made.html


@pytest.mark.parametrize("programme", list(Programme))
def test_every_programme_has_its_own_clauses_and_no_kind_nobody_knows(programme: str) -> None:
    known = packs.load().definitions[NATIONAL][f"{programme}.paper_basis"]
    for dated in known.values:
        assert isinstance(dated.value, dict)
        assert set(dated.value) <= set(NOTICE_ZH)


def test_a_paper_of_before_the_law_does_not_cite_it() -> None:
    place = place_info(PLACE)
    before, after = ISSUED.replace(year=2025), ISSUED
    assert paper_basis(place, "dibao", before)["refusal"] == "57号 Art 21"
    assert "社会救助法" in paper_basis(place, "dibao", after)["refusal"]
    assert "社会救助法" not in str(paper_basis(place, "quick", before))


@pytest.mark.rule("JZ-59")
def test_a_changed_template_is_another_edition(monkeypatch: pytest.MonkeyPatch) -> None:
    from documents import paper

    first = edition("notices/refusal.html")
    assert first != edition("notices/stop.html")
    real = paper.loader_of(paper._environment()).get_source

    def changed(environment: object, name: str) -> object:
        source, *rest = real(environment, name)  # type: ignore[arg-type]
        return (source.replace("不服本决定", "不服该决定"), *rest)

    loader = paper.loader_of(paper._environment())
    monkeypatch.setattr(loader, "get_source", changed)
    edition.cache_clear()
    try:
        assert edition("notices/refusal.html") != first
    finally:
        edition.cache_clear()


def test_of_what_hangs_or_goes_elsewhere_the_family_gets_no_message() -> None:
    assert ON_BOARD < NOT_TO_FAMILY < set(NOTICE_ZH)
