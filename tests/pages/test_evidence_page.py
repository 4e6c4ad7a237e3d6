"""Photos and relatives on plain pages: brought, chosen, seen, without any script."""

from __future__ import annotations

from datetime import date

from domain.identity import synthetic_id
from tests.api.staff import Staff, people
from tests.pages.conftest import Clerk
from tests.uploads import HOSTILE, jpeg


async def test_a_surveyor_brings_a_photo_and_names_it_in_the_survey(
    clerk: Clerk, desk: Staff
) -> None:
    home = people()
    case_no = await desk.open(home)
    await desk.act("intake", case_no, "accept")
    await clerk.sign_in("jz-wangdian.surveyor")
    await clerk.open(f"/cases/{case_no}")
    page = clerk.page
    await page.click("a:has-text('照片和扫描件')")
    bad = {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": HOSTILE["the test virus"][1]}
    await page.set_input_files("#f-file", bad)  # type: ignore[arg-type]
    await page.click("button:has-text('上传')")
    assert "只能上传" in await page.inner_text("#problem")
    good = {"name": "../../x.jpg", "mimeType": "image/jpeg", "buffer": jpeg(seed=90_001)}
    await page.set_input_files("#f-file", good)  # type: ignore[arg-type]
    await page.click("button:has-text('上传')")
    assert "已上传" in await page.inner_text("main")
    async with page.expect_download() as coming:
        await page.click("a:has-text('下载')")
    download = await coming.value
    assert download.suggested_filename.startswith(case_no)
    assert (await download.path()).read_bytes() == jpeg(seed=90_001)
    await clerk.open(f"/cases/{case_no}/acts/record_survey")
    await page.check("[name=evidence]")
    for person in ("surveyors", "signed_by"):
        for box in await page.query_selector_all(f"[name={person}]"):
            await box.check()
    await page.select_option("[name=family_signature]", "m1")
    await page.click("button.big")
    assert "已办理：入户调查" in await page.inner_text("main")
    await clerk.shot("evidence")


async def test_a_reviewer_registers_an_official_and_sees_which_case_it_touches(
    clerk: Clerk, desk: Staff
) -> None:
    home = people()
    case_no = await desk.open(home)
    await clerk.sign_in("jz-wangdian.reviewer")
    await clerk.open("/relatives/new")
    page = clerk.page
    await page.select_option("[name=kind]", "village")
    await page.fill("[name=title]", "第一村村委会委员")
    await page.fill("[name=name]", "周某某")
    await page.fill("[name=id_no]", synthetic_id(date(1969, 9, 9), 333))
    await page.select_option("[name='relatives.0.kinship']", "sibling")
    await page.fill("[name='relatives.0.name']", "周某弟")
    await page.fill("[name='relatives.0.id_no']", "990101196005010110")
    await page.click("button.big")
    assert "校验码" in await page.inner_text("#problem")
    assert await page.input_value("[name='relatives.0.name']") == "周某弟"
    await page.fill("[name='relatives.0.id_no']", home["members"][0]["id_no"])
    await page.click("button.big")
    told = await page.inner_text("main")
    assert f"{case_no}：身份证号码相同，已记入案件" in told
    assert home["members"][0]["id_no"] not in told
    await page.click("button:has-text('已核查') >> nth=0")
    assert await clerk.heading() == "近亲属备案"
    await clerk.shot("relatives")
