"""Where people work, and in which time zone."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from org.imports.company import Company
from org.imports.records import Record


@dataclass(slots=True, eq=False)
class Place:
    """A location as it will be. `id` is None for a new one; `told_zone` is what the file told of one without a zone."""

    id: int | None
    name: str
    time_zone: str = ""
    told_zone: str = ""

    @property
    def zone(self) -> str:
        return self.time_zone or self.told_zone


def place(records: Iterable[Record], company: Company) -> tuple[dict[int, Place], list[Place], dict[int, Place]]:
    """The known places by id, the new ones, and the place of each line whose cell is not blank."""
    by_id = {pk: Place(pk, name, time_zone) for pk, (name, time_zone) in company.locations.items()}
    by_name = {each.name.casefold(): each for each in by_id.values()}
    new: list[Place] = []
    of_line: dict[int, Place] = {}
    zones: dict[Place, set[str]] = defaultdict(set)
    for record in records:
        if not record.location:
            continue
        found = by_name.get(record.location.casefold())
        if found is None:
            found = by_name[record.location.casefold()] = Place(None, record.location)
            new.append(found)
        of_line[record.line] = found
        if record.time_zone:
            zones[found].add(record.time_zone)
    for found, told in zones.items():
        if not found.time_zone and len(told) == 1:
            found.told_zone = next(iter(told))
    return by_id, new, of_line


def own_zone(told: str | None, place: Place | None, present: str) -> str | None:
    """The person's own zone, where the file tells one: none if it is the location's. None leaves what is there."""
    if not told or told == present:
        return None
    if place is not None and place.zone == told:
        return "" if present else None
    return told
