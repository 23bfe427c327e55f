"""What HR should know before a launch: each problem in words, with the people and the page that mends it.

Red is what the launch would make wrong for everyone; the rest concerns single people, and HR may launch all the same.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Q, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from org.models import Absence, Employee, Organization
from reviews import asking, closing, elsewhere, population, template_faults
from reviews.models import Anonymity, Cycle, Question, QuestionFor, Relation

NEW_DAYS = 90  # who worked here for fewer days of the time under review
SHOWN = 200


@dataclass
class Problem:
    words: str
    mend: str
    # "template", "people", "edit" or "exclude": the page that mends it.
    by: str
    # For the list of people.
    query: str = ""
    is_red: bool = False
    people: list[Employee] = field(default_factory=list)
    count: int = 0


@dataclass(frozen=True)
class Facts:
    """What the checks share: the population by id with its managers, and who works here for whom."""

    cycle: Cycle
    people: QuerySet[Employee]
    managers: dict[int, int | None]
    rules: asking.Rules
    here: set[int]
    team: dict[int, list[int]]
    writing: tuple[date, date]
    left_out: dict[int, frozenset[str]]

    def asks(self) -> Iterator[tuple[str, int, int]]:
        """(relation, writer, subject), as the launch would ask them."""
        for subject, manager in self.managers.items():
            asked = asking.asks_about(
                self.rules,
                subject,
                manager=manager if manager in self.here else None,
                reports=self.team.get(subject, []),
                team=self.team.get(manager or 0, []),
                left_out=self.left_out.get(subject, ()),
            )
            for relation, writer in asked:
                yield relation, writer, subject


def facts_of(cycle: Cycle) -> Facts:
    people = population.people_of(cycle)
    managers = dict(people.order_by().values_list("pk", "manager_id"))
    team: dict[int, list[int]] = defaultdict(list)
    here = set()
    for pk, manager in Employee.objects.present().filter(is_active=True).order_by("pk").values_list("pk", "manager_id"):
        here.add(pk)
        if manager:
            team[manager].append(pk)
    dates = {row.phase: (row.starts_on, row.ends_on) for row in cycle.phases.all()}
    writing = dates.get("writing", (cycle.starts_on, cycle.ends_on))
    rules = asking.rules_of(cycle)
    left_out = elsewhere.left_out(cycle, rules, people)
    return Facts(cycle, people, managers, rules, here, dict(team), writing, left_out)


def problems_of(cycle: Cycle, facts: Facts | None = None) -> list[Problem]:
    facts = facts or facts_of(cycle)
    found: list[Problem] = [*_template(facts), *_nobody(facts), *_needless_nomination(facts)]
    found += [*_past(facts), *_barely_enough(facts)]
    checks: list[Callable[[Facts], Problem | None]] = [
        *(_loops, _no_manager, _closed, _not_invited, _leaving, _on_leave, _too_new),
        *(_named_elsewhere, _asked_elsewhere, _small_upward, _small_peers, _over_load),
    ]
    found += [problem for check in checks if (problem := check(facts)) is not None]
    return sorted(found, key=lambda problem: not problem.is_red)


def _problem(who, words: str, mend: str, by: str, *, query: str = "", is_red: bool = False) -> Problem | None:
    """`who` are ids or a queryset of the population."""
    rows: Any = who if isinstance(who, QuerySet) else Employee.objects.filter(pk__in=sorted(who)[:SHOWN])
    count = who.count() if isinstance(who, QuerySet) else len(set(who))
    if not count:
        return None
    people = list(rows.select_related("department", "manager").by_name()[:SHOWN])
    return Problem(words, mend, by, query, is_red, people, count)


def _template(facts: Facts) -> list[Problem]:
    template, cycle = facts.cycle.template, facts.cycle
    found = []
    if not template.is_frozen:
        found = [
            Problem(words, _("Change the template"), "template", is_red=True)
            for words in template_faults.in_words(template_faults.faults_of(template))
        ]
    secret = QuestionFor.objects.filter(
        question__section__template=template, question__readers=Question.Readers.CALIBRATION
    )
    for relation in (Relation.PEER, Relation.UPWARD):
        if cycle.anonymity_of(relation) == Anonymity.ANONYMOUS and secret.filter(relation=relation).exists():
            words = _(
                "An anonymous %(relation)s has a question that only those who calibrate would read: nobody would."
            )
            mend = _("Choose other readers in the template, or another anonymity")
            found.append(Problem(words % {"relation": relation.label}, mend, "template", is_red=True))
    return [*found, *_for_nobody(cycle, secret)]


def _for_nobody(cycle: Cycle, secret: QuerySet[QuestionFor]) -> list[Problem]:
    if cycle.has_calibration:
        return []
    words = _("Only those who calibrate would read the answers to “%(question)s”, and this cycle has no calibration.")
    mend = _("Choose “with calibration”, or other readers in the template")
    rows = secret.order_by("question__position", "question").values_list("question__words", flat=True)
    return [Problem(words % {"question": name}, mend, "edit", is_red=True) for name in dict.fromkeys(rows)]


def _nobody(facts: Facts) -> list[Problem]:
    if facts.managers:
        return []
    return [Problem(_("Nobody is in the population."), _("Widen the population"), "edit", is_red=True)]


def _needless_nomination(facts: Facts) -> list[Problem]:
    if not facts.cycle.has_nomination or Relation.PEER in facts.rules.relations:
        return []
    words = _("The template asks nothing of peers, and so nobody would be nominated.")
    return [Problem(words, _("Choose “without nomination”"), "edit", is_red=True)]


def _past(facts: Facts) -> list[Problem]:
    last = facts.writing[1]
    if last >= closing.today_of(Organization.objects.current()):
        return []
    words = _("Writing ended on %(day)s: whoever is asked could submit nothing.") % {"day": date_format(last, "j F Y")}
    return [Problem(words, _("Change the dates"), "edit")]


def _barely_enough(facts: Facts) -> list[Problem]:
    cycle = facts.cycle
    if Relation.PEER not in facts.rules.relations or cycle.peers_are != Anonymity.ANONYMOUS:
        return []
    if cycle.peer_count > cycle.threshold:
        return []
    words = _(
        "Each person has %(n)d peers, and as many have to answer before anything is shown: where one does not, the "
        "answers of the others are lost."
    )
    return [Problem(words % {"n": cycle.peer_count}, _("Raise “peers for each person”"), "edit")]


def _asked_elsewhere(facts: Facts) -> Problem | None:
    words = _(
        "Another cycle asks anonymously about them at this moment, so this one does not: of two groups that differ by "
        "one person, whoever compares the answers could tell whose are whose."
    )
    return _problem(facts.left_out, words, _("Launch once that one is answered, or leave it so"), "edit")


def _named_elsewhere(facts: Facts) -> Problem | None:
    words = _(
        "Another cycle asks their peers anonymously at this moment: of two groups that differ by one person, whoever "
        "compares the answers could tell whose are whose."
    )
    mend = _("Wait until that one is answered, or exclude them")
    twice = facts.people.filter(elsewhere.in_the_way(facts.cycle, facts.rules))
    return _problem(twice, words, mend, "exclude", is_red=True)


def _loops(facts: Facts) -> Problem | None:
    lines = dict(Employee.objects.order_by().values_list("pk", "manager_id"))
    in_loop = set()
    for pk in facts.managers:
        seen, above = {pk}, lines.get(pk)
        while above is not None and above not in seen:
            seen.add(above)
            above = lines.get(above)
        if above == pk:
            in_loop.add(pk)
    words = _("They stand in their own reporting line.")
    return _problem(in_loop, words, _("Change the manager"), "people", is_red=True)


def _no_manager(facts: Facts) -> Problem | None:
    if Relation.MANAGER not in facts.rules.relations:
        return None
    without = [pk for pk, manager in facts.managers.items() if manager not in facts.here]
    words = _("They have no manager who works here and may log in: nobody writes their manager review.")
    return _problem(without, words, _("Give them a manager, or exclude them"), "people", query="standing=unmanaged")


def _closed(facts: Facts) -> Problem | None:
    words = _("Their account is closed: they cannot log in, and are asked nothing about others.")
    return _problem(
        facts.people.filter(is_active=False),
        words,
        _("Open the account, or exclude them"),
        "people",
        query="account=closed",
    )


def _not_invited(facts: Facts) -> Problem | None:
    no_password = Q(password="") | Q(password__startswith=UNUSABLE_PASSWORD_PREFIX)
    never = facts.people.filter(no_password, is_active=True, invited_at=None)
    return _problem(
        never, _("They were never invited and cannot log in yet."), _("Invite them"), "people", query="account=none"
    )


def _leaving(facts: Facts) -> Problem | None:
    leaving = facts.people.filter(left_on__lte=facts.writing[1])
    words = _("They leave before writing ends.")
    return _problem(leaving, words, _("Exclude them, or talk before"), "exclude")


def _on_leave(facts: Facts) -> Problem | None:
    """Away for more than half of the days of writing."""
    begins, ends = facts.writing
    days: dict[int, set[int]] = defaultdict(set)
    rows = Absence.objects.filter(starts_on__lte=ends, ends_on__gte=begins).order_by("pk")
    for person, starts, until in rows.values_list("employee_id", "starts_on", "ends_on"):
        first, last = max(starts, begins), min(until, ends)
        days[person] |= set(range(first.toordinal(), last.toordinal() + 1))
    half = ((ends - begins).days + 1) / 2
    away = [pk for pk, gone in days.items() if pk in facts.managers and len(gone) > half]
    words = _("They are away for most of the time of writing.")
    return _problem(away, words, _("Exclude them, or leave it so"), "exclude")


def _too_new(facts: Facts) -> Problem | None:
    since = facts.cycle.ends_on - timedelta(days=NEW_DAYS)
    words = _("They worked here for fewer than %(days)d days of the time under review.") % {"days": NEW_DAYS}
    return _problem(facts.people.filter(hired_on__gt=since), words, _("Exclude them, or set “hired before”"), "edit")


def _small_upward(facts: Facts) -> Problem | None:
    cycle = facts.cycle
    if Relation.UPWARD not in facts.rules.relations or cycle.upward_is != Anonymity.ANONYMOUS:
        return None
    small = [pk for pk in facts.managers if 0 < len(facts.team.get(pk, [])) < cycle.threshold]
    words = _("Fewer than %(k)d people report to them: an anonymous upward review would not be one, and is left out.")
    return _problem(small, words % {"k": cycle.threshold}, _("Choose another anonymity, or leave it so"), "edit")


def _small_peers(facts: Facts) -> Problem | None:
    cycle = facts.cycle
    if Relation.PEER not in facts.rules.relations or cycle.has_nomination:
        return None
    fewest = cycle.threshold if cycle.peers_are == Anonymity.ANONYMOUS else 1
    small = [
        pk
        for pk, manager in facts.managers.items()
        if len([each for each in facts.team.get(manager or 0, []) if each != pk]) < fewest
    ]
    words = _("Too few people have the same manager: they get no peer review.")
    return _problem(small, words, _("Run the cycle with nomination, or leave it so"), "edit")


def _over_load(facts: Facts) -> Problem | None:
    cap = facts.cycle.load_cap
    load = Counter(writer for _relation, writer, _subject in facts.asks())
    over = [pk for pk, count in load.items() if count > cap]
    words = _("They would write more than %(cap)d reviews.") % {"cap": cap}
    return _problem(over, words, _("Raise the limit, or split the cycle"), "edit")
