"""Which value of the law holds for a place on a day: looked up, never borrowed from another place."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from domain.base import digest_of
from domain.calendar import WorkingCalendar
from domain.policy import (
    FOLLOWS,
    NATIONAL,
    DatedValue,
    Definition,
    Definitions,
    PolicyValue,
    Snapshot,
    Source,
    Status,
)


def resolve(
    definitions: Definitions,
    place: str,
    on: date,
    names: Iterable[str],
    calendar: WorkingCalendar,
    *,
    place_zh: str = "",
    chain: tuple[str, ...] = (),
    production: bool = False,
) -> Snapshot:
    """The snapshot of `names` for `place` on the day `on`.

    The nearest level that says something on that day decides; a place may say `not_set` to
    state that the national value does not apply there. `chain` lists the levels from far to
    near and is `(national, place)` unless given. In production a demonstration value is as if
    nobody had written it. A name no pack defines is told apart in `undefined`: a programme has the
    rules its packs define, and reading any other is a KeyError.
    """
    levels = chain or (NATIONAL, place)
    asked = sorted(set(names))
    values = {
        name: resolve_one(definitions, levels, on, name, production=production)
        for name in asked
        if defined(definitions, name)
    }
    snapshot = Snapshot(
        place=place,
        place_zh=place_zh,
        on=on,
        values=values,
        calendar=calendar,
        undefined=tuple(name for name in asked if name not in values),
    )
    return snapshot.model_copy(update={"digest": digest_of(snapshot)})


def resolve_one(
    definitions: Definitions,
    levels: tuple[str, ...],
    on: date,
    name: str,
    *,
    production: bool = False,
) -> PolicyValue:
    """What the nearest of `levels` (far to near) says about `name` on that day.

    A programme whose document is silent on a matter may follow another's (`tekun.follows`): what
    the other has on that day then holds here too, and says so in its source.
    """
    known = [definitions[level][name] for level in levels if name in definitions.get(level, {})]
    for definition in reversed(known):
        dated = definition.on(on)
        if dated is not None and not (production and dated.status is Status.DEMO):
            return _value(definition, dated)
    if not name.endswith(FOLLOWS):
        borrowed = _borrowed(definitions, levels, on, name, production=production)
        if borrowed is not None:
            return borrowed
    if not known:
        raise KeyError(f"no pack defines the policy {name}")
    return _unset(known[0], name)


def defined(definitions: Definitions, name: str) -> bool:
    """Whether the nation knows a rule of this name, its own or one it follows another's in."""
    national = definitions.get(NATIONAL, {})
    if name in national:
        return True
    programme, _, rest = name.partition(".")
    link = national.get(programme + FOLLOWS)
    return link is not None and any(f"{model}.{rest}" in national for model in link.options)


def _borrowed(
    definitions: Definitions, levels: tuple[str, ...], on: date, name: str, *, production: bool
) -> PolicyValue | None:
    programme, _, rest = name.partition(".")
    link = definitions.get(NATIONAL, {}).get(programme + FOLLOWS)
    if link is None:
        return None
    follows = resolve_one(definitions, levels, on, programme + FOLLOWS, production=production)
    model = follows.value if isinstance(follows.value, str) else link.options[0]
    if not defined(definitions, f"{model}.{rest}"):
        return None
    found = resolve_one(definitions, levels, on, f"{model}.{rest}", production=production)
    if follows.status is Status.NOT_SET or found.status is Status.NOT_SET:
        return PolicyValue(
            name=name, zh=found.zh, unit=found.unit, status=Status.NOT_SET, level=found.level
        )
    demo = Status.DEMO in (follows.status, found.status)
    return found.model_copy(
        update={
            "name": name,
            "status": Status.DEMO if demo else found.status,
            "source": Source(doc=f"{found.cite}（依{follows.cite}参照办理）"),
        }
    )


def _unset(definition: Definition, name: str) -> PolicyValue:
    return PolicyValue(
        name=name,
        zh=definition.zh,
        unit=definition.unit,
        status=Status.NOT_SET,
        level=definition.level,
    )


def _value(definition: Definition, dated: DatedValue) -> PolicyValue:
    return PolicyValue(
        name=definition.name,
        zh=definition.zh,
        unit=definition.unit,
        value=dated.value,
        since=dated.since,
        until=dated.until,
        source=dated.source,
        status=dated.status,
        level=definition.level,
    )
