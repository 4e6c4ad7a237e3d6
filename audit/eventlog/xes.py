"""XES (IEEE 1849): one trace a case, written as the cases come."""

from __future__ import annotations

from functools import lru_cache
from operator import attrgetter
from typing import IO, Final
from xml.sax.saxutils import quoteattr

from audit.eventlog.course import Course, Happening

_HEAD: Final = """<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1849-2016" xes.features="" xmlns="http://www.xes-standard.org/">
<extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
<extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>
<extension name="Organizational" prefix="org" uri="http://www.xes-standard.org/org.xesext"/>
<extension name="Lifecycle" prefix="lifecycle" uri="http://www.xes-standard.org/lifecycle.xesext"/>
<global scope="trace"><string key="concept:name" value="-"/></global>
<global scope="event"><string key="concept:name" value="-"/>
<date key="time:timestamp" value="1970-01-01T00:00:00+00:00"/>
<string key="lifecycle:transition" value="complete"/></global>
<classifier name="activity" keys="concept:name"/>
<classifier name="step" keys="step"/>
"""
_FOOT: Final = "</log>\n"
_BEFORE: Final = {
    "role_zh": "org:role",
    "unit": "org:group",
    "procedure": "procedure",
    "code": "code",
    "stage": "stage",
    "stage_zh": "stage_zh",
}
_AFTER: Final = {"clause": "clause", "step": "step"}
"""Keys before and after the legal day: but for that and the time, thousands of events say the same."""
_before, _after = attrgetter(*_BEFORE), attrgetter(*_AFTER)


def trace_of(course: Course) -> str:
    """One case as a trace; what is about another thing of the case names it."""
    case = course.things.get(f"case:{course.case_no}")
    facts = case.facts if case is not None else ()
    lines = ["<trace>", _string("concept:name", course.case_no)]
    lines += [_string(name, str(value)) for name, value in facts if value != ""]
    lines += [_event(happening) for happening in course.happenings]
    return "\n".join((*lines, "</trace>\n"))


def _event(happening: Happening) -> str:
    return (
        f"<event>{_string('concept:name', happening.name)}"
        f'<date key="time:timestamp" value="{happening.at.isoformat(timespec="milliseconds")}"/>'
        f"{_string('lifecycle:transition', 'complete')}"
        f"{_strings(tuple(_BEFORE.values()), _before(happening))}"
        f"{_string('legal_day', happening.on) if happening.on else ''}"
        f"{_strings(tuple(_AFTER.values()), _after(happening))}</event>"
    )


@lru_cache(maxsize=4096)
def _strings(keys: tuple[str, ...], values: tuple[str, ...]) -> str:
    return "".join(_string(key, value) for key, value in zip(keys, values, strict=True) if value)


@lru_cache(maxsize=4096)
def _string(key: str, value: str) -> str:
    return f"<string key={quoteattr(key)} value={quoteattr(value)}/>"


class XesFile:
    """Writes traces one after the other; whole only once it is closed."""

    def __init__(self, out: IO[str]) -> None:
        self._out = out
        out.write(_HEAD)

    def add(self, trace: str) -> None:
        self._out.write(trace)

    def close(self) -> None:
        self._out.write(_FOOT)
