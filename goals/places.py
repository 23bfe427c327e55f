"""The places of this app in which somebody may have a draft, in words."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from drafts import places
from goals.models import KeyResult, Objective

OBJECTIVE_FIELDS = {
    "title": gettext_lazy("Title"),
    "description": gettext_lazy("What it is about"),
    "kr-*-title": gettext_lazy("Key result"),
    "kr-*-target": gettext_lazy("Target"),
    "score": gettext_lazy("Score"),
    "retrospective": gettext_lazy("Retrospective"),
    "kr*-value": gettext_lazy("Value"),
    "kr*-comment": gettext_lazy("Comment"),
}
KEY_RESULT_FIELDS = {
    "value": gettext_lazy("Value"),
    "comment": gettext_lazy("Comment"),
    "target": gettext_lazy("Target"),
    "reason": gettext_lazy("Reason"),
}


def register() -> None:
    places.register("objective", objectives, labels=OBJECTIVE_FIELDS)
    places.register("key-result", key_results, labels=KEY_RESULT_FIELDS)


def objectives(rests: list[str], viewer) -> dict[str, str]:
    wanted = places.ids(rests)
    words = {rest: _("New objective") for rest in rests if rest == "new" or rest.startswith("new:")}
    verbs = {"edit": _("Edit “%(title)s”"), "close": _("Close “%(title)s”"), "progress": _("Update “%(title)s”")}
    for objective in Objective.objects.visible_to(viewer).filter(pk__in=wanted):
        for rest, verb in wanted[objective.pk]:
            if verb in verbs:
                words[rest] = verbs[verb] % {"title": objective.title}
    return words


def key_results(rests: list[str], viewer) -> dict[str, str]:
    wanted, words = places.ids(rests), {}
    verbs = {"update": _("Update “%(title)s”"), "re-baseline": _("Re-baseline “%(title)s”")}
    visible = Objective.objects.visible_to(viewer).values("pk")
    for key_result in KeyResult.objects.filter(pk__in=wanted, objective__in=visible):
        for rest, verb in wanted[key_result.pk]:
            if verb in verbs:
                words[rest] = verbs[verb] % {"title": key_result.title}
    return words
