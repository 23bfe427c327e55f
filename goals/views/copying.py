"""Copy one's objectives of one period into another, as drafts."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from goals import listing, rules
from goals.carrying import carried_baseline
from goals.forms import CopyPeriodsForm
from goals.models import Objective, Period
from goals.services import copying
from goals.views.common import answer, posted, whole_number


@require_http_methods(["GET", "POST"])
def copy(request):
    periods = list(Period.objects.all())
    form = CopyPeriodsForm(_chosen(request, periods), periods=periods)
    if not periods or not form.is_valid():
        return render(request, "goals/copy.html", {"form": form, "periods": periods, "rows": None, "refusal": ""})
    source, target = form.chosen()
    refusal, data = "", posted(request)
    ticked = None if data is None else {whole_number(text) for text in data.getlist("objective")}
    if request.method == "POST":
        try:
            return _copy(request, _mine(request.user, source), target, ticked)
        except ValidationError as error:
            about = getattr(error, "about", "")
            refusal = (f"“{about}”: " if about else "") + " ".join(error.messages)
    context = {"form": form, "periods": periods, "source": source, "target": target, "refusal": refusal}
    context["rows"] = _rows(_mine(request.user, source), target, ticked)
    return answer(request, "goals/copy.html", context, invalid=bool(refusal))


def _chosen(request, periods) -> dict:
    """What was chosen, else the current period and the one of its length before it."""
    sent = posted(request) or request.GET
    target = next((each for each in periods if each.pk == whole_number(sent.get("target"))), None)
    target = target or listing.current_period(periods, timezone.localdate())
    source = next((each for each in periods if each.pk == whole_number(sent.get("source"))), None)
    source = source or (before(periods, target) if target else None)
    return {"source": source and source.pk, "target": target and target.pk}


def before(periods, target: Period) -> Period | None:
    """Of those that end before `target` begins, the nearest of about its length; else any other."""
    length = (target.ends_on - target.starts_on).days
    ended = [each for each in periods if each.ends_on < target.starts_on]

    def distance(each):
        return (abs((each.ends_on - each.starts_on).days - length) > 15, target.starts_on - each.ends_on, each.pk)

    return min(ended, key=distance, default=next((each for each in periods if each.pk != target.pk), None))


def _mine(viewer, source):
    mine = Objective.objects.visible_to(viewer).filter(owner=viewer, period=source)
    mine = mine.exclude(state=Objective.State.CANCELLED).order_by("title", "pk")
    return mine.select_related("owner", "period", "department", "process").prefetch_related("key_results")


def _rows(mine, target, ticked) -> list[dict]:
    mine = list(mine)
    copies = Objective.objects.filter(copied_from__in=mine, period=target).exclude(state=Objective.State.CANCELLED)
    known = {each.copied_from_id: each for each in copies.order_by("pk")}
    return [
        {
            "objective": each,
            "copy": known.get(each.pk),
            "is_ticked": each.pk in ticked if ticked is not None else each.pk not in known,
            "key_results": [
                {
                    "is_from": each_result,
                    "start": carried_baseline(each_result),
                    "is_reached": copying.is_reached(each_result),
                }
                for each_result in each.key_results.all()
            ],
        }
        for each in mine
    ]


def _copy(request, mine, target, ticked):
    chosen = list(mine.filter(pk__in=[pk for pk in ticked if pk]))
    if not chosen:
        raise ValidationError(_("Tick what you want to copy."))
    if not all(rules.can_copy(request.user, each) for each in chosen):
        raise PermissionDenied
    copies = [each for each in copying.copy_objectives(chosen, target, by=request.user) if each.is_new_copy]
    words = ngettext("%(count)d draft made in %(period)s.", "%(count)d drafts made in %(period)s.", len(copies))
    messages.success(request, words % {"count": len(copies), "period": target})
    for each in copies:
        if each.notes:
            messages.warning(request, f"“{each.title}”: {' '.join(each.notes)}")
    return redirect(reverse("goals:index", query={"period": target.pk}))
