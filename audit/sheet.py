"""The one look of everything auditors print or hand on: a page without script or outside files."""

from __future__ import annotations

from typing import Final

from jinja2 import Environment, StrictUndefined

_ENVIRONMENT: Final = Environment(autoescape=True, trim_blocks=True, undefined=StrictUndefined)

_SHEET: Final = """<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>{{ title }}</title>
<style>
body{font:15px/1.6 "Noto Sans CJK SC","Microsoft YaHei",sans-serif;margin:2rem auto;max-width:64rem;
padding:0 1rem;color:#111}
h1{font-size:1.5rem}h2{font-size:1.1rem;margin:1.6rem 0 .4rem}
table{border-collapse:collapse;width:100%;margin:.4rem 0}
th,td{border:1px solid #767676;padding:.25rem .5rem;text-align:left;vertical-align:top;
overflow-wrap:anywhere}
th{background:#f2f2f2}
.verdict{border:2px solid;padding:.6rem 1rem;font-weight:bold}
.passed{color:#0b5d1e}.failed{color:#a30000}
code,.digest{font:.8rem monospace;overflow-wrap:anywhere}
@media print{body{margin:0;max-width:none}thead{display:table-header-group}tr{break-inside:avoid}}
[[style]]</style></head><body>
<h1>{{ title }}</h1>
{% macro head(names) %}<thead><tr>{% for n in names %}<th scope="col">{{ n }}</th>{% endfor %}
</tr></thead>{% endmacro %}
[[body]]</body></html>
"""


def sheet(title: str, body: str, /, *, style: str = "", **values: object) -> str:
    """The page of that title; `body` is a template for what stands under it, `values` what it names.

    Every value is escaped, one it names and nobody gave is an error; `head(names)` writes the heads
    of a table. `style` is added for what only this page has.
    """
    whole = _SHEET.replace("[[style]]", style).replace("[[body]]", body)
    return _ENVIRONMENT.from_string(whole).render(title=title, **values)
