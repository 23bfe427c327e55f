"""What a cycle asks of people: to name peers, to approve them, to write, to say that they received it, to talk.

One query for any number of people, and none for the viewer of a page: theirs come with them (`TOLD`). That an anonymous
answer waits is told to its writer alone, as everything here is told to nobody but the person whose duty it is.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    IntegerField,
    OuterRef,
    Q,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Cast, Concat, JSONObject
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from drafts.models import Draft
from inbox.duties import Duty
from org.models import Employee, Organization
from org.together import Together, named
from reviews import closing, states
from reviews.draft_counts import AnsweredInDraft
from reviews.models import (
    Acknowledgement,
    AnonymousMark,
    Cycle,
    CyclePhase,
    CycleRelation,
    Nomination,
    Participant,
    QuestionFor,
    Relation,
    Review,
)
from reviews.models.acknowledgement import TALK_WITHIN
from reviews.models.setting_up import released
from reviews.preview import MINUTES


def _to_write() -> Subquery:
    """Open reviews of a cycle in writing; and what somebody typed who is not to write it any more."""
    drafts = Draft.objects.filter(
        author=OuterRef("writer"),
        key=Concat(Value("review:"), Cast(OuterRef("pk"), CharField()), Value(":write")),
        state=Draft.State.OPEN,
    ).order_by("-saved_at", "-pk")
    state, cycle = Review.State, "participant__cycle"
    waiting = Q(state=state.OPEN, **{f"{cycle}__state": Cycle.State.WRITING, f"{cycle}__paused_at": None})
    rows = Review.objects.filter(writer=OuterRef("pk"), participant__taken_out_at=None).annotate(
        answered=Subquery(drafts.annotate(count=AnsweredInDraft("fields")).values("count")[:1]), **_of_relation()
    )
    asking = {f"{cycle}__state__in": states.ASKING, f"{cycle}__paused_at": None}
    left = Q(state=state.REPLACED, answered__isnull=False, **asking)
    facts = ("relation", "state", "due_on", "answered", "asked", "minutes", "relation_due", "is_closed")
    told = _facts(facts, cycle=f"{cycle}__name", subject="participant__subject")
    return _together(rows.filter(waiting | left), "writer", told)


def _to_answer() -> Subquery:
    """Anonymous forms that this person has not sent yet."""
    cycle = "participant__cycle"
    rows = AnonymousMark.objects.in_groups().filter(
        writer=OuterRef("pk"),
        has_answered=False,
        participant__taken_out_at=None,
        **{f"{cycle}__state": Cycle.State.WRITING, f"{cycle}__paused_at": None},
    )
    facts = ("relation", "asked", "minutes", "relation_due", "is_closed")
    told = _facts(facts, of="participant", cycle=f"{cycle}__name", subject="participant__subject")
    return _together(rows.annotate(**_of_relation()), "writer", told)


def _of_relation() -> dict[str, Subquery]:
    """What a relation asks, in how many minutes, and until when."""
    relations = CycleRelation.objects.filter(cycle=OuterRef("participant__cycle"), relation=OuterRef("relation"))
    asked = QuestionFor.objects.filter(
        relation=OuterRef("relation"), question__section__template=OuterRef("participant__cycle__template")
    )
    asked = asked.order_by().values("relation")
    minutes = Case(*[When(question__kind=kind, then=Value(each)) for kind, each in MINUTES.items()])
    return {
        "asked": Subquery(asked.annotate(count=Count("pk")).values("count")),
        "minutes": Subquery(asked.annotate(sum=Sum(minutes, output_field=IntegerField())).values("sum")),
        "relation_due": Subquery(relations.values("due_on")[:1]),
        "is_closed": Exists(relations.filter(closed_at__isnull=False)),
    }


def _of_subject() -> Subquery:
    """Whoever has named no peer while peers are named; whoever has not said that they received the result."""
    named = Nomination.objects.active().filter(participant=OuterRef("pk"))
    nominating = Q(cycle__state=Cycle.State.NOMINATION, cycle__paused_at=None) & ~Exists(named)
    said = Acknowledgement.objects.current().filter(participant=OuterRef("pk"))
    to_read = released() & Q(cycle__state=Cycle.State.RELEASE, cycle__paused_at=None) & ~Exists(said)
    rows = Participant.objects.taking_part().filter(nominating | to_read, subject=OuterRef("pk"))
    return _together(_with_ends(rows), "subject", _facts(("ends_on",), cycle="cycle__name", state="cycle__state"))


def _of_manager() -> Subquery:
    """Those whose proposals wait for the manager, and those who asked for a talk."""
    proposed = Nomination.objects.filter(participant=OuterRef("pk"), state=Nomination.State.PROPOSED)
    talks = Acknowledgement.objects.filter(participant=OuterRef("pk"), kind=Acknowledgement.Kind.TALK, talked_at=None)
    rows = _with_ends(Participant.objects.taking_part().filter(manager=OuterRef("pk"))).annotate(
        proposed=Subquery(proposed.order_by().values("participant").annotate(count=Count("pk")).values("count")),
        asked_at=Subquery(talks.order_by("-at", "-pk").values("at")[:1]),
    )
    open_ = Q(cycle__state__in=[Cycle.State.NOMINATION, Cycle.State.WRITING], cycle__paused_at=None)
    told = _facts(("ends_on", "proposed", "asked_at"), cycle="cycle__name", subject="subject")
    talk = Q(asked_at__isnull=False, cycle__paused_at=None)
    return _together(rows.filter(open_ & Q(proposed__gt=0) | talk), "manager", told)


def _with_ends(rows):
    """Each with `ends_on`: the last day of the phase in which the cycle is."""
    phases = CyclePhase.objects.filter(cycle=OuterRef("cycle"), phase=OuterRef("cycle__state"))
    return rows.annotate(ends_on=Subquery(phases.values("ends_on")[:1]))


def _facts(names: Sequence[str], *, of: str = "pk", subject: str = "", **paths: str) -> JSONObject:
    about = {"subject": named(subject)} if subject else {}
    return JSONObject(id=of, **{name: name for name in names}, **paths, **about)


def _together(rows, whose: str, facts: JSONObject) -> Subquery:
    return Subquery(rows.order_by().values(whose).annotate(told=Together(facts)).values("told"))


# What comes with a person, by the name that it has there.
TOLD: dict[str, Callable[[], Subquery]] = {
    "reviews_told_to_write": _to_write,
    "reviews_told_to_answer": _to_answer,
    "reviews_told_of_mine": _of_subject,
    "reviews_told_of_team": _of_manager,
}


def provider(people: Sequence[Employee], now: datetime) -> Iterable[Duty]:
    known = [person for person in people if all(hasattr(person, name) for name in TOLD)]
    if others := {person.pk for person in people} - {person.pk for person in known}:
        rows = Employee.objects.filter(pk__in=others).annotate(**{name: told() for name, told in TOLD.items()})
        known += list(rows.only("pk").order_by("pk"))
    makers = dict(zip(TOLD, (_write_or_hand_over, _answer, _mine, _team), strict=True))
    today = None
    for person in known:
        for name, make in makers.items():
            for facts in sorted(getattr(person, name) or (), key=lambda facts: facts["id"]):
                today = today or closing.today_of(Organization.objects.current(), now)
                if duty := make(facts, person, today):
                    yield duty


def _write_or_hand_over(facts: dict, person: Employee, today: date) -> Duty | None:
    if facts["state"] == Review.State.REPLACED:
        return _hand_over(facts, person)
    own, due = _day(facts["due_on"]), _day(facts["due_on"] or facts["relation_due"])
    if closing.is_over(due, own is None and bool(facts["is_closed"]), today):
        return None
    subject, is_self = _subject(facts), facts["relation"] == Relation.SELF
    return Duty(
        person_id=person.pk,
        key=f"review:{facts['id']}:write",
        title=_("Write your self-review") if is_self else _("Write your review of %(name)s") % {"name": subject},
        mail_title=_("A self-review waits to be written") if is_self else _("A review waits to be written"),
        action=_("Write self-review") if is_self else _("Write review"),
        path=reverse("reviews:write", args=[facts["id"]]),
        why=_("You are asked for it in a review cycle, until this day."),
        due_on=due,
        detail=f"{facts['cycle']} · {_how_far(facts)}",
        icon="file-text",
        minutes=facts["minutes"] or 1,
        kind="review",
        other=None if is_self else subject,
    )


def _answer(facts: dict, person: Employee, today: date) -> Duty | None:
    due = _day(facts["relation_due"])
    if closing.is_over(due, bool(facts["is_closed"]), today):
        return None
    subject = _subject(facts)
    return Duty(
        person_id=person.pk,
        key=f"review-anonymous:{facts['id']}:{facts['relation']}",
        title=_("Answer about %(name)s, without your name") % {"name": subject},
        mail_title=_("Questions that you answer without your name"),
        action=_("Answer"),
        path=reverse("reviews:answer", args=[facts["id"], facts["relation"]]),
        why=_("You are asked for it in a review cycle, until this day; nobody else sees whether you have answered."),
        due_on=due,
        detail=facts["cycle"],
        icon="file-text",
        minutes=facts["minutes"] or 1,
        kind="review",
        other=subject,
    )


def _how_far(facts: dict) -> str:
    words = ngettext("%(done)d of %(all)d answered", "%(done)d of %(all)d answered", facts["asked"] or 0)
    return words % {"done": facts["answered"] or 0, "all": facts["asked"] or 0}


def _hand_over(facts: dict, person: Employee) -> Duty:
    subject = _subject(facts)
    return Duty(
        person_id=person.pk,
        key=f"review:{facts['id']}:leave",
        title=_("What becomes of your draft about %(name)s?") % {"name": subject},
        mail_title=_("A draft of a review waits for your decision"),
        action=_("Decide about the draft"),
        path=reverse("reviews:leave", args=[facts["id"]]),
        why=_("Somebody else writes the manager review now; what you typed is yours alone until you decide."),
        detail=facts["cycle"],
        icon="file-text",
        minutes=2,
        kind="review",
        other=subject,
    )


def _mine(facts: dict, person: Employee, today: date) -> Duty:
    if facts["state"] == Cycle.State.NOMINATION:
        return Duty(
            person_id=person.pk,
            key=f"review-peers:{facts['id']}:propose",
            title=_("Propose who reviews you as a peer"),
            action=_("Propose peers"),
            path=reverse("reviews:peers", args=[facts["id"]]),
            why=_("A review cycle asks you to propose peers, until this day."),
            due_on=_day(facts["ends_on"]),
            detail=facts["cycle"],
            icon="users",
            minutes=5,
            kind="review",
        )
    return Duty(
        person_id=person.pk,
        key=f"review-result:{facts['id']}:acknowledge",
        title=_("Read your review, and say that you received it"),
        mail_title=_("A review was released to you"),
        action=_("Read review"),
        path=reverse("reviews:review", args=[facts["id"]]),
        why=_("Your review was released; to say that you received it is not to agree."),
        due_on=_day(facts["ends_on"]),
        detail=facts["cycle"],
        icon="file-text",
        minutes=15,
        kind="review",
    )


def _team(facts: dict, person: Employee, today: date) -> Duty:
    subject = _subject(facts)
    if not facts["asked_at"]:
        return _to_approve(facts, person, subject)
    return Duty(
        person_id=person.pk,
        key=f"review-result:{facts['id']}:talk",
        title=_("%(name)s asks for a talk about the review") % {"name": subject},
        mail_title=_("A talk about a review was asked for"),
        action=_("Open review"),
        path=reverse("reviews:review", args=[facts["id"]]),
        why=_("A talk was asked for after the release; within a week is good."),
        due_on=(_moment(facts["asked_at"]) + TALK_WITHIN).date(),
        detail=facts["cycle"],
        icon="messages-square",
        minutes=30,
        kind="review",
        other=subject,
    )


def _to_approve(facts: dict, person: Employee, subject: Employee) -> Duty:
    words = ngettext("%(n)d proposal waits for you", "%(n)d proposals wait for you", facts["proposed"])
    return Duty(
        person_id=person.pk,
        key=f"review-peers:{facts['id']}:approve",
        title=_("Decide about the peers of %(name)s") % {"name": subject},
        mail_title=_("Proposals of peers wait for your word"),
        action=_("Decide about peers"),
        path=reverse("reviews:peers", args=[facts["id"]]),
        why=_("You are the manager in a review cycle: peers are asked once you approve them."),
        due_on=_day(facts["ends_on"]),
        detail=f"{facts['cycle']} · {words % {'n': facts['proposed']}}",
        icon="users",
        minutes=3,
        kind="review",
        other=subject,
    )


def _subject(facts: dict) -> Employee:
    return Employee(**facts["subject"])


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _moment(text: str) -> datetime:
    """SQLite keeps the time of UTC without saying so."""
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
