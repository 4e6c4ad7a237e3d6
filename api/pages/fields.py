"""Forms made from the JSON schema of a message: controls to show, and values read back.

Nothing typed is ever lost: `raw_of` keeps what stood in the form as text, `typed` makes values of
it and says at which field that failed. Money is shown and typed in yuan.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from api.frame.problems import FieldFault
from api.labels import HINTS, NOTES, OPTIONS, field_options, label
from domain.base import CaseRefusal
from domain.money import FEN, parse_yuan

Choices = Mapping[str, Mapping[str, str]]
"""Options known from the case, by path without row numbers: code to words."""

BLANK_ROWS: Final = 2
MOST_ROWS: Final = 60
_LONG: Final = 150
_LONG_IN_ROW: Final = 1000
_ENUM_PATTERN = re.compile(r"^\^\(([\w|]+)\)\$$")
_PERCENT = ("cpi", "food")
"""Index figures: typed in percent as they are published, held in hundredths of a percent."""
_RISE = re.compile(r"(-?)(\d{1,3})(?:\.(\d{1,2}))?", re.ASCII)
_MONEY = re.compile(r"(^|_)fen(_|$)")


@dataclass
class Control:
    """One thing to fill in. `kind`: text, area, date, number, money, select, check, checks, group
    (with `children`), rows (with `rows` of children), lines or hidden."""

    kind: str
    name: str
    label: str
    value: str = ""
    values: tuple[str, ...] = ()
    options: list[tuple[str, str]] = field(default_factory=list)
    required: bool = False
    error: str = ""
    hint: str = ""
    most: int = 0
    children: list[Control] = field(default_factory=list)
    rows: list[list[Control]] = field(default_factory=list)
    folded: bool = False
    """A group that may be left out whole."""
    note: str = ""

    @property
    def open(self) -> bool:
        """Something stands in it, or something is wrong with it."""
        return any(c.value or c.error or c.open for c in self.children)

    @property
    def id(self) -> str:
        return "f-" + self.name.replace(".", "-")


class Form:
    """The form of one message."""

    def __init__(
        self, act: str, schema: dict[str, Any], choices: Choices, hidden: Iterable[str] = ()
    ) -> None:
        self.act, self.schema, self.choices = act, schema, choices
        self.defs = schema.get("$defs", {})
        self.hidden = frozenset(hidden)

    # --- showing --------------------------------------------------------------------------------

    def controls(
        self,
        raw: Mapping[str, Any],
        errors: Iterable[FieldFault] = (),
        more: str = "",
    ) -> list[Control]:
        """`raw` as text; `more`: the list that gets further blank rows."""
        told = {e.field: e.message for e in errors}
        found = self._children(self.schema, "", raw, told, more)
        # The day and the note come last: they are rarely touched.
        return sorted(found, key=lambda c: c.name in ("on", "note"))

    def _children(
        self,
        schema: dict[str, Any],
        path: str,
        raw: Mapping[str, Any],
        told: dict[str, str],
        more: str,
        blank: bool = False,
    ) -> list[Control]:
        needed = set(schema.get("required", ()))
        return [
            self._control(
                part, f"{path}.{name}" if path else name, raw.get(name), name in needed, told, more,
                blank,
            )
            for name, part in schema.get("properties", {}).items()
            if (f"{path}.{name}" if path else name) not in self.hidden
        ]  # fmt: skip

    def _control(
        self,
        schema: dict[str, Any],
        path: str,
        raw: Any,
        required: bool,
        told: dict[str, str],
        more: str,
        blank: bool,
    ) -> Control:
        part, optional = self.resolved(schema)
        bare = _bare(path)
        made = Control(
            "text",
            path,
            label(self.act, path),
            required=required and not optional,
            error=told.get(path, ""),
            hint=HINTS.get(f"{self.act}.{bare}", HINTS.get(bare.rsplit(".", 1)[-1], "")),
            most=int(part.get("maxLength", 0)),
        )
        options = self.options(schema, path)
        default = None if blank else schema.get("default")
        text = _text(raw if raw is not None else default)
        match part.get("type"):
            case "object":
                made.kind = "group"
                inner = raw if isinstance(raw, Mapping) else {}
                # A group that may be left out begins without anything that would count as filled in.
                left_out = optional and raw is None
                made.children = self._children(part, path, inner, told, more, blank=left_out)
                made.folded, made.note = optional, NOTES.get(path, "")
                if optional:
                    for child in made.children:
                        child.required = False
            case "array" if self.resolved(part["items"])[0].get("type") == "object":
                made.kind = "rows"
                made.rows = self._rows(part["items"], path, raw, told, more)
            case "array":
                made.values = tuple(str(v) for v in raw or ())
                made.kind = "checks" if options else "lines"
                made.value = "\n".join(made.values)
                made.options = list((options or {}).items())
            case "boolean":
                made.kind = "select" if options else "check"
                made.value = text
                made.options = _with_blank(options, required and bool(text))
            case "integer" if is_money(path):
                made.kind, made.value = "money", text
            case "integer" if options is not None:
                made.kind, made.value = "select", text
                made.options = _with_blank(options, required and bool(text))
            case "integer" if bare in _PERCENT:
                made.value = text
            case "integer":
                made.kind, made.value = "number", text
            case _ if options is not None:
                made.kind, made.value = "select", text
                in_row = bare != path
                made.options = _with_blank(options, required and bool(text) and not in_row)
            case _ if part.get("format") == "date":
                made.kind, made.value, made.most = "date", text, 0
            case _:
                longest = _LONG if bare == path else _LONG_IN_ROW
                made.kind = "area" if made.most > longest else "text"
                made.value = text
        return made

    def _rows(
        self, items: dict[str, Any], path: str, raw: Any, told: dict[str, str], more: str
    ) -> list[list[Control]]:
        inner, _ = self.resolved(items)
        filled = list(raw or ())
        blanks = BLANK_ROWS * (3 if more == path else 1)
        rows = [
            self._children(inner, f"{path}.{n}", value, told, more)
            for n, value in enumerate(filled)
        ]
        for n in range(len(filled), min(len(filled) + blanks, MOST_ROWS)):
            rows.append(self._children(inner, f"{path}.{n}", {}, told, more, blank=True))
        for row in rows[len(filled) :]:
            for control in row:
                control.required = False
        return rows

    def options(self, schema: dict[str, Any], path: str) -> Mapping[str, str] | None:
        """Options of a field: from the case, from the labels, else from the schema."""
        known = self.choices.get(_bare(path))
        if known is not None:
            return known
        fixed = field_options(self.act, path)
        if fixed is not None:
            return fixed
        part, _ = self.resolved(schema)
        if part.get("type") == "array":
            part, _ = self.resolved(part["items"])
        if "enum" in part:
            words = OPTIONS.get(str(part.get("title")), {})
            return {code: words.get(code, code) for code in part["enum"]}
        matched = _ENUM_PATTERN.match(str(part.get("pattern", "")))
        return {code: code for code in matched[1].split("|")} if matched else None

    def resolved(self, schema: dict[str, Any]) -> tuple[dict[str, Any], bool]:
        """The schema behind references; True when null is allowed too."""
        if "anyOf" in schema:
            parts = [p for p in schema["anyOf"] if p.get("type") != "null"]
            found, _ = self.resolved(parts[0])
            return found, len(parts) < len(schema["anyOf"])
        if "$ref" in schema:
            return dict(self.defs[schema["$ref"].rsplit("/", 1)[-1]]), False
        return schema, False

    # --- reading back ---------------------------------------------------------------------------

    def typed(self, raw: Mapping[str, Any]) -> tuple[dict[str, Any], tuple[FieldFault, ...]]:
        """Values as the message takes them, and the fields whose text is no such value."""
        faults: list[FieldFault] = []
        return self._typed_object(self.schema, "", raw, faults), tuple(faults)

    def _typed_object(
        self, schema: dict[str, Any], path: str, raw: Mapping[str, Any], faults: list[FieldFault]
    ) -> dict[str, Any]:
        found = {}
        for name, part in schema.get("properties", {}).items():
            if name not in raw:
                continue
            at = f"{path}.{name}" if path else name
            value = self._typed(part, at, raw[name], faults)
            if value is not None:
                found[name] = value
        return found

    def _typed(self, schema: dict[str, Any], path: str, raw: Any, faults: list[FieldFault]) -> Any:
        part, _ = self.resolved(schema)
        match part.get("type"):
            case "object":
                inner = raw if isinstance(raw, Mapping) else {}
                return self._typed_object(part, path, inner, faults) if _filled(inner) else None
            case "array":
                items, _ = self.resolved(part["items"])
                if items.get("type") == "object":
                    return [
                        self._typed_object(items, f"{path}.{n}", row, faults)
                        for n, row in enumerate(raw or ())
                    ]
                return list(raw or ())
            case "boolean":
                return None if raw == "" else str(raw) == "true"
            case "integer":
                return self._integer(path, str(raw), faults)
        text = str(raw).strip() if part.get("format") == "date" else str(raw)
        return text if text != "" or schema.get("default") == "" else None

    def _integer(self, path: str, text: str, faults: list[FieldFault]) -> int | None:
        if text.strip() == "":
            return None
        if is_money(path):
            try:
                return parse_yuan(text)
            except CaseRefusal as refusal:
                faults.append(FieldFault(field=path, message=refusal.message))
                return None
        if path in _PERCENT:
            return self._percent(path, text.strip(), faults)
        plain = text.strip()
        if not plain.isascii() or not plain.isdigit() or len(plain) > 9:
            faults.append(FieldFault(field=path, message="应当填写整数，请核对。"))
            return None
        return int(plain)

    def _percent(self, path: str, text: str, faults: list[FieldFault]) -> int | None:
        """A rise as published, with at most two places, in hundredths of a percent."""
        found = _RISE.fullmatch(text.removesuffix("%"))
        if found is None:
            message = "应当填写百分数，最多两位小数，例如2.9；下降填负数。"
            faults.append(FieldFault(field=path, message=message))
            return None
        sign, whole, places = found.groups()
        return int(f"{sign}{whole}{places or '':0<2}")

    # --- between ---------------------------------------------------------------------------------

    def read(self, pairs: Iterable[tuple[str, str]]) -> dict[str, Any]:
        """What was typed, as text, in the shape of the message."""
        return flattened(raw_of(pairs), frozenset(self._text_lists(self.schema)))

    def _text_lists(self, schema: dict[str, Any]) -> Iterator[str]:
        part, _ = self.resolved(schema)
        for name, inner in part.get("properties", {}).items():
            found, _ = self.resolved(inner)
            if found.get("type") == "object":
                yield from self._text_lists(found)
            elif found.get("type") == "array":
                items, _ = self.resolved(found["items"])
                if items.get("type") == "object":
                    yield from self._text_lists(items)
                else:
                    yield name

    def shown(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Values as JSON made into the text a form shows: fen as yuan."""
        return {name: _shown(name, value) for name, value in values.items()}


