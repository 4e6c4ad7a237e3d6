"""What the forms of a month's payment offer and begin with: lines that came back, kinds, sums."""

from __future__ import annotations

from typing import Any

from api.frame.door import Door
from api.pages.choices import Options
from domain.money import yuan
from domain.pay.file import PayFile
from store.funds import shortfall


async def pay_choices(door: Door, file: PayFile, act: str) -> Options:
    """Options of an act's fields, by path."""
    if act == "release_first":
        kinds = await door.read(shortfall.unfunded, file.order.run)
        return {"later": {k.code: f"{k.zh}（{k.count}笔，{yuan(k.fen)}元）" for k in kinds}}
    back = [r for r in file.returns if r.state == "open"]
    if act in ("zero_line", "suspend_line") and not back:
        return {}
    return {"obligation": {r.obligation: f"{r.obligation.split('/')[0]}（{r.zh}）" for r in back}}


def pay_values(file: PayFile, act: str) -> dict[str, Any]:
    """What the officer signs: the list as it stands now."""
    match act:
        case "submit_list":
            return {
                "count": file.payable_count,
                "total_fen": file.payable_fen,
                "digest": file.payable_digest,
            }
        case "release_funds":
            return {"amount_fen": file.payable_fen}
        case "release_rest" if file.deferred is not None:
            return {"amount_fen": file.deferred.fen}
    return {}
