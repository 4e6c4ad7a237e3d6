"""Writes the demonstration users into both READMEs, from what `store.users` seeds.

python -m docs.demo_users            renew the tables
python -m docs.demo_users --check    exit 1 when one is stale
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from domain.case.lifecycle import ROLE_ZH, TOWNSHIP_ROLES, Role
from domain.places import PlaceInfo
from runtime.packs import load
from store.users import DEMO_PASSWORD, demo_users

ROOT = Path(__file__).parents[1]
BEGINS, ENDS = "<!-- demo users -->\n", "<!-- end of demo users -->\n"
SHOWN = "jiaozuo"
"""The place whose users stand in the table; the others' differ in the part before the first dot."""

_WORDS = {
    "README.md": (
        f"All of them sign in with `{DEMO_PASSWORD}`. Two stand where the law wants two people.",
        ("Role", "中文", "User at Jiaozuo"),
        "Elsewhere the part before the first dot is another: that of the place for the county's"
        " roles, that of the township for its own.",
        ("Place", "County", "Townships and street offices"),
    ),
    "README.zh-CN.md": (
        f"密码均为`{DEMO_PASSWORD}`。法规要求两人办理的，各有两个。",
        ("岗位代码", "岗位", "焦作市的用户"),
        "其他地方只是第一个点之前的部分不同：县级岗位用地方前缀，乡镇（街道）岗位用乡镇（街道）前缀。",
        ("地方", "县级前缀", "乡镇（街道）前缀"),
    ),
}


def section(readme: str) -> str:
    """What stands between the marks of a README, `README.md` or `README.zh-CN.md`."""
    first, role_head, then, place_head = _WORDS[readme]
    places = load().places
    roles = _table(role_head, [_role(role, places[SHOWN]) for role in _roles(places[SHOWN])])
    where = _table(place_head, [_place(places[code]) for code in sorted(places)])
    return "\n\n".join((first, roles, then, where)) + "\n"


def _roles(place: PlaceInfo) -> list[Role]:
    there = {user.role for user in demo_users(place)}
    return [role for role in Role if role in there]


def _role(role: Role, place: PlaceInfo) -> tuple[str, str, str]:
    ids = [user.id for user in demo_users(place) if user.role == role]
    if role in TOWNSHIP_ROLES:
        first = place.townships[0].code
        ids = [one for one in ids if one.startswith(f"{first}.")]
    return f"`{role}`", ROLE_ZH[role], ", ".join(f"`{one}`" for one in ids)


def _place(place: PlaceInfo) -> tuple[str, str, str]:
    townships = ", ".join(f"`{t.code}` {t.zh}" for t in place.townships)
    return place.zh, f"`{place.abbr}`", townships


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def renewed(readme: str) -> str:
    """The README with its section as it should be."""
    text = (ROOT / readme).read_text("utf-8")
    before, rest = text.split(BEGINS)
    return before + BEGINS + section(readme) + ENDS + rest.split(ENDS)[1]


def stale() -> tuple[str, ...]:
    """The READMEs that are not what the seeds say now."""
    return tuple(name for name in _WORDS if (ROOT / name).read_text("utf-8") != renewed(name))


def main(arguments: Sequence[str]) -> int:
    """Exit code: 0 done or fresh, 1 stale."""
    old = stale()
    if "--check" in arguments:
        for name in old:
            sys.stderr.write(f"{name} is stale: run `python -m docs.demo_users`\n")
        return 1 if old else 0
    for name in old:
        (ROOT / name).write_text(renewed(name), "utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
