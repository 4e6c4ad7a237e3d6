"""What every reading sub-command does alike: one line and exit 2, near matches, places by name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import NoReturn

import typer

from domain.places import PlaceInfo


def stop(message: str) -> NoReturn:
    """One line on standard error and exit code 2."""
    typer.echo(message, err=True)
    raise typer.Exit(2)


def near(codes: Iterable[str], otherwise: str) -> str:
    """The sentence that offers what was perhaps meant, or says where to look."""
    listed = "、".join(codes)
    return f"相近的有：{listed}。" if listed else otherwise


def known_place(places: dict[str, PlaceInfo], asked: str) -> PlaceInfo:
    """The place of a code; stops with near matches (by code or Chinese name) for any other."""
    if asked not in places:
        by_name = [code for code, info in places.items() if asked and asked in info.short]
        matches = by_name or get_close_matches(asked, places, n=3) or sorted(places)
        stop(f"没有地区“{asked}”。{near(matches, '')}")
    return places[asked]


def known_code(codes: Mapping[str, str], asked: str, what: str) -> str:
    """A code of a table of code to Chinese name, given as either; stops with the table otherwise."""
    by_name = {zh: code for code, zh in codes.items()}
    code = by_name.get(asked, asked)
    if code not in codes:
        matches = get_close_matches(asked, [*codes, *by_name], n=3) or [
            f"{zh}（{code}）" for code, zh in codes.items()
        ]
        stop(f"没有{what}“{asked}”。{near(matches, '')}")
    return code
