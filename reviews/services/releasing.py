"""HR releases results, plans it, takes a plan back, recalls; and it is noted that a result was opened."""

import logging
from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from inbox.services import take_back_told
from org.enqueue import on_commit
from org.models import Organization
from reviews import closing, moves, opening, releasing, rules, states, tasks
from reviews.models import Cycle, Participant, Release, Step
from reviews.releasing import Choice
from reviews.services.cycles import locked, note, refuse_others

log = logging.getLogger(__name__)


def decided(checked: moves.Checked, reason: str, seen: list[str]) -> str:
    """The reason to keep. `seen` is what the page said would be overruled: HR decides about that, and not about what
    came since.
    """
    if checked.overruled and not reason.strip():
        raise ValidationError({"reason": _("Say why; the reason stays in the history.")})
    if new := [words for words in checked.overruled if words not in seen]:
        raise ValidationError([_("This changed meanwhile; look again, then decide:"), *new], code="changed")
    return reason.strip() if checked.overruled else ""


@transaction.atomic
def release(
    cycle: Cycle,
    choice: Choice,
    reason: str = "",
    *,
    by,
    seen: list[str],
    on: date | None = None,
    count: int | None = None,
) -> Release:
    """Opens the results of the chosen, or plans it for a day. `count` is how many the page named."""
    refuse_others(by)
    cycle = locked(cycle)
    if not states.allows(cycle, "release"):
        raise ValidationError(states.why_not(cycle, "release"), code="state")
    today = closing.today_of(Organization.objects.current())
    if on is not None and on <= today:
        raise ValidationError({"on": _("Choose a day after today, or leave it empty to release now.")})
    people, is_whole = releasing.chosen(cycle, choice, by), releasing.is_whole(cycle, choice)
    there = people.count()
    if not there:
        raise ValidationError(why_nobody(cycle), code="nobody")
    if count is not None and count != there:
        words = _("This changed meanwhile: %(there)d wait for it now, not %(count)d. Look again, then decide.")
        raise ValidationError(words % {"there": there, "count": count}, code="changed")
    checked = moves.of_release(cycle, people, on or today)
    row = {"whom": releasing.in_words(choice), "is_whole": is_whole, "decided": checked.counts, "on": on}
    now = timezone.now()
    made = Release(cycle=cycle, by=by, made_at=now, reason=decided(checked, reason, seen), **row)
    made.released_at = None if on else now
    made.save()
    people.update(release=made)
    if on is None:
        opening.begin(cycle, made, now, by=by)
        on_commit(tasks.open_results)
    else:
        words = opening.with_count(made.whom, there)
        after = _("%(whom)s, on %(day)s") % {"whom": words, "day": date_format(on, "j F Y")}
        note(cycle, Step.What.PLANNED, by, after=after, reason=made.reason)
    return made


def why_nobody(cycle: Cycle) -> str:
    """Why a release opens nothing."""
    if not cycle.participants.waiting().exists():
        return _("Everybody’s result is released already.")
    if not cycle.participants.waiting().unplanned().exists():
        return _("For everybody who waits a release is planned or under way already.")
    return _(
        "Of these nobody waits whom you may release: your own result, and your manager’s, another HR person releases."
    )


@transaction.atomic
def drop_plan(planned: Release, *, by) -> None:
    """A planned release is taken back: its people wait again. Twice is once."""
    refuse_others(by)
    cycle = locked(planned.cycle)
    there = Release.objects.filter(pk=planned.pk).first()
    if there is None:
        return
    if not rules.can_recall(by, there, is_about_them=releasing.is_about(there, by)):
        raise PermissionDenied
    if there.released_at is not None:
        raise ValidationError(_("It was released meanwhile; it can be recalled within an hour."), code="state")
    if cycle.state not in states.PARTS["drop"].phases:
        raise ValidationError(states.why_not(cycle, "release"), code="state")
    after = opening.with_count(there.whom, there.people.waiting().count())
    there.delete()
    note(cycle, Step.What.UNPLANNED, by, after=after)


@transaction.atomic
def recall(done: Release, reason: str, *, by) -> Release:
    """Nobody reads it any more, if nobody has read it yet: the people wait again, and the notices are gone. Who opens a
    result at the same moment is before it, or finds it sealed.
    """
    refuse_others(by)
    cycle = locked(done.cycle)
    done = Release.objects.get(pk=done.pk)
    rows = Participant.objects.select_for_update(of=("self",), no_key=True).filter(release=done)
    count = len(list(rows.order_by("pk").values_list("pk")))
    if not rules.can_recall(by, done, is_about_them=releasing.is_about(done, by)):
        raise PermissionDenied
    if words := releasing.why_no_recall(cycle, done, timezone.now()):
        raise ValidationError(words, code="state")
    if not reason.strip():
        raise ValidationError({"reason": _("Say why; the reason stays in the history.")})
    times = set(done.people.exclude(released_at=None).order_by().values_list("released_at", flat=True))
    take_back_told(releasing.NOTICES, at=times, actor_id=done.by_id)
    done.people.update(released_at=None, release=None)
    done.recalled_at, done.recalled_by = timezone.now(), by
    done.save(update_fields=["recalled_at", "recalled_by"])
    note(cycle, Step.What.RECALLED, by, after=opening.with_count(done.whom, count), reason=reason.strip())
    return done


def opened(participant: Participant) -> bool:
    """A GET runs it once its answer is made and before it goes out: nobody reads what a recall has closed, and nothing
    is recalled that somebody reads. False: recalled meanwhile. Where it fails the page is shown all the same.
    """
    there = Participant.objects.filter(pk=participant.pk, released_at=participant.released_at)
    try:
        return bool(there.filter(opened_at=None).update(opened_at=timezone.now())) or there.exists()
    except DatabaseError:
        log.exception("it was not noted that a result was opened")
        return True
