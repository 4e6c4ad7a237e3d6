"""Photos and scans at the door: who may bring them, who may look, and which an act may name."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from httpx import AsyncClient, Response

from runtime.settings import Settings
from tests.api.staff import Staff, people
from tests.api.test_doors import is_problem
from tests.uploads import HOSTILE, jpeg, pdf


async def bring(
    client: AsyncClient, case_no: str, data: bytes, name: str = "IMG_0001.jpg", kind: str = "home"
) -> Response:
    return await client.post(
        f"/api/v1/cases/{case_no}/evidence",
        files={"file": (name, data, "image/jpeg")},
        data={"kind": kind},
    )


@pytest.mark.parametrize("what", HOSTILE)
async def test_a_hostile_file_is_refused_at_the_door(
    desk: Staff, hostile_case: str, what: str
) -> None:
    name, data = HOSTILE[what]
    answer = await bring(await desk("surveyor"), hostile_case, data, name)
    document = answer.json()
    assert answer.status_code == 422, answer.text
    assert document["code"].startswith("evidence_")
    assert document["errors"][0]["field"] == "file"


@pytest.fixture(scope="module")
async def hostile_case(desk: Staff) -> str:
    return await desk.open()


@pytest.mark.parametrize(
    "name",
    [
        "../../../etc/passwd",
        "..\\..\\x.jpg",
        "/etc/cron.d/x.jpg",
        "a\x00.jpg",
        "con.jpg",
        "x" * 300,
    ],
)
async def test_a_files_name_never_becomes_a_path(
    desk: Staff, api_settings: Settings, name: str, hostile_case: str
) -> None:
    photo = jpeg(seed=hash(name) % 100_000)
    before = {p for p in api_settings.evidence_dir.rglob("*") if p.is_file()}
    answer = await bring(await desk("surveyor"), hostile_case, photo, name)
    assert answer.status_code == 201, answer.text
    made = {p for p in api_settings.evidence_dir.rglob("*") if p.is_file()} - before
    [path] = made
    assert path.parent.parent == api_settings.evidence_dir
    assert len(path.name) == 64 and set(path.name) <= set("0123456789abcdef")
    assert photo not in path.read_bytes()
    assert not Path(name.replace("\x00", "")).name.endswith(path.name)


async def test_a_photo_comes_back_as_an_attachment_under_a_name_of_ours(desk: Staff) -> None:
    case_no, photo = await desk.open(), jpeg(seed=4711)
    surveyor = await desk("surveyor")
    made = (await bring(surveyor, case_no, photo)).json()
    digest = hashlib.sha256(photo).hexdigest()
    assert (made["digest"], made["kind"], made["media_type"]) == (digest, "home", "image/jpeg")
    answer = await (await desk("reviewer")).get(made["href"])
    assert answer.content == photo
    assert answer.headers["content-disposition"] == (
        f'attachment; filename="{case_no}-{digest[:12]}.jpg"'
    )
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in answer.headers["content-security-policy"]
    again = await bring(surveyor, case_no, photo, kind="other")
    assert (again.status_code, again.json()) == (201, made)


async def test_only_those_who_see_the_family_open_its_photos(desk: Staff) -> None:
    case_no = await desk.open()
    href = (await bring(await desk("surveyor"), case_no, jpeg(seed=4712))).json()["href"]
    listing = f"/api/v1/cases/{case_no}/evidence"
    for role, at in (("village", "jz-wangdian"), ("supervisor", "jz"), ("auditor", "jz"),
                     ("reviewer", "jz-first"), ("finance", "jz")):  # fmt: skip
        client = await desk(role, at)
        is_problem(await client.get(href), 404, "not_found")
        if role in ("reviewer", "finance"):
            is_problem(await client.get(listing), 404, "not_found")
        else:
            assert (await client.get(listing)).json() == {"items": []}
    village = await desk("village")
    own = (await bring(village, case_no, jpeg(seed=4713), kind="posted")).json()
    assert (await village.get(own["href"])).status_code == 200
    is_problem(await bring(await desk("auditor", "jz"), case_no, jpeg()), 403, "role_not_allowed")
    is_problem(await bring(await desk("reviewer", "jz-first"), case_no, jpeg()), 404, "not_found")


async def test_a_file_larger_than_allowed_is_refused(desk: Staff, api_settings: Settings) -> None:
    case_no = await desk.open()
    most = api_settings.evidence_max_mb * 1024 * 1024
    answer = await bring(await desk("surveyor"), case_no, pdf(b"(" + b"x" * most + b")"))
    is_problem(answer, 413, "too_large")


async def test_a_survey_names_only_photos_that_are_in_the_case(desk: Staff) -> None:
    home = people()
    case_no, other = await desk.open(home), await desk.open()
    surveyor = await desk("surveyor")
    strange = (await bring(surveyor, other, jpeg(seed=4714))).json()["digest"]
    await desk.act("intake", case_no, "accept")
    team = ["jz-wangdian.surveyor", "jz-wangdian.surveyor.2"]
    body = {"surveyors": team, "signed_by": team, "family_signature": "m1", "household": home}
    refused = await desk.send("surveyor", case_no, "record_survey", **body, evidence=[strange])
    document = is_problem(refused, 422, "bad_input")
    assert document["errors"] == [
        {"field": "evidence.0", "message": "本案没有这份照片、扫描件，请先上传再选择。"}
    ]
    own = (await bring(surveyor, case_no, jpeg(seed=4715))).json()["digest"]
    await desk.act("surveyor", case_no, "record_survey", **body, evidence=[own])
