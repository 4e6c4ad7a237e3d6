"""The two things every value and every refusal in the house is made of."""

from __future__ import annotations

import contextlib
import hashlib
import json
import re
from collections import OrderedDict
from collections.abc import Mapping
from datetime import date
from typing import Any

from pydantic import BaseModel, ConfigDict, GetCoreSchemaHandler
from pydantic_core import CoreSchema, PydanticKnownError, core_schema

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _exact(schema: Any, of: type[BaseModel]) -> Any:
    """The schema of a model with its whole numbers and days taken as they are or not at all."""
    if isinstance(schema, list):
        return [_exact(part, of) for part in schema]
    if isinstance(schema, tuple):
        return tuple(_exact(part, of) for part in schema)
    if not isinstance(schema, dict):
        return schema
    match schema.get("type"):
        case "int":
            return {**schema, "strict": True}
        case "date":
            # Histories are read as JSON, where no function of ours costs anything.
            return core_schema.json_or_python_schema(
                {**schema, "strict": True},
                core_schema.no_info_before_validator_function(_a_day, schema),
            )
        case "json-or-python":
            return schema  # a day that was made exact with the model it stands in
        case "model" if schema["cls"] is not of and issubclass(schema["cls"], Frozen):
            return schema  # a part that was made exact when it was defined
    # The default of a field is a value, the keys of an object are texts in JSON.
    return {
        key: part if key in ("default", "keys_schema", "metadata") else _exact(part, of)
        for key, part in schema.items()
    }


def _a_day(value: object) -> object:
    if isinstance(value, date) or (isinstance(value, str) and _DAY.fullmatch(value)):
        return value
    raise PydanticKnownError("date_type")


class Frozen(BaseModel):
    """A value: never changed after it is made, and refusing fields it does not know.

    What was sent never stands in the text of a validation error: servers log it in clear. A whole
    number is a whole number, not a fraction, a text or a yes; a day is `2026-11-02`, not a count
    of seconds (S16).
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: type[BaseModel], handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        exact: CoreSchema = _exact(handler(source), source)
        return exact

    def __eq__(self, other: object) -> bool:
        """As Pydantic's own, without what no value of ours has: private or unknown fields, generics."""
        if self is other:
            return True
        if not isinstance(other, BaseModel):
            return NotImplemented
        return type(self) is type(other) and self.__dict__ == other.__dict__


class CaseRefusal(Exception):
    """An act that is not lawful now. `message` is a full Chinese sentence saying what would be.

    `code` is stable and machine-readable, `clause` names the rule (`57号 Art 19`, `JZ-23`).
    The message must never hold personal data: the server logs it in clear.
    """

    def __init__(self, code: str, message: str, clause: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.clause = clause


def digest_of(value: Any, *, without: frozenset[str] = frozenset()) -> str:
    """SHA-256 (hex) of the canonical JSON of a value, independent of field or key order.

    Fields that hold their default are left out, so that a field added later, empty in old files,
    leaves every digest given before as it was. Fields of a model named in `without` are left out
    at any depth.
    """
    if isinstance(value, BaseModel):
        return hashlib.sha256(_text_of(value, without).encode()).hexdigest()
    return hashlib.sha256(_canonical(value).encode()).hexdigest()


_canonical = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


def _text_of(value: BaseModel, without: frozenset[str]) -> str:
    """The canonical text. That of a great part thousands of files have in common (the rules of a
    place: four fifths of a case) is written once and put where it belongs.
    """
    apart = {
        field: inner for field, part in value.__dict__.items() if (inner := _apart(type(part)))
    }
    plain = value.model_dump(
        mode="json",
        exclude_defaults=True,
        exclude={field: {inner} for field, inner in apart.items()} or None,
    )
    kept = {f"\0{field}": (field, inner) for field, inner in apart.items() if field in plain}
    for mark, (field, inner) in kept.items():
        plain[field][inner] = mark
    if without:
        _strip(plain, without)
    text = _canonical(plain)
    for mark, (field, inner) in kept.items():
        written = _canonical(mark)
        if text.count(written) != 1:  # somebody's words are our mark
            return _canonical(
                _stripped(value.model_dump(mode="json", exclude_defaults=True), without)
            )
        text = text.replace(written, _kept_text(getattr(value, field), inner, without))
    return text


_APART: dict[type, str] = {}


def _apart(kind: type) -> str:
    """The great part of values of a type, if it says which; asking a model's class is slow."""
    found = _APART.get(kind)
    if found is None:
        found = _APART[kind] = str(getattr(kind, "TEXT_KEPT", ""))
    return found


Kept = OrderedDict[tuple[int, frozenset[str]], tuple[Any, str]]
"""Texts of things by their identity in memory, oldest first; each is held with its text."""

_MOST_PARTS, _MOST_VALUES = 128, 8192  # not law: how much memory is spent on texts
_PARTS, _VALUES = Kept(), Kept()


def _kept_text(owner: BaseModel, inner: str, without: frozenset[str]) -> str:
    part = getattr(owner, inner)
    found = _found(_PARTS, part, without)
    if found is None:
        found = _text_of_values(owner, inner, part, without)
        _keep(_PARTS, _MOST_PARTS, part, without, found)
    return found


def _found(kept: Kept, thing: object, without: frozenset[str]) -> str | None:
    held, text = kept.get((id(thing), without), (None, None))
    return text if held is thing else None


def _keep(kept: Kept, most: int, thing: object, without: frozenset[str], text: str) -> None:
    while len(kept) >= most:
        with contextlib.suppress(KeyError):  # another thread took the last
            kept.popitem(last=False)
    kept[(id(thing), without)] = (thing, text)


def _text_of_values(
    owner: BaseModel, inner: str, part: Mapping[str, BaseModel], without: frozenset[str]
) -> str:
    """Value by value: another stage's rules are mostly the same values."""
    if not all(isinstance(value, BaseModel) for value in part.values()):
        plain = owner.model_dump(mode="json", exclude_defaults=True, include={inner})
        return _canonical(_stripped(plain, without)[inner])
    names = (name for name in sorted(part) if name not in without)
    written = ",".join(f"{_canonical(n)}:{_of_one(part[n], without)}" for n in names)
    return "{" + written + "}"


def _of_one(value: BaseModel, without: frozenset[str]) -> str:
    text = _found(_VALUES, value, without)
    if text is None:
        plain = value.model_dump(mode="json", exclude_defaults=True)
        text = _canonical(_stripped(plain, without))
        _keep(_VALUES, _MOST_VALUES, value, without, text)
    return text


def _stripped(plain: Any, without: frozenset[str]) -> Any:
    if without:
        _strip(plain, without)
    return plain


def _strip(value: Any, without: frozenset[str]) -> None:
    """In place, and no call for a leaf: a file has thousands, and every act asks for its digest.

    By exact type: in a workflow's sandbox `isinstance` is a detour of a microsecond. Values of JSON
    are of these types and no subtype.
    """
    if type(value) is dict:
        for name in without:
            value.pop(name, None)
        value = value.values()
    for item in value:
        if type(item) is dict or type(item) is list:
            _strip(item, without)
