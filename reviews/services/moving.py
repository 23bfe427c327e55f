"""HR moves a cycle by hand, by the table in `states`; what it overrules needs a reason."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from inbox.services import News, notify_many
from org.models import Organization
from reviews import closing, moves, states
from reviews.models import Cycle, Facilitator, Review, Step, Submission
from reviews.services.cycles import locked, note, refuse_others

TOLD_AT_ONCE = 500


@transaction.atomic
def move_cycle(cycle: Cycle, name: str, reason: str, *, by, seen: list[str]) -> Cycle:
    """`seen` is what the page said would be overruled: HR decides about that, and not about what came since."""
    refuse_others(by)
    cycle = locked(cycle)
    step = states.MOVES[name]
    if not states.allows(cycle, name):
        raise ValidationError(str(step.refusal) % {"state": cycle.get_state_display()}, code="state")
    checked = moves.check(cycle, name, closing.today_of(Organization.objects.current()))
    if checked.overruled and not reason.strip():
        raise ValidationError({"reason": _("Say why; the reason stays in the history.")})
    if new := [words for words in checked.overruled if words not in seen]:
        raise ValidationError([_("This changed meanwhile; look again, then decide:"), *new], code="changed")
    before, cycle.state = cycle.state, step.target
    cycle.save(update_fields=["state"])
    if before == Cycle.State.WRITING:
        closing.close_all(cycle)
        _fall_back(cycle)
    reason = reason.strip() if checked.overruled else ""
    note(cycle, Step.What.MOVED, by, before=before, after=cycle.state, reason=reason)
    if name == "calibrate":
        _tell_calibrating(cycle, by)
    if name == "release":
        cycle.participants.waiting().update(released_at=timezone.now())
        _tell_released(cycle, by)
    return cycle


def _fall_back(cycle: Cycle) -> None:
    """What was reopened and not submitted again counts as it was submitted before."""
    last = Submission.objects.filter(review=OuterRef("pk"), version=OuterRef("version"))
    reopened = Review.objects.filter(participant__cycle=cycle, state=Review.State.OPEN, version__gte=1)
    reopened.update(state=Review.State.SUBMITTED, submitted_at=Subquery(last.values("submitted_at")))


def _tell_calibrating(cycle: Cycle, by) -> None:
    """Those who compare ratings from now on."""
    people = set(Facilitator.objects.filter(group__cycle=cycle).order_by().values_list("person", flat=True))
    people |= set(cycle.readers.order_by().values_list("person", flat=True))
    path = reverse("reviews:calibration", args=[cycle.pk])
    notify_many([News(person, "review-calibration", path, by.pk) for person in sorted(people - {by.pk})])


def _tell_released(cycle: Cycle, by) -> None:
    people = list(cycle.participants.taking_part().order_by("pk").values_list("pk", "subject", "manager"))
    news = [News(subject, "review-released", reverse("reviews:review", args=[pk]), by.pk) for pk, subject, _m in people]
    managers = sorted({manager for _pk, _subject, manager in people if manager})
    news += [News(manager, "review-team-released", reverse("reviews:index"), by.pk) for manager in managers]
    for start in range(0, len(news), TOLD_AT_ONCE):
        notify_many(news[start : start + TOLD_AT_ONCE])
