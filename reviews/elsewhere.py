"""Who is asked about anonymously in two cycles at a time: two groups that differ by one person would show, by the
difference of what they answered, what that one did.
"""

from django.db.models import Exists, OuterRef, Q

from reviews import population
from reviews.asking import Rules
from reviews.models import Anonymity, Cycle, CycleRelation, Participant, Relation

_FIELDS = {Relation.PEER: "peers_are", Relation.UPWARD: "upward_is"}
State = Cycle.State


def answered(cycle: Cycle, rules: Rules) -> Q:
    """Of people: those about whom another cycle asks anonymously what this one would, and is not answered yet."""
    found = Q(pk__in=[])
    for relation in sorted(rules.anonymous & rules.relations):
        open_ones = CycleRelation.objects.filter(cycle=OuterRef("pk"), relation=relation, closed_at=None)
        same = {_FIELDS[Relation(relation)]: Anonymity.ANONYMOUS}
        others = Cycle.objects.exclude(pk=cycle.pk).filter(Exists(open_ones), **same)
        asked = others.filter(state__in=[State.NOMINATION, State.WRITING]).order_by().values("pk")
        found |= Q(pk__in=Participant.objects.filter(cycle__in=asked).order_by().values("subject"))
        for other in others.filter(state=State.SET_UP, launch_begun_at__isnull=False).order_by("pk"):
            people = population.people_of(other, other.launch_begun_at)  # the launch has not come to all of them yet
            found |= Q(pk__in=people.order_by().values("pk"))
    return found
