"""A township's own joint meeting (HB-26): who does there what office and convener do in the county.

Its members are its own, its agenda too; a household's matter is the county meeting's. What it
cannot settle it passes up, and that becomes a topic before the county's office.
"""

from __future__ import annotations

from domain.case.lifecycle import ROLE_ZH, Role

POSTS: dict[Role, tuple[Role, ...]] = {
    Role.REVIEWER: (Role.MEETING_OFFICE,),
    Role.TOWNSHIP_LEADER: (Role.CONVENER, Role.GENERAL_CONVENER),
}
"""Role in the township → the posts of a meeting it holds there."""
HOLDERS = {post: role for role, posts in POSTS.items() for post in posts}
_OF_BOTH = (Role.UNIT_LIAISON, Role.POLICY_ADMIN)


def roles_in(township: str, role: Role, own: str) -> tuple[Role, ...]:
    """The posts somebody holds in a meeting of that township (empty: the county's own meeting).

    `own`: the township somebody is bound to. The county's office does nothing in a township's.
    """
    if not township:
        return (role,)
    if role in _OF_BOTH:
        return (role,)
    return POSTS.get(role, ()) if own == township else ()


def holder_of(township: str, post: Role) -> Role:
    """Whose task it is when a post is asked for."""
    return HOLDERS.get(post, post) if township else post


def posts_zh(township: str, roles: tuple[Role, ...]) -> str:
    """The posts as a refusal names them."""
    return "、".join(dict.fromkeys(ROLE_ZH[holder_of(township, role)] for role in roles))
