"""That an exported history is the archived one: its line of the log, a path, a signed digest (S22)."""

from __future__ import annotations

from collections.abc import Iterable

from audit.archive.digests import Digest, digests_of
from audit.archive.log import Log, LogBroken, read_entry
from audit.archive.space import Space
from audit.archive.tree import inclusion_path, leaf_hash, proves
from audit.recompute.history import Run
from domain.base import Frozen


class RunProof(Frozen):
    """One run among the first `digest.size` entries. `line`: its entry as it stands in the log."""

    workflow_id: str
    run_id: str
    n: int
    line: str
    path: tuple[str, ...]


class Proofs(Frozen):
    """All proofs of an export stand on one digest, the newest when it was made."""

    digest: Digest
    runs: tuple[RunProof, ...]

    def refuted(self, run: Run) -> str:
        """Why this run is not the archived one, in Chinese; empty when it is, or is not spoken of."""
        proof = next((p for p in self.runs if p.run_id == run.run_id), None)
        if proof is None:
            return ""
        if not self.digest.signed:
            return "所附归档摘要的签名不符"
        line = proof.line.encode()
        try:
            entry = read_entry(line, proof.n)
            path = [bytes.fromhex(step) for step in proof.path]
        except (LogBroken, ValueError):
            return "所附归档证明不能读取"
        root = bytes.fromhex(self.digest.root)
        if not proves(leaf_hash(line), proof.n, self.digest.size, path, root):
            return "所附归档证明与归档摘要不符"
        named = (entry.workflow_id, entry.run_id, entry.sha256)
        if named != (run.workflow_id, run.run_id, run.digest):
            return "历史与归档时登记的摘要不符，内容被改动"
        return ""


def proofs_of(space: Space, runs: Iterable[Run]) -> Proofs | None:
    """Proofs for those of the runs the newest digest covers; None where there is no archive yet."""
    digests = digests_of(space)
    if not digests:
        return None
    log, digest = Log(space), digests[-1]
    log.refresh()
    at = {(e.workflow_id, e.run_id): e for e in log.entries[: digest.size]}
    leaves = log.leaves[: digest.size]
    found = [at[key] for run in runs if (key := (run.workflow_id, run.run_id)) in at]
    return Proofs(
        digest=digest,
        runs=tuple(
            RunProof(
                workflow_id=entry.workflow_id,
                run_id=entry.run_id,
                n=entry.n,
                line=entry.line().decode(),
                path=tuple(step.hex() for step in inclusion_path(leaves, entry.n)),
            )
            for entry in found
        ),
    )
