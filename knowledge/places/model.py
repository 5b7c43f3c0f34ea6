"""The nouns of places, as the rest of the house uses them."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Generic, NamedTuple, TypeVar


class UnitKind(StrEnum):
    PROVINCE = "tinh"
    CITY = "thanh_pho"


class CommuneKind(StrEnum):
    COMMUNE = "xa"
    WARD = "phuong"
    SPECIAL_ZONE = "dac_khu"


_Kind = TypeVar("_Kind", UnitKind, CommuneKind)


class Period(NamedTuple, Generic[_Kind]):
    """What a unit is from a day on, and the document that made it so; no day when it was so before."""

    kind: _Kind
    from_date: date | None
    document: str | None


@dataclass(frozen=True, slots=True)
class Province:
    """A province-level unit of today."""

    id: str
    name: str
    history: tuple[Period[UnitKind], ...]

    def kind_on(self, day: date) -> UnitKind:
        """Its kind on a day; days before its history are told its first kind."""
        return _kind_on(self.history, day)


@dataclass(frozen=True, slots=True)
class OldArea:
    """A province of before 1 July 2025, and the id of the province it lies in now."""

    id: str
    name: str
    now: str


@dataclass(frozen=True, slots=True)
class Commune:
    """A commune-level unit of today, in the province with this id."""

    name: str
    province: str
    kinds: tuple[Period[CommuneKind], ...]

    def kind_on(self, day: date) -> CommuneKind:
        """Its kind on a day; days before its history are told its first kind."""
        return _kind_on(self.kinds, day)


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is: units of today, and the old province when it was named or follows from the rest."""

    province: Province
    old_area: OldArea | None
    commune: Commune | None
    said: str  # the words of the message that named it


@dataclass(frozen=True, slots=True)
class Finding:
    """What a message says about places: one is clear, of several people are asked which."""

    places: tuple[Place, ...]
    is_certain: bool  # False when only hinted, when a name has several bearers, and when nothing was found


def _kind_on(history: tuple[Period[_Kind], ...], day: date) -> _Kind:
    kind = history[0].kind
    for period in history[1:]:
        if period.from_date is not None and period.from_date <= day:
            kind = period.kind
    return kind
