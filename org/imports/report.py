"""A plan in words: what the command prints and the admin shows."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from org.imports import dates
from org.imports.cells import clip
from org.imports.departments import Unit, tree_lines
from org.imports.headings import FIELDS
from org.imports.locations import Place
from org.imports.members import Member
from org.imports.plan import Plan

TITLES = {
    "new": gettext_lazy("New"),
    "changed": gettext_lazy("Changed"),
    "moved": gettext_lazy("Moved to another manager"),
    "leaving": gettext_lazy("Leaving"),
    "returned": gettext_lazy("Returned"),
}


def value(thing) -> str:
    match thing:
        case None | "":
            return "–"
        case Unit():
            return thing.path
        case Place():
            return thing.name
        case date():
            return thing.isoformat()
        case _:
            return str(thing)


def who(member: Member) -> str:
    known = member.employee_number or (member.person.employee_number if member.person else "") or member.email
    return f"{member.name} ({known})"


def what(member: Member, kind: str) -> str:
    """What of this person the kind is about."""
    match kind:
        case "new":
            parts = [member.job_title, value(member.department) if member.department else "", _reports_to(member)]
            return ", ".join(filter(None, parts))
        case "moved":
            before = member.old_manager.name if member.old_manager else _("nobody")
            after = member.manager.name if member.manager else _("nobody")
            return _("from %(before)s to %(after)s") % {"before": before, "after": after}
        case "leaving":
            return _("last day %(day)s") % {"day": value(member.left_on)}
        case "returned":
            return _("had left on %(day)s") % {"day": value(member.changes["left_on"][0])}
        case _:
            return "; ".join(
                f"{FIELDS[name]}: {value(before)} → {value(after)}"
                for name, (before, after) in member.changes.items()
                if name != "left_on" or not member.kinds & {"leaving", "returned"}
            )


def _reports_to(member: Member) -> str:
    return _("reports to %(manager)s") % {"manager": member.manager.name} if member.manager else ""


def lines(plan: Plan) -> Iterator[str]:
    """Everything but the last line. No line of a listing begins like a fault."""
    yield from _columns(plan)
    for kind, title in TITLES.items():
        members = plan.of_kind(kind)
        if members:
            yield f"{title} ({len(members)}):"
            yield from (f"  · {who(member)}: {what(member, kind)}".rstrip(": ") for member in members)
    yield from _departments(plan)
    yield from _places(plan)
    for leaver, reports in plan.left_reports():
        yield _("Still report to %(leaver)s, who leaves on %(day)s: %(reports)s") % {
            "leaver": leaver.name,
            "day": value(leaver.left_on),
            "reports": ", ".join(member.name for member in reports),
        }
    yield from plan.notes.warning_lines()
    yield from plan.notes.fault_lines()
    if plan.advice:
        yield plan.advice


def _columns(plan: Plan) -> Iterator[str]:
    yield _("Columns:")
    for index, heading in enumerate(plan.columns.headings):
        if name := plan.columns.field_of(index):
            chosen = plan.formats.chosen.get(name)
            order = f" ({dates.NAMES[chosen]})" if chosen in dates.NAMES and name not in plan.formats.undecided else ""
            yield f"  · {clip(heading)} → {FIELDS[name]}{order}"
    if plan.columns.unknown:
        yield _("Columns that are not known and are left: %(headings)s") % {"headings": ", ".join(plan.columns.unknown)}


def _departments(plan: Plan) -> Iterator[str]:
    if not plan.tree.units:
        return
    yield _("Departments:")
    for depth, unit in tree_lines(plan.tree.roots()):
        note = _("new") if unit.id is None else _("moves here") if unit.moves else ""
        yield f"  {'  ' * depth}· {unit.name} ({', '.join(filter(None, [note, str(unit.people)]))})"


def _places(plan: Plan) -> Iterator[str]:
    if plan.new_places:
        yield _("New locations: %(names)s") % {"names": ", ".join(place.name for place in plan.new_places)}
    for place in plan.told_places:
        yield _("Location %(name)s gets the time zone %(zone)s") % {"name": place.name, "zone": place.told_zone}
    if plan.places_without_zone:
        names = ", ".join(place.name for place in plan.places_without_zone)
        yield _("Locations without a time zone (set it in the admin): %(names)s") % {"names": names}
