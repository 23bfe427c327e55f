"""What the page of a cycle shows: where it stands, and counts; never what anybody wrote, nor anything anonymous."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from org.models import Employee
from reviews import moves, nominating, releasing, rules, states
from reviews.models import Anonymity, Cycle, Phase, Relation, Release, Review
from reviews.models.setting_up import not_about
from reviews.preflight import Facts

ORDER = ["set-up", *Phase.values, "closed"]
DONE, NOW, LATER = "done", "now", "later"


@dataclass
class PhaseMark:
    words: str
    standing: str
    starts_on: date | None = None
    ends_on: date | None = None
    slug: str = ""
    is_paused: bool = False


def phase_bar(cycle: Cycle) -> list[PhaseMark]:
    dates = {row.phase: row for row in cycle.phases.all()}
    in_use = ["set-up", *cycle.phases_in_use, "closed"]
    # A cancelled cycle stands nowhere.
    place = ORDER.index(cycle.state) if cycle.state in ORDER else -1
    bar = []
    for phase in in_use:
        at = ORDER.index(phase)
        standing = NOW if at == place else DONE if at < place else LATER
        row = dates.get(phase)
        is_paused = standing == NOW and cycle.paused_at is not None
        mark = PhaseMark(Cycle.State(phase).label.capitalize(), standing, slug=phase, is_paused=is_paused)
        if row is not None:
            mark.starts_on, mark.ends_on = row.starts_on, row.ends_on
        bar.append(mark)
    return bar


@dataclass
class PartRow:
    release: Release
    may_recall: bool
    may_drop: bool
    # Of one that has begun: how many it has still to open.
    left: int = 0


@dataclass
class Parts:
    """How far the release is: what was released or is planned, the newest first, and how many wait for neither."""

    rows: list[PartRow]
    released: int
    planned: int
    waiting: int

    @property
    def left(self) -> int:
        """Whose results are being opened at this moment."""
        return sum(row.left for row in self.rows)


def parts(cycle: Cycle, viewer: Employee, now: datetime) -> Parts:
    """Two queries. Whether a recent one was read already is for its own page to say."""
    known = cycle.releases.select_related("by", "recalled_by").order_by("-pk")
    sealed = Count("pk", filter=Q(released_at=None))
    people = cycle.participants.taking_part().order_by()
    of_viewer = Count("pk", filter=~not_about(viewer, "subject"))
    grouped = list(people.values_list("release").annotate(all=Count("pk"), sealed=sealed, of_viewer=of_viewer))
    counts = {release: (everyone, closed) for release, everyone, closed, _of_viewer in grouped}
    theirs = {release for release, _everyone, _closed, count in grouped if count}
    rows = [
        _part(cycle, each, viewer, now, is_theirs=each.pk in theirs, sealed=counts.get(each.pk, (0, 0))[1])
        for each in known
    ]
    return Parts(
        rows,
        released=sum(everyone - closed for everyone, closed in counts.values()),
        planned=sum(counts.get(row.release.pk, (0, 0))[1] for row in rows if row.release.released_at is None),
        waiting=counts.get(None, (0, 0))[1],
    )


def _part(cycle: Cycle, release: Release, viewer: Employee, now: datetime, *, is_theirs: bool, sealed: int) -> PartRow:
    may = rules.can_recall(viewer, release, is_about_them=is_theirs)
    done = release.released_at
    is_recent = done is not None and release.recalled_at is None and now <= done + releasing.RECALLED_WITHIN
    may_recall = may and is_recent and cycle.state in states.PARTS["recall"].phases
    return PartRow(release, may_recall, may_drop=may and done is None, left=sealed if done else 0)


@dataclass
class DepartmentRow:
    name: str
    people: int
    # (relation, (submitted, asked)); None where it asks nobody.
    cells: list[tuple[str, tuple[int, int] | None]]

    @property
    def all_in(self) -> float | None:
        """The share of all that is asked for that was submitted, 0 to 1."""
        counts = [cell for _words, cell in self.cells if cell]
        asked = sum(all_ for _done, all_ in counts)
        return sum(done for done, _all in counts) / asked if asked else None


def by_department(cycle: Cycle, viewer: Employee) -> tuple[list[str], list[DepartmentRow]]:
    """The relations that are counted, and a row for each department. Without the viewer and their manager."""
    people = cycle.participants.taking_part().filter(not_about(viewer, "subject")).order_by()
    counts = people.values_list("department_id", "department__name").annotate(count=Count("pk"))
    reviews = Review.objects.filter(participant__in=people.values("pk")).filter(state__in=nominating.LOADING)
    asked: dict[tuple, int] = defaultdict(int)
    submitted: dict[tuple, int] = defaultdict(int)
    grouped = reviews.order_by().values_list("participant__department_id", "relation", "state")
    for department, relation, state, count in grouped.annotate(count=Count("pk")):
        asked[department, relation] += count
        if state == Review.State.SUBMITTED:
            submitted[department, relation] += count
    found = {relation for _department, relation in asked}
    relations = {each.value: str(each.label) for each in Relation if each in found}
    rows = [
        DepartmentRow(
            name or _("No department"),
            count,
            [
                (words, (submitted[pk, each], asked[pk, each]) if asked[pk, each] else None)
                for each, words in relations.items()
            ],
        )
        for pk, name, count in counts
    ]
    return list(relations.values()), sorted(rows, key=lambda row: row.name.casefold())


def everyone(rows: list[DepartmentRow]) -> DepartmentRow:
    """The sum of all rows."""
    cells = []
    for number, (words, _cell) in enumerate(rows[0].cells if rows else []):
        counts = [row.cells[number][1] or (0, 0) for row in rows]
        cells.append((words, (sum(done for done, _all in counts), sum(all_ for _done, all_ in counts))))
    return DepartmentRow(_("Everyone"), sum(row.people for row in rows), cells)


def nomination(cycle: Cycle, viewer: Employee) -> moves.Named | None:
    """Counts of it while it lasts, without the viewer and their manager; None in other phases."""
    if cycle.state != Cycle.State.NOMINATION:
        return None
    return moves.nomination_of(cycle.participants.taking_part().filter(not_about(viewer, "subject")))


@dataclass
class Planned:
    relation: str
    count: int
    writers: int
    starts_on: date
    due_on: date
    anonymity: str
    is_anonymous: bool


def planned(facts: Facts) -> list[Planned]:
    """Who will be asked what, and until when: what the launch would make."""
    reviews: Counter = Counter()
    writers: dict[str, set[int]] = defaultdict(set)
    for relation, writer, _subject in facts.asks():
        reviews[relation] += 1
        writers[relation].add(writer)
    cycle = facts.cycle
    return [
        Planned(
            str(Relation(row.relation).label),
            reviews[row.relation],
            len(writers[row.relation]),
            facts.writing[0],
            row.due_on,
            str(Anonymity(cycle.anonymity_of(row.relation)).label),
            cycle.anonymity_of(row.relation) == Anonymity.ANONYMOUS,
        )
        for row in cycle.relations.all()
    ]


def asked_of(facts: Facts, person: Employee) -> list[tuple[Relation, list[Employee]]]:
    """The reviews that this person would write, by relation."""
    subjects: dict[str, list[int]] = defaultdict(list)
    for relation, writer, subject in facts.asks():
        if writer == person.pk:
            subjects[relation].append(subject)
    wanted = {pk for each in subjects.values() for pk in each}
    people = {each.pk: each for each in Employee.objects.filter(pk__in=wanted).order_by("pk")}
    return [
        (relation, sorted((people[pk] for pk in subjects[relation]), key=str))
        for relation in Relation
        if subjects[relation]
    ]
