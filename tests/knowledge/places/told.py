"""Findings written short, so that tests read as tables."""

from datetime import date

from knowledge.places.model import Finding, Place

TODAY = date(2026, 11, 21)


def told(finding: Finding) -> str:
    """ "dak-lak/phu-yen/xa Tây Hòa" for each place, a question mark behind all when it is not certain."""
    return ", ".join(map(_told, finding.places)) + ("" if finding.is_certain else "?")


def _told(place: Place) -> str:
    parts = [place.province.id]
    if place.old_area or place.commune:
        parts.append(place.old_area.id if place.old_area else "-")
    if place.commune:
        parts.append(f"{place.commune.kind_on(TODAY)} {place.commune.name}")
    return "/".join(parts)
