"""What kind of low-income person somebody is: one class each (JZ-01).

A person in two programmes is of the class that stands first.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Final

from domain.programme import Programme


class Klass(StrEnum):
    TEKUN = "tekun"
    DIBAO = "dibao"
    EDGE = "edge"
    MONITORED = "monitored"
    RIGID = "rigid"
    OTHER = "other"


KLASS_ZH: Final = {
    Klass.TEKUN: "特困人员",
    Klass.DIBAO: "最低生活保障对象",
    Klass.EDGE: "低保边缘家庭成员",
    Klass.MONITORED: "防返贫监测户",
    Klass.RIGID: "刚性支出困难家庭成员",
    Klass.OTHER: "其他低收入人口",
}
_BY_PROGRAMME: Final = {
    Programme.TEKUN: Klass.TEKUN,
    Programme.DIBAO: Klass.DIBAO,
    Programme.EDGE: Klass.EDGE,
    Programme.RIGID: Klass.RIGID,
}


def class_of(programme: Programme) -> Klass:
    return _BY_PROGRAMME.get(programme, Klass.OTHER)


def first_of(classes: Iterable[Klass]) -> Klass:
    """The one class of a person who is in several."""
    order = list(Klass)
    return min(classes, key=order.index, default=Klass.OTHER)
