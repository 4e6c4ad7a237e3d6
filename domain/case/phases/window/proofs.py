"""证明和告知承诺: asked only when the department failed, promised where the place allows (YC-11, YC-12)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from domain.authorisation import is_adult
from domain.case import acts
from domain.case.acts import Verdict
from domain.case.file import CaseFile, Rulebook, require
from domain.window.papers import Promise, Proof, givers, obtained_from, promisable, proof_names

CLAUSE = "57号 Art 10; YC-12"


def must_not_be_obtainable(file: CaseFile, code: str) -> None:
    """Refuses to ask the family for what a department gives, naming the department."""
    department = obtained_from(file.law, code, _failed(file))
    name = proof_names(file.law).get(code, code)
    require(
        not department,
        "paper_obtainable",
        f"“{name}”可以通过信息核对向{department}取得，不得要求申请人提交；"
        "该部门未能答复并已登记免等的，再要求补充证明。",
        CLAUSE,
    )


def request_proof(file: CaseFile, act: acts.RequestProof) -> CaseFile:
    names = proof_names(file.law)
    require(
        act.paper in names and givers(file.law, act.paper),
        "paper_not_asked",
        "受理以后不得再要求清单以外的材料；只有部门核对未能取得的证明可以要求补充。",
        "YC-10; 57号 Art 10",
    )
    must_not_be_obtainable(file, act.paper)
    require(
        all(p.paper != act.paper for p in file.proofs),
        "already_asked",
        f"“{names.get(act.paper, '')}”已经要求补充，等待家庭提交。",
        CLAUSE,
    )
    return file.having(proofs=(*file.proofs, Proof(paper=act.paper, asked_on=act.on)))


def supply_proof(file: CaseFile, act: acts.SupplyProof) -> CaseFile:
    require(
        act.paper in {p.paper for p in open_proofs(file)},
        "proof_unknown",
        "没有要求补充这项证明，或者已经登记提交，无需办理。",
        CLAUSE,
    )
    return file.having(
        proofs=tuple(
            p.model_copy(update={"supplied_on": act.on}) if p.paper == act.paper else p
            for p in file.proofs
        )
    )


def make_promise(file: CaseFile, act: acts.MakePromise, missing: tuple[str, ...] = ()) -> CaseFile:
    law, allowed = file.law, promisable(file.law)
    names = proof_names(law)
    require(
        act.paper in allowed,
        "promise_not_allowed",
        "本地没有规定这项材料可以告知承诺代替。"
        + (
            f"可以告知承诺的材料为：{'、'.join(names.get(c, c) for c in allowed)}。"
            if allowed
            else ""
        ),
        "YC-11",
    )
    require(
        act.paper in missing or act.paper in {p.paper for p in open_proofs(file)},
        "paper_not_missing",
        "这项材料没有要求家庭提交，不需要承诺。",
        "YC-11",
    )
    signer = file.household.member(act.signed_by)
    require(
        signer is not None and is_adult(signer, act.on, law.count("papers.adult_age")),
        "signer_not_adult",
        "承诺书应当由成年家庭成员签署。",
        "YC-11",
    )
    require(
        act.notice_read,
        "notice_not_read",
        f"签署承诺前，应当先告知：{law.text('papers.promise_notice')}",
        "YC-11",
    )
    promise = Promise(
        paper=act.paper,
        notice=law.text("papers.promise_notice"),
        commitment=act.commitment,
        signed_by=act.signed_by,
        on=act.on,
    )
    return file.having(promises=(*file.promises, promise))


def verify_promise(file: CaseFile, act: acts.VerifyPromise) -> CaseFile:
    require(
        act.paper in {p.paper for p in unverified(file)},
        "promise_unknown",
        "没有待核实的这项承诺。",
        "YC-11",
    )
    found = {
        "verified_on": act.on,
        "true": act.verdict is Verdict.CONFIRMED,
        "finding": act.reason,
    }
    return file.having(
        promises=tuple(
            p.model_copy(update=found) if p.paper == act.paper and p.verified_on is None else p
            for p in file.promises
        )
    )


def open_proofs(file: CaseFile) -> tuple[Proof, ...]:
    """Asked, and neither brought nor promised."""
    promised = {p.paper for p in file.promises}
    return tuple(p for p in file.proofs if p.supplied_on is None and p.paper not in promised)


def unverified(file: CaseFile) -> tuple[Promise, ...]:
    """Promises whose facts nobody has looked at yet: the list for later verification."""
    return tuple(p for p in file.promises if p.verified_on is None)


def _failed(file: CaseFile) -> tuple[str, ...]:
    return file.check.waived if file.check else ()


OCCASION: Mapping[str, Callable[[CaseFile], bool]] = {
    "request_proof": lambda f: bool(_failed(f)),
    "supply_proof": lambda f: bool(open_proofs(f)),
    "make_promise": lambda f: bool(promisable(f.law)),
    "verify_promise": lambda f: bool(unverified(f)),
}
RULES: Rulebook = {
    "request_proof": request_proof,
    "supply_proof": supply_proof,
    "verify_promise": verify_promise,
}
