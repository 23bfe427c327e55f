"""The places of plans in which somebody may have a draft, in words."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from drafts import places
from feedback.models import Plan, PlanAction
from org.models import Employee

FIELDS = {
    "title": gettext_lazy("In a few words"),
    "aim": gettext_lazy("What it is for"),
    "action-*-text": gettext_lazy("What is to be done"),
    "text": gettext_lazy("Text"),
    "words": gettext_lazy("How it ended"),
    "reason": gettext_lazy("Reason"),
}


def register() -> None:
    places.register("plan-of", beginnings, labels=FIELDS)
    places.register("plan", plans, labels=FIELDS)
    places.register("plan-action", actions, labels=FIELDS)


def beginnings(rests: list[str], viewer) -> dict[str, str]:
    """“12:support” is a new one for that person."""
    wanted, words = places.ids(rests), {}
    known = {
        Plan.Kind.DEVELOPMENT: _("Begin a development plan for %(name)s"),
        Plan.Kind.SUPPORT: _("Begin a support plan for %(name)s"),
    }
    for person in Employee.objects.visible_to(viewer).filter(pk__in=wanted).order_by("pk"):
        for rest, kind in wanted[person.pk]:
            if kind in known:
                words[rest] = known[kind] % {"name": person}
    return words


def plans(rests: list[str], viewer) -> dict[str, str]:
    wanted, words = places.ids(rests), {}
    known = {
        "edit": _("Change the plan “%(title)s”"),
        "answer": _("Answer the plan “%(title)s”"),
        "review": _("How the plan “%(title)s” is going"),
        "add": _("Something to do in the plan “%(title)s”"),
        "end": _("How the plan “%(title)s” ended"),
    }
    for plan in Plan.objects.visible_to(viewer).filter(pk__in=wanted):
        for rest, verb in wanted[plan.pk]:
            if verb in known:
                words[rest] = known[verb] % {"title": plan.title}
    return words


def actions(rests: list[str], viewer) -> dict[str, str]:
    wanted, words = places.ids(rests), {}
    known = {"change": _("Change “%(action)s”"), "drop": _("Drop “%(action)s”")}
    for action in PlanAction.objects.visible_to(viewer).filter(pk__in=wanted):
        for rest, verb in wanted[action.pk]:
            if verb in known:
                words[rest] = known[verb] % {"action": action.text}
    return words
