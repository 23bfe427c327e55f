"""Who can be a peer of whom: how much each has to write already, and why somebody cannot be asked, in words."""

from datetime import date

from django.db.models import Count, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from org.models import Employee
from reviews import closing
from reviews.models import Anonymity, Cycle, Nomination, Participant, Relation, Review
from reviews.models.cycle import PEERS_MOST

LOADING = (Review.State.OPEN, Review.State.SUBMITTED)


def with_load(people: QuerySet[Employee], cycle: Cycle) -> QuerySet[Employee]:
    """Each with `load`, the reviews that they are asked for in the cycle, and `proposed`, those they may be asked for.
    Of what is anonymous only that somebody was named: two people know that of each, and it says nothing of an answer.
    """
    about = {"participant__cycle": cycle, "participant__taken_out_at": None}
    reviews = Review.objects.filter(writer=OuterRef("pk"), state__in=LOADING, **about)
    named = Nomination.objects.filter(nominee=OuterRef("pk"), **about)
    load = _count(reviews, "writer")
    if is_anonymous(cycle):
        load = load + _count(named.filter(state=Nomination.State.APPROVED), "nominee")
    waiting = _count(named.filter(state=Nomination.State.PROPOSED), "nominee")
    return people.select_related("location").annotate(load=load, proposed=waiting)


def is_anonymous(cycle: Cycle) -> bool:
    """Whether those who are named answer without their name."""
    return cycle.has_nomination and cycle.peers_are == Anonymity.ANONYMOUS


def why_stays(participant: Participant, nominee: Employee, state: str) -> str:
    """Why somebody who is asked is not taken away; empty where they can be. What became of an anonymous peer who has
    answered would have to be another than of one who has not, and tell which they are.
    """
    cycle = participant.cycle
    if state != Nomination.State.APPROVED or cycle.state == Cycle.State.NOMINATION or not is_anonymous(cycle):
        return ""
    words = _("%(name)s may have answered already, which nobody is to know: whoever is asked stays so, or declines.")
    return words % {"name": nominee}


def _count(rows, whose: str):
    return Coalesce(Subquery(rows.order_by().values(whose).annotate(n=Count("pk")).values("n")), Value(0))


def why_over(participant: Participant, today: date) -> str:
    """Why no peer of this person is chosen any more; empty while one is. The cycle comes with its relations."""
    cycle = participant.cycle
    if participant.taken_out_at:
        return _("%(name)s no longer takes part in this cycle.") % {"name": participant.subject}
    if cycle.paused_at:
        return _("HR has paused this cycle; it goes on where it stands.")
    if cycle.state == Cycle.State.NOMINATION:
        return ""
    peers = [row for row in cycle.relations.all() if row.relation == Relation.PEER]
    if cycle.state != Cycle.State.WRITING or any(
        closing.is_over(row.due_on, row.closed_at is not None, today) for row in peers
    ):
        return _("Peers are no longer chosen: the time for their reviews is over.")
    return ""


def why_not(participant: Participant, nominee: Employee, *, is_asked_now: bool) -> str:
    """The sentence that tells why this person cannot be a peer; empty where they can. `nominee` comes from `with_load`;
    `is_asked_now`: approved or added by the manager, else proposed.
    """
    name = {"name": nominee}
    if nominee.pk == participant.subject_id:
        return _("Nobody is their own peer: the self-review is for that. Choose somebody else.")
    if nominee.pk in (participant.manager_id, participant.subject.manager_id):
        return _("%(name)s is the manager, who writes the manager review. Choose somebody else.") % name
    if words := _not_here(participant.cycle, nominee):
        return words
    if nominee.manager_id == participant.subject_id and _asks(participant.cycle, Relation.UPWARD):
        return _("%(name)s reports to them, and so is asked for an upward review. Choose somebody else.") % name
    cap = participant.cycle.load_cap
    if nominee.load + (0 if is_asked_now else nominee.proposed) >= cap:
        words = _("%(name)s has %(cap)d reviews to write, as many as anybody in this cycle. Choose somebody else.")
        return words % {**name, "cap": cap}
    return ""


def _not_here(cycle: Cycle, nominee: Employee) -> str:
    name = {"name": nominee}
    if nominee.is_leaver():
        return _("%(name)s has left. Choose somebody who works here.") % name
    if not nominee.is_active:
        return _("%(name)s cannot log in. Choose somebody else, or ask HR.") % name
    if nominee.hired_on and nominee.hired_on > nominee.today():
        return _("%(name)s does not work here yet. Choose somebody else.") % name
    ends = [row.due_on for row in cycle.relations.all() if row.relation == Relation.PEER]
    if nominee.left_on and ends and nominee.left_on < ends[0]:
        words = _("%(name)s leaves on %(day)s, before peer reviews are due. Choose somebody else.")
        return words % {**name, "day": date_format(nominee.left_on, "j F Y")}
    return ""


def _asks(cycle: Cycle, relation: str) -> bool:
    return any(row.relation == relation for row in cycle.relations.all())


def why_full(cycle: Cycle, active: int, *, is_manager: bool) -> str:
    """Why no further one; `active` are proposed or approved."""
    most = PEERS_MOST if is_manager else cycle.peer_count
    if active < most:
        return ""
    if is_manager:
        return _("%(n)d peers are enough: take one away before you ask another.") % {"n": most}
    return _("You have named %(n)d, as many as this cycle asks for. Withdraw one before you propose another.") % {
        "n": most
    }
