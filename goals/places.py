"""The places of this app in which somebody may have a draft, in words."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from drafts import places
from goals.models import KeyResult, Objective, Period, ProgressUpdate, Suggestion
from org.models import Employee

OBJECTIVE_FIELDS = {
    "title": gettext_lazy("Title"),
    "description": gettext_lazy("What it is about"),
    "kr-*-title": gettext_lazy("Key result"),
    "kr-*-target": gettext_lazy("Target"),
    "score": gettext_lazy("Score"),
    "retrospective": gettext_lazy("Retrospective"),
    "text": gettext_lazy("Comment"),
    "reason": gettext_lazy("Reason"),
    "weight": gettext_lazy("Weight"),
    "word": gettext_lazy("A word"),
    "kr*-value": gettext_lazy("Value"),
    "kr*-comment": gettext_lazy("Comment"),
    "o*-score": gettext_lazy("Score"),
    "o*-text": gettext_lazy("Retrospective"),
    "*-to": gettext_lazy("To"),
    "*-reason": gettext_lazy("Reason"),
    "answer": gettext_lazy("Why not"),
}
KEY_RESULT_FIELDS = {
    "value": gettext_lazy("Value"),
    "comment": gettext_lazy("Comment"),
    "target": gettext_lazy("Target"),
    "reason": gettext_lazy("Reason"),
    "kr*-value": gettext_lazy("Value"),
    "kr*-comment": gettext_lazy("Comment"),
}


OBJECTIVE_VERBS = {
    "edit": gettext_lazy("Edit “%(title)s”"),
    "close": gettext_lazy("Close “%(title)s”"),
    "progress": gettext_lazy("Update “%(title)s”"),
    "comment": gettext_lazy("Comment on “%(title)s”"),
    "cancel": gettext_lazy("Cancel “%(title)s”"),
    "decline": gettext_lazy("Decline the alignment of “%(title)s”"),
    "weight": gettext_lazy("Weight of “%(title)s”"),
    "submit": gettext_lazy("Submit “%(title)s”"),
    "withdraw": gettext_lazy("Withdraw “%(title)s”"),
    "return": gettext_lazy("Return “%(title)s”"),
    "agree": gettext_lazy("Agree to “%(title)s”"),
    "suggest": gettext_lazy("Suggest edits of “%(title)s”"),
}


# What is typed of one of several key results or objectives on a page.
OF_ONE = {
    "value": gettext_lazy("Value of “%(title)s”"),
    "comment": gettext_lazy("Comment on “%(title)s”"),
    "score": gettext_lazy("Score of “%(title)s”"),
    "text": gettext_lazy("Retrospective of “%(title)s”"),
}


def register() -> None:
    places.register("objective", objectives, labels=OBJECTIVE_FIELDS, name_fields=fields_of_each)
    places.register("key-result", key_results, labels=KEY_RESULT_FIELDS, name_fields=fields_of_each)
    places.register("update", updates, labels=KEY_RESULT_FIELDS)
    places.register("suggestion", suggestions, labels=OBJECTIVE_FIELDS)
    places.register("goals-of", goals_of, labels=OBJECTIVE_FIELDS)
    places.register("period", periods, labels=OBJECTIVE_FIELDS, name_fields=fields_of_each)


def fields_of_each(names: set[str], viewer) -> dict[str, str]:
    """“kr12-value” is of the key result of that id, “o12-text” of the objective."""
    wanted = places.fields_by_id(names, r"o(\d{1,18})-(score|text)")
    visible = Objective.objects.visible_to(viewer).filter(pk__in=wanted).order_by("pk")
    found = [(each.pk, each.title) for each in visible]
    words = {name: str(OF_ONE[field]) % {"title": title} for pk, title in found for name, field in wanted[pk]}
    return words | values_of_each(names, viewer, r"kr(\d{1,18})-(value|comment)")


def values_of_each(names: set[str], viewer, pattern: str) -> dict[str, str]:
    wanted = places.fields_by_id(names, pattern)
    visible = Objective.objects.visible_to(viewer).values("pk")
    found = KeyResult.objects.filter(pk__in=wanted, objective__in=visible).order_by("pk").values_list("pk", "title")
    return {name: str(OF_ONE[field]) % {"title": title} for pk, title in found for name, field in wanted[pk]}


def objectives(rests: list[str], viewer) -> dict[str, str]:
    wanted = places.ids(rests)
    words = {rest: _("New objective") for rest in rests if rest == "new" or rest.startswith("new:")}
    for objective in Objective.objects.visible_to(viewer).filter(pk__in=wanted):
        for rest, verb in wanted[objective.pk]:
            if verb in OBJECTIVE_VERBS:
                words[rest] = OBJECTIVE_VERBS[verb] % {"title": objective.title}
    return words


def key_results(rests: list[str], viewer) -> dict[str, str]:
    """“own:update” and “all:update” are the pages with all that one keeps."""
    wanted = places.ids(rests)
    words = {rest: _("Update my key results") for rest in rests if rest in ("own:update", "all:update")}
    verbs = {"update": _("Update “%(title)s”"), "re-baseline": _("Re-baseline “%(title)s”")}
    visible = Objective.objects.visible_to(viewer).values("pk")
    for key_result in KeyResult.objects.filter(pk__in=wanted, objective__in=visible):
        for rest, verb in wanted[key_result.pk]:
            if verb in verbs:
                words[rest] = verbs[verb] % {"title": key_result.title}
    return words


def updates(rests: list[str], viewer) -> dict[str, str]:
    wanted, words = places.ids(rests), {}
    visible = Objective.objects.visible_to(viewer).values("pk")
    rows = ProgressUpdate.objects.filter(pk__in=wanted, key_result__objective__in=visible)
    for entry in rows.select_related("key_result").order_by("pk"):
        for rest, _verb in wanted[entry.pk]:
            words[rest] = _("Strike an update of “%(title)s”") % {"title": entry.key_result.title}
    return words


def suggestions(rests: list[str], viewer) -> dict[str, str]:
    wanted, words = places.ids(rests), {}
    for each in Suggestion.objects.visible_to(viewer).filter(pk__in=wanted).select_related("author").order_by("pk"):
        for rest, _verb in wanted[each.pk]:
            words[rest] = _("Decline the suggestion of %(name)s") % {"name": each.author}
    return words


def goals_of(rests: list[str], viewer) -> dict[str, str]:
    wanted, words = places.ids(rests), {}
    for person in Employee.objects.visible_to(viewer).filter(pk__in=wanted).order_by("pk"):
        for rest, _verb in wanted[person.pk]:
            words[rest] = _("Goals of %(name)s") % {"name": person}
    return words


def periods(rests: list[str], viewer) -> dict[str, str]:
    wanted, words = places.ids(rests), {}
    for period in Period.objects.filter(pk__in=wanted).order_by("pk"):
        for rest, _verb in wanted[period.pk]:
            words[rest] = _("Close goals of %(period)s") % {"period": period.name}
    return words
