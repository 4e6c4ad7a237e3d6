"""From a template and its values to a finished paper with its digest."""

from __future__ import annotations

import hashlib
from functools import lru_cache

from jinja2 import BaseLoader, Environment, PackageLoader, StrictUndefined, meta

from documents.wording import NOT_SET, date_zh, fact_zh
from domain.base import Frozen
from domain.money import yuan_zh


class Rendered(Frozen):
    """A paper ready to print. `digest` is the SHA-256 (hex) of `html` in UTF-8.

    `edition` is the version of its template: it changes when a word of the template, of a part it
    uses, or of the style changes, and stands at the foot of the paper (JZ-59).
    """

    title: str
    html: str
    digest: str
    edition: str = ""


class Figure(Frozen):
    """A value of the law as printed: its text, and whether it is demonstration data."""

    text: str = NOT_SET
    demo: bool = False

    @property
    def known(self) -> bool:
        return self.text != NOT_SET


def finished(template: str, title: str, **values: object) -> Rendered:
    """The paper. The same values give the same bytes; a value a template misses is a fault."""
    version = edition(template)
    html = _environment().get_template(template).render(title=title, edition=version, **values)
    digest = hashlib.sha256(html.encode()).hexdigest()
    return Rendered(title=title, html=html, digest=digest, edition=version)


@lru_cache(maxsize=128)
def edition(template: str) -> str:
    """The version of a template with all it extends, includes and imports: eight hex digits."""
    environment, found, open_ = _environment(), {}, [template]
    while open_:
        name = open_.pop()
        if name in found:
            continue
        source, _, _ = loader_of(environment).get_source(environment, name)
        found[name] = source
        parts = meta.find_referenced_templates(environment.parse(source))
        open_ += [part for part in parts if part is not None]
    text = "\0".join(f"{name}\0{found[name]}" for name in sorted(found))
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def templates(folder: str) -> tuple[str, ...]:
    """The names of the templates of a folder, without ending, sorted."""
    listed = loader_of(_environment()).list_templates()
    mine = (n.removeprefix(f"{folder}/") for n in listed if n.startswith(f"{folder}/"))
    return tuple(sorted(n.removesuffix(".html") for n in mine))


def loader_of(environment: Environment) -> BaseLoader:
    if environment.loader is None:
        raise RuntimeError("the papers have no templates")
    return environment.loader


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("documents"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )
    environment.filters |= {"date_zh": date_zh, "fact_zh": fact_zh, "yuan_zh": yuan_zh}
    return environment
