"""What somebody asks of the page Team: which columns, which people, in which order. All of it stands in the address."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext_lazy as _

from goals import status
from org.names import fold
from perfmgmt.team.members import Member

SEARCH_AT_MOST = 100
COLUMNS = {
    "last": _("Last check-in"),
    "next": _("Next check-in"),
    "goals": _("Goals"),
    "blockers": _("Blockers"),
    "actions": _("Open actions"),
    "late": _("Late"),
    "leave": _("Leave"),
    "help": _("What would help"),
}
NUMBERS = ("blockers", "actions", "late")
USUAL = ("last", "next", "goals", "blockers", "actions", "late", "leave")
# What is agreed in a check-in is of the two who held it.
OF_OWN_REPORTS = ("actions",)

ONLY: dict[str, tuple[Any, Callable[[Member], bool]]] = {
    "due": (_("Check-in due"), lambda member: member.is_due),
    "behind": (_("Behind"), lambda member: member.status in (status.OFF_TRACK, status.AT_RISK)),
    "stale": (_("Stale"), lambda member: member.status == status.STALE),
    "without": (_("Without goals"), lambda member: not member.goals and not member.has_left),
    "blocked": (_("Blocked"), lambda member: member.blockers > 0),
    "late": (_("Something late"), lambda member: member.late > 0 or member.actions_late > 0),
    "away": (_("On leave"), lambda member: member.away_until is not None),
    "leads": (_("Leads a team"), lambda member: member.leads > 0),
}

_FAR = date.max.toordinal()


def _day(value: date | None, missing: int) -> int:
    return value.toordinal() if value else missing


# By which each column is sorted, the first press of its heading first: what asks for attention, or the name.
SORTS: dict[str, Callable[[Member], tuple]] = {
    "need": lambda member: member.need,
    "name": lambda member: (),  # they come by name
    "last": lambda member: (_day(member.person.talked_on, 0),),
    "next": lambda member: (_day(member.next_on, _FAR),),
    "goals": lambda member: member.need[:1],
    "blockers": lambda member: (-member.blockers,),
    "actions": lambda member: (-member.actions_late, -member.actions),
    "late": lambda member: (-member.late,),
    "leave": lambda member: (_day(member.leave_from, _FAR),),
}


@dataclass(frozen=True)
class Wish:
    columns: tuple[str, ...] = USUAL
    only: str = ""
    sort: str = "need"
    is_down: bool = False  # the other way round
    query: str = ""
    # The columns stand in the address; else they are those that were chosen last.
    is_chosen: bool = field(default=False, compare=False)

    def shown(self, is_own: bool) -> list[dict]:
        """The columns of a level, in their order, as their headings need them."""
        return [
            {"slug": slug, "words": COLUMNS[slug], "is_number": slug in NUMBERS}
            for slug in COLUMNS
            if slug in self.columns and (is_own or slug not in OF_OWN_REPORTS)
        ]

    def choice(self, is_own: bool) -> list[dict]:
        """All columns that there are, each with whether it is shown."""
        return [
            {"slug": slug, "words": words, "is_on": slug in self.columns}
            for slug, words in COLUMNS.items()
            if is_own or slug not in OF_OWN_REPORTS
        ]

    def orders(self, is_own: bool) -> list[dict]:
        """What can be sorted by, for whoever sees no headings."""
        names = {"need": _("Who needs help most"), "name": _("Name")}
        columns = {slug: words for slug, words in COLUMNS.items() if slug in SORTS and (is_own or slug != "actions")}
        return [{"slug": slug, "words": words, "is_on": slug == self.sort} for slug, words in (names | columns).items()]

    def tabs(self, members: Sequence[Member]) -> list[dict]:
        """Everyone, and each choice that somebody fits; the one that is on in any case."""
        found = [{"words": _("Everyone"), "count": len(members), "path": self.address(only=""), "is_on": not self.only}]
        for slug, (words, fits) in ONLY.items():
            count, is_on = sum(map(fits, members)), slug == self.only
            if count or is_on:
                found.append({"words": words, "count": count, "path": self.address(only=slug), "is_on": is_on})
        return found

    def apply(self, members: Sequence[Member]) -> list[Member]:
        words = fold(self.query).split()
        found = [member for member in members if all(word in member.searched for word in words)]
        if self.only:
            found = [member for member in found if ONLY[self.only][1](member)]
        if self.sort == "name":
            return found[::-1] if self.is_down else found
        # Among equals by name, also the other way round: the sort is stable.
        return sorted(found, key=SORTS[self.sort], reverse=self.is_down)

    def address(self, **changed) -> str:
        """The query string of this wish, with what is `changed` of it; what is usual is left out."""
        wish = {"only": self.only, "sort": self.sort, "down": self.is_down, "q": self.query} | changed
        pairs = [("only", wish["only"]), ("sort", "" if wish["sort"] == "need" else wish["sort"])]
        pairs += [("down", "1" if wish["down"] else ""), ("q", wish["q"])]
        pairs = [(name, value) for name, value in pairs if value]
        if self.is_chosen:
            pairs.append(("columns", ".".join(self.columns)))
        return "?" + urlencode(pairs)

    def headings(self, is_own: bool) -> list[dict]:
        """The shown columns, each with what a press of its heading asks for."""
        return [self._heading(each) for each in [{"slug": "name", "words": _("Person")}, *self.shown(is_own)]]

    def _heading(self, column: dict) -> dict:
        slug = column["slug"]
        if slug not in SORTS:
            return column
        is_sorted = self.sort == slug
        return column | {
            "path": self.address(sort=slug, down=is_sorted and not self.is_down),
            "is_sorted": is_sorted,
            "is_down": is_sorted and self.is_down,
        }


def columns_of(text: str) -> tuple[str, ...]:
    """Those of “last.next.goals” that there are, in our order."""
    wanted = set(text[:SEARCH_AT_MOST].split("."))
    return tuple(slug for slug in COLUMNS if slug in wanted)


def of(query, remembered: str | None) -> Wish:
    """From an address, and from the columns that were chosen last; what is not understood is not asked for."""
    is_chosen = "columns" in query
    if is_chosen:
        columns = columns_of(".".join(query.getlist("columns")))
    else:
        columns = columns_of(remembered) if remembered is not None else USUAL
    only, sort = query.get("only", ""), query.get("sort", "")
    return Wish(
        columns=columns,
        only=only if only in ONLY else "",
        sort=sort if sort in SORTS else "need",
        is_down=query.get("down") == "1",
        query=" ".join(query.get("q", "").replace("\0", " ").split())[:SEARCH_AT_MOST],
        is_chosen=is_chosen,
    )
