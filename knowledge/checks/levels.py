"""Support levels must name known items, units, documents and places, and may not contradict each other."""

from collections.abc import Iterator
from datetime import date
from itertools import combinations

from knowledge.errors import Problem
from knowledge.loader import Content
from knowledge.model import Level, LevelStatus, Use
from knowledge.places.places import Places

_FILE = "sources/levels.yaml"


def check_levels(content: Content, places: Places) -> Iterator[Problem]:
    rows = content.levels.rows.values()
    for level in rows:
        if level.item not in content.levels.items:
            yield Problem(_FILE, level.id, "item", f"no item called {level.item}")
        if level.unit is not None and level.unit not in content.levels.units:
            yield Problem(_FILE, level.id, "unit", f"no unit called {level.unit}")
        if level.document is not None and level.document not in content.registry.documents:
            yield Problem(_FILE, level.id, "document", f"no document called {level.document}")
        if level.province is not None and places.province(level.province) is None:
            yield Problem(_FILE, level.id, "province", f"no province called {level.province}")
        if level.old_area is not None and places.old_area(level.old_area) is None:
            yield Problem(_FILE, level.id, "old_area", f"no old area called {level.old_area}")
    for coverage in content.levels.coverages:
        if places.province(coverage.province) is None:
            yield Problem(_FILE, coverage.province, "coverage", f"no province called {coverage.province}")
        if coverage.document is not None and coverage.document not in content.registry.documents:
            yield Problem(_FILE, coverage.province, "coverage", f"no document called {coverage.document}")
    told = [row for row in rows if row.status is LevelStatus.IN_FORCE and row.use is not Use.DO_NOT_STATE]
    for one, other in combinations(told, 2):
        if _about(one) == _about(other) and _overlap(one, other):
            yield Problem(_FILE, other.id, "valid_from", f"in force at the same time as {one.id}")


def _about(level: Level) -> tuple[object, ...]:
    return level.item, level.scheme, level.province, level.old_area


def _overlap(one: Level, other: Level) -> bool:
    first, last = date.min, date.max
    return max(one.valid_from or first, other.valid_from or first) <= min(
        one.valid_to or last, other.valid_to or last
    )
