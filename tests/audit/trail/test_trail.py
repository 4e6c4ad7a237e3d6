"""Nobody changes, drops, slips in or reorders a line of the operators' log unseen (S21)."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from audit.archive.digests import digests_of, public_key
from audit.archive.holders import drops, file_name, letter
from audit.archive.space import DirectorySpace
from audit.archive.tree import Tree, consistency_path, extends, leaf_hash
from audit.commands import audit_app
from audit.trail.proof import growth_proof, line_proof
from audit.trail.verify import verify_trail
from tests.audit.trail.attacks import ATTACKS, RING, Attack, Office, office, row

TIMES = 90
"""Of each attack, at random places: more than a thousand together."""


@pytest.fixture(scope="module")
def honest() -> Office:
    return office()


def found(it: Office) -> list[str]:
    key = public_key(RING)
    return verify_trail(it.space, it.rows, held=[it.held], keys=[key]).faults


def test_an_honest_log_is_whole_and_says_how_much_of_it_was_compared(honest: Office) -> None:
    check = verify_trail(honest.space, honest.rows, held=[honest.held], keys=[public_key(RING)])
    assert check.faults == [] and check.rows == check.entries == 24 and check.open == 0
    young = row(200)
    young.at = digests_of(honest.space)[-1].made_at
    later = verify_trail(honest.space, [*honest.rows, young])
    assert later.whole and later.fresh == 1, "a line of this minute is not a forgery"


@pytest.mark.rule("AUD-31")
@pytest.mark.parametrize("attack", ATTACKS, ids=lambda a: a.__name__)
def test_no_attack_on_the_table_or_the_trail_goes_unseen(attack: Attack, honest: Office) -> None:
    unseen = []
    for seed in range(TIMES):
        it = honest.copy()
        attack(it, random.Random(seed))  # noqa: S311
        if not found(it):
            unseen.append(seed)
    assert unseen == []


def test_what_was_done_to_which_line_is_said(honest: Office) -> None:
    it = honest.copy()
    it.rows[3].who = "nobody"
    del it.rows[7]
    it.rows.insert(19, row(41))
    check = verify_trail(it.space, it.rows)
    assert check.changed == [8, 16, 41]
    assert check.faults == [
        "第8号操作记录与存证不符，记录被改动",
        "第16号操作记录已从数据库中删除",
        "第41号操作记录没有存证，是事后补入的，或者存证工作中断过",
    ]


def test_a_digest_of_the_archive_is_not_taken_for_one_of_the_log(honest: Office) -> None:
    it = honest.copy()
    other = it.held.model_copy(update={"format": "doudi-archive/1"})
    assert verify_trail(it.space, it.rows, held=[other]).whole, "another log's head is passed over"
    assert file_name(other) != file_name(it.held), "a holder's share keeps both"
    assert "doudi audit trail verify" in letter(it.held)[1]


@given(st.data(), st.integers(1, 70))
def test_a_trail_that_only_grew_is_proved_to_have_grown(data: st.DataObject, size: int) -> None:
    leaves = [leaf_hash(bytes([n])) for n in range(size)]
    before = data.draw(st.integers(1, size))
    old, new = Tree(), Tree()
    old.extend(leaves[:before])
    new.extend(leaves)
    path = consistency_path(leaves, before)
    assert extends(before, old.root, size, new.root, path)
    other = data.draw(st.integers(0, before - 1))
    forged = [*leaves[:other], leaf_hash(b"forged"), *leaves[other + 1 :]]
    changed = Tree()
    changed.extend(forged)
    assert not extends(before, old.root, size, changed.root, consistency_path(forged, before))


def test_proofs_hold_and_a_changed_one_does_not(honest: Office) -> None:
    line = line_proof(honest.space, 24)
    growth = growth_proof(honest.space, digests_of(honest.space)[1])
    assert line is not None and line.holds and line.line.id == 24
    assert growth is not None and growth.holds
    lied = line.line.model_copy(update={"who": "nobody"})
    assert not line.model_copy(update={"line": lied}).holds
    shrunk = growth.before.model_copy(update={"root": growth.digest.root})
    assert not growth.model_copy(update={"before": shrunk}).holds
    assert line_proof(honest.space, 25) is None, "a number the log never had"


async def test_at_the_terminal_a_proof_is_made_checked_and_refused(
    honest: Office, tmp_path: Path
) -> None:
    space = DirectorySpace(tmp_path / "trail")
    for name, raw in honest.space.objects.items():
        space.put_new(name, raw)
    share = tmp_path / "share"
    share.mkdir()
    for hand in drops([share]).values():
        await hand(digests_of(honest.space)[0])
    [given_out] = share.iterdir()
    at = str(tmp_path / "trail")
    whole = CliRunner().invoke(
        audit_app, ["trail", "verify", at, "--files-only", "--held", str(given_out)]
    )
    assert whole.exit_code == 0 and "没有被改动" in whole.output, whole.output
    for args in (["24"], ["--since", str(given_out)]):
        made = CliRunner().invoke(audit_app, ["trail", "prove", *args, "--from", at])
        proof = tmp_path / "proof.json"
        proof.write_text(made.stdout)
        assert CliRunner().invoke(audit_app, ["trail", "check", str(proof)]).exit_code == 0
        proof.write_text(
            made.stdout.replace('"n": ', '"n": 1').replace('"path": [', '"path": ["00",')
        )
        refused = CliRunner().invoke(audit_app, ["trail", "check", str(proof)])
        assert refused.exit_code == 1 and "证明" in refused.output
    none = CliRunner().invoke(audit_app, ["trail", "prove", "999", "--from", at])
    assert none.exit_code == 1 and "999" in none.output
