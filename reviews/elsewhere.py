"""Who is asked about anonymously in two cycles at a time: two groups that differ by one person would show, by the
difference of what they answered, what that one did. So the second cycle does not ask.
"""

from django.db.models import Exists, OuterRef, Q, QuerySet

from org.models import Employee
from reviews import population
from reviews.asking import Rules
from reviews.models import Anonymity, Cycle, CycleRelation, Participant, Relation

_FIELDS = {Relation.PEER: "peers_are", Relation.UPWARD: "upward_is"}
State = Cycle.State


def left_out(cycle: Cycle, rules: Rules, people: QuerySet[Employee]) -> dict[int, frozenset[str]]:
    """By their ids those of `people` about whom a launch leaves something out, and which relations. One query each."""
    found: dict[int, frozenset[str]] = {}
    for relation in sorted(rules.anonymous & rules.relations):
        if relation != Relation.PEER or not rules.has_nomination:
            for pk in people.filter(_answered(cycle, relation)).order_by().values_list("pk", flat=True):
                found[pk] = found.get(pk, frozenset()) | {relation}
    return found


def in_the_way(cycle: Cycle, rules: Rules) -> Q:
    """Of people: those whose peers, whom they name, cannot be asked without their names by now. Nothing is left out
    of what people choose themselves.
    """
    asks_anonymously = rules.has_nomination and Relation.PEER in rules.anonymous & rules.relations
    return _answered(cycle, Relation.PEER) if asks_anonymously else Q(pk__in=[])


def _answered(cycle: Cycle, relation: str) -> Q:
    """Of people: those about whom another cycle asks this anonymously, and is not answered yet."""
    open_ones = CycleRelation.objects.filter(cycle=OuterRef("pk"), relation=relation, closed_at=None)
    same = {_FIELDS[Relation(relation)]: Anonymity.ANONYMOUS}
    others = Cycle.objects.exclude(pk=cycle.pk).filter(Exists(open_ones), **same)
    asked = others.filter(state__in=[State.NOMINATION, State.WRITING]).order_by().values("pk")
    found = Q(pk__in=Participant.objects.filter(cycle__in=asked).order_by().values("subject"))
    for other in others.filter(state=State.SET_UP, launch_begun_at__isnull=False).order_by("pk"):
        people = population.people_of(other, other.launch_begun_at)  # the launch has not come to all of them yet
        found |= Q(pk__in=people.order_by().values("pk"))
    return found
