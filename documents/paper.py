"""From a template and its values to a finished paper with its digest."""

from __future__ import annotations

import hashlib
from functools import lru_cache

from jinja2 import Environment, PackageLoader, StrictUndefined

from documents.wording import NOT_SET, date_zh, fact_zh
from domain.base import Frozen
from domain.money import yuan_zh


class Rendered(Frozen):
    """A paper ready to print. `digest` is the SHA-256 (hex) of `html` in UTF-8."""

    title: str
    html: str
    digest: str


class Figure(Frozen):
    """A value of the law as printed: its text, and whether it is demonstration data."""

    text: str = NOT_SET
    demo: bool = False

    @property
    def known(self) -> bool:
        return self.text != NOT_SET


def finished(template: str, title: str, **values: object) -> Rendered:
    """The paper. The same values give the same bytes; a value a template misses is a fault."""
    html = _environment().get_template(template).render(title=title, **values)
    return Rendered(title=title, html=html, digest=hashlib.sha256(html.encode()).hexdigest())


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
