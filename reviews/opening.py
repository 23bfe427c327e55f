"""Opens the results of a release: that it begins is one step, and its people follow in slices, each a transaction of
its own, for everyone at once would hold the cycle's row, and on SQLite the whole database, for too long.

Whom to open is known from the records alone: who is of a release that has begun and is sealed still. A worker that is
killed leaves its slice sealed, whole; the next takes it again. A participant is released or is not: no page, list or
news asks whether the others are.
"""

from datetime import datetime
from time import monotonic

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext

from inbox.services import News, notify_many
from reviews import alone, closing
from reviews.models import Cycle, Facilitator, Participant, Release, Review, Step, Submission

SLICE = 500


def with_count(words: str, count: int) -> str:
    people = ngettext("%(n)d person", "%(n)d people", count) % {"n": count}
    return f"{words} · {people}"


def begin(cycle: Cycle, release: Release, now: datetime, *, by) -> None:
    """The first slice of those who point to it is open with it. The cycle is locked; its first part takes it into the
    release phase: writing ends for everybody. `by` is None where the clock does it.
    """
    before = cycle.state
    if before != Cycle.State.RELEASE:
        cycle.state = Cycle.State.RELEASE
        cycle.save(update_fields=["state"])
        Step.objects.create(cycle=cycle, what=Step.What.MOVED, before=before, after=cycle.state, by=by)
    if before == Cycle.State.WRITING:
        end_writing(cycle)
    release.released_at = now
    release.save(update_fields=["released_at"])
    words = with_count(release.whom, release.people.waiting().count())
    Step.objects.create(cycle=cycle, what=Step.What.RELEASED, after=words, reason=release.reason, by=by)
    others = cycle.participants.waiting().exclude(release=release)
    if before == Cycle.State.WRITING and cycle.has_calibration and others.exists():
        tell_calibrating(cycle, release.by_id)
    _open(release, now)


def end_writing(cycle: Cycle) -> None:
    """Every relation closes, and what was reopened and not submitted again counts as it was submitted before."""
    closing.close_all(cycle)
    last = Submission.objects.filter(review=OuterRef("pk"), version=OuterRef("version"))
    reopened = Review.objects.filter(participant__cycle=cycle, state=Review.State.OPEN, version__gte=1)
    reopened.update(state=Review.State.SUBMITTED, submitted_at=Subquery(last.values("submitted_at")))


def tell_calibrating(cycle: Cycle, by: int) -> None:
    """Those who compare ratings from now on."""
    people = set(Facilitator.objects.filter(group__cycle=cycle).order_by().values_list("person", flat=True))
    people |= set(cycle.readers.order_by().values_list("person", flat=True))
    path = reverse("reviews:calibration", args=[cycle.pk])
    notify_many([News(person, "review-calibration", path, by) for person in sorted(people - {by})])


def under_way() -> QuerySet[Release]:
    """Those that have begun, and have not opened everybody's."""
    begun = Release.objects.filter(released_at__isnull=False, recalled_at=None, cycle__state=Cycle.State.RELEASE)
    return begun.filter(Exists(Participant.objects.waiting().filter(release=OuterRef("pk")).order_by()))


def work(seconds: float) -> bool:
    """Goes on with each of them, for about so long; True where something is left that will not fail again."""
    end = monotonic() + seconds
    waiting = under_way().filter(cycle__paused_at=None).order_by("released_at", "pk")

    def open_rest(pk: int) -> bool:
        while monotonic() < end:
            if not open_slice(pk):
                return True
        return False

    _done, faulty = alone.each(list(waiting.values_list("pk", flat=True)), open_rest)
    return waiting.exclude(pk__in=faulty).exists()


@transaction.atomic
def open_slice(pk: int) -> bool:
    """The next people of this release. True: look again."""
    cycle = Cycle.objects.select_for_update(of=("self",), no_key=True).get(releases=pk)
    release = under_way().filter(pk=pk).first()
    if release is None or cycle.paused_at:
        return False
    _open(release, timezone.now())
    return True


def _open(release: Release, now: datetime) -> None:
    """Those of one manager one after the other: the manager is told once, with the last of them."""
    waiting = release.people.waiting().order_by("manager_id", "pk")
    rows = list(waiting.values_list("pk", "subject", "manager")[:SLICE])
    Participant.objects.filter(pk__in=[pk for pk, *_people in rows]).update(released_at=now, opened_at=None)
    release.count += len(rows)
    release.save(update_fields=["count"])
    managers = {manager for _pk, _subject, manager in rows if manager}
    managers -= set(waiting.order_by().filter(manager__in=managers).values_list("manager", flat=True))
    by = release.by_id
    news = [News(subject, "review-released", reverse("reviews:review", args=[pk]), by) for pk, subject, _m in rows]
    news += [News(manager, "review-team-released", reverse("reviews:index"), by) for manager in sorted(managers)]
    notify_many(news, at=now)  # with the time, by which a recall finds it again
