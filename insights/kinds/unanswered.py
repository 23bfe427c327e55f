"""Somebody asked for feedback, and nobody ever answered."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from feedback import rules
from feedback.models import FeedbackRequest, RequestedAnswer
from feedback.models.request import EXPIRES_AFTER
from insights.kinds.base import Button, Found, Kind, Moment, among
from insights.models import Signal
from org.models import Employee
from org.zones import zone

PAST_AFTER = timedelta(days=60)
State = RequestedAnswer.State


class Unanswered(Kind):
    slug = "feedback-unanswered"
    name = gettext_lazy("Feedback asked and never answered")
    rule = gettext_lazy(
        "Nobody has answered a request for feedback, %(threshold)s days after the last person was asked, and not all "
        "have declined. Once it has expired, after 30 days, it weighs twice; after 60 days it is past."
    )
    unit = gettext_lazy("days without an answer")
    threshold, least, most = 14, 1, 59
    audience, action = Signal.Audience.OWN, "ask again"
    step = gettext_lazy("Ask somebody else, or ask in person")
    steps = ("take-back", "ask-feedback", "agenda")
    # To take it back ends the signal and asks nobody; who answers is not the one whom it asks to act.
    deeds = ("ask again",)
    sources = ("people", "requests")
    needs_record = False  # its figures say it

    def find(self, moment: Moment, threshold: int, people=None) -> Iterable[Found]:
        wait, here = timedelta(days=threshold), zone(moment.organization.time_zone)
        present = Employee.objects.present(moment.now).order_by().values("pk")
        asked = RequestedAnswer.objects.filter(request=OuterRef("pk")).exclude(state=State.TAKEN_BACK)
        rows = (
            FeedbackRequest.objects.filter(
                ~Exists(asked.filter(state=State.ANSWERED)),
                Exists(asked.filter(state=State.OPEN)),
                taken_back_at=None,
                asker__in=present,
                about__in=present,
            )
            .annotate(last=Subquery(asked.order_by("-asked_at", "-pk").values("asked_at")[:1]))
            .filter(last__lte=moment.now - wait, last__gt=moment.now - PAST_AFTER)
            .annotate(people=Count("asked", filter=~Q(asked__state=State.TAKEN_BACK)))
        )
        for pk, asker, about, unit, last, count in (
            among(rows, "asker", people)
            .order_by("pk")
            .values_list("pk", "asker", "about", "asker__department", "last", "people")
        ):
            yield Found(
                subject=pk,
                about=asker,
                unit=unit,
                since=(last + wait).astimezone(here).date(),
                severity=2 if last <= moment.now - EXPIRES_AFTER else 1,
                next_by=asker,
                figures=(
                    ("asked_on", last.astimezone(here).date().isoformat()),
                    ("people", count),
                    ("is_about_another", int(asker != about)),
                ),
            )

    def load(self, signals, viewer):
        wanted = [signal.subject for signal in signals]
        rows = FeedbackRequest.objects.visible_to(viewer).filter(pk__in=wanted).select_related("about")
        return {row.pk: row for row in rows.order_by("pk")} if wanted else {}

    def title(self, signal, record) -> str:
        if signal.figures["is_about_another"]:
            return _("Nobody has answered what you asked about a report")
        return _("Nobody has answered your request for feedback")

    def reason(self, signal, record, day: date) -> str:
        asked_on, count = date.fromisoformat(signal.figures["asked_on"]), signal.figures["people"]
        words = ngettext("You asked %(n)d person, last on %(day)s", "You asked %(n)d people, last on %(day)s", count)
        return words % {"n": count, "day": formats.date_format(asked_on, "j F")}

    def evidence(self, signal, record, viewer) -> tuple[str, str]:
        return _("Your request"), reverse("giving:question", args=[signal.subject])

    def ends(self, signal, record, threshold: int) -> str:
        words = _("With the first answer, when you ask somebody else or take it back; and on %(day)s in any case.")
        return words % {"day": formats.date_format(_past_on(signal), "j F Y")}

    def is_past(self, signal, day: date) -> bool:
        return day >= _past_on(signal)

    def button(self, signal, record, viewer) -> Button | None:
        if record is None or not rules.can_ask_more(viewer, record):
            return None
        return Button(_("Ask somebody else"), reverse("giving:ask_more", args=[signal.subject]))


def _past_on(signal) -> date:
    return date.fromisoformat(signal.figures["asked_on"]) + PAST_AFTER