def raw_of(pairs: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """The tree behind dotted names; rows in order, rows without any text dropped."""
    tree: dict[str, Any] = {}
    for name, text in pairs:
        if name.startswith("_") or not re.fullmatch(r"[\w.]{1,120}", name):
            continue
        parts = name.split(".")
        at = tree
        for part in parts[:-1]:
            below = at.setdefault(part, {})
            if not isinstance(below, dict):
                break
            at = below
        else:
            last = parts[-1]
            known = at.get(last)
            if isinstance(known, list):
                known.append(text)
            else:
                at[last] = [text] if known is None else [*_listed(known), text]
    settled = _settled(tree)
    return settled if isinstance(settled, dict) else {}


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _settled(node: Any) -> Any:
    if isinstance(node, list):
        return node
    if isinstance(node, dict) and node and all(k.isdigit() for k in node):
        rows = [_settled(node[k]) for k in sorted(node, key=int)]
        return [row for row in rows if _filled(row)]
    return {k: _settled(v) for k, v in node.items()}


def flattened(raw: Mapping[str, Any], schema_lists: frozenset[str]) -> dict[str, Any]:
    """The last text of each field (an unticked box says `false` before a ticked one says `true`),
    all of them where the field holds several."""
    found: dict[str, Any] = {}
    for name, value in raw.items():
        if isinstance(value, Mapping):
            found[name] = flattened(value, schema_lists)
        elif isinstance(value, list) and value and isinstance(value[0], Mapping):
            found[name] = [flattened(row, schema_lists) for row in value]
        elif name in schema_lists:
            found[name] = [
                line.strip() for text in value for line in text.splitlines() if line.strip()
            ]
        else:
            found[name] = value[-1] if isinstance(value, list) and value else ""
    return found


def is_money(path: str) -> bool:
    return bool(_MONEY.search(path.rsplit(".", 1)[-1]))


def _filled(value: Any) -> bool:
    if isinstance(value, Mapping):
        return any(_filled(v) for v in value.values())
    if isinstance(value, list):
        return any(_filled(v) for v in value)
    return bool(str(value).strip())


def _bare(path: str) -> str:
    return ".".join(p for p in path.split(".") if not p.isdigit())


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _shown(name: str, value: Any) -> Any:
    if isinstance(value, Mapping):
        return {k: _shown(k, v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_shown(name, v) for v in value]
    if is_money(name) and isinstance(value, int) and not isinstance(value, bool):
        return f"{value // FEN}.{value % FEN:02d}" if value % FEN else str(value // FEN)
    return _text(value)


def _with_blank(options: Mapping[str, str] | None, chosen: bool) -> list[tuple[str, str]]:
    found = list((options or {}).items())
    if chosen or any(code == "" for code, _ in found):
        return found
    return [("", "请选择"), *found]
