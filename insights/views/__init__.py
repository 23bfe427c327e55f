"""The bridge: where the organisation carries, where it sags, and what would help there."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from drafts.desk import drafted, sending
from insights import helping, one_view, readers, rules, services, spans, thresholds
from insights.forms import DismissForm
from insights.kinds import Moment, steps
from insights.models import Signal
from insights.units import Organisation, Unit

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])
PAGE = 25


def _scene(request, pk: int | None, moment: Moment) -> spans.Scene:
    organisation = Organisation(request.user)
    if pk is not None and pk not in organisation.by_id:
        raise Http404
    unit = organisation.by_id[pk] if pk is not None else Unit(None, moment.organization.name)
    scene = spans.scene(organisation, unit, moment, request.user)
    if scene is None:
        raise Http404
    return scene


def _view(request, pk: int | None, *, whole: bool = False) -> one_view.View:
    """As of a day (`on`), and beside another one (`compare`)."""
    asked = {name: request.GET.get(name, "") for name in ("on", "compare")}
    view = one_view.view(request.user, pk, **asked, whole=whole)
    if view is None:
        raise Http404
    return view


def _page(request, pk: int | None):
    """What waits for help is of today alone."""
    view = _view(request, pk, whole="whole" in request.GET)
    context = {
        "view": view,
        "scene": view.scene,
        "week": spans.week_of(view.moment),
        "k": view.moment.organization.anonymity_threshold,
    }
    if view.is_whole and not view.scene.is_past:
        context |= _help(request.user, view.scene, view.moment)
    return render(request, "insights/bridge.html", context)


def _help(viewer, scene: spans.Scene, moment: Moment) -> dict:
    told, total, counted = helping.most(viewer, scene.unit, moment)
    return {"help": told, "total": total, "hidden": helping.hidden(scene.signals, counted)}


@require_safe
def bridge(request):
    return _page(request, None)


@require_safe
def department(request, pk):
    return _page(request, pk)


@require_safe
def most(request, pk=None):
    """What would help most, by itself: of a very wide place it comes a moment after the page."""
    moment = Moment.at()
    scene = _scene(request, pk, moment)
    return render(request, "insights/_help.html", {"scene": scene} | _help(request.user, scene, moment))


@require_safe
def changes(request, pk=None):
    """What changed since last month, as above."""
    return render(request, "insights/_balance.html", {"view": _view(request, pk, whole=True)})


def _list(request, pk: int | None):
    """All signals of the place that the viewer sees, those that are dismissed last."""
    moment = Moment.at()
    scene = _scene(request, pk, moment)
    found = helping.of_place(request.user, scene.unit)
    page = Paginator(helping.dismissed_last(found, moment.day), PAGE).get_page(request.GET.get("page"))
    told = helping.tell(helping.of_ids(page, moment.day), request.user, moment.day)
    counted = helping.counted(found, scene.unit, page.paginator.count, moment.day)
    hidden = helping.hidden(scene.signals, counted)
    context = {"scene": scene, "page": page, "told": told, "hidden": hidden}
    return render(request, "insights/signals.html", context)


@require_safe
def signals(request):
    return _list(request, None)


@require_safe
def department_signals(request, pk):
    return _list(request, pk)


def _fetch(request, pk: int, moment: Moment) -> Signal:
    rows = Signal.objects.visible_to(request.user).with_dismissal(moment.day)
    return get_object_or_404(
        rows.select_related(
            "about__manager__location", "about__location", "next_by", "objective__owner__location",
            "objective__owner__manager", "objective__period", "objective__process", "unit",
        ),
        pk=pk,
    )  # fmt: skip


def _told(request, signal: Signal, moment: Moment) -> helping.Told:
    """In words; what has ended meanwhile is not there."""
    told = helping.tell([signal], request.user, moment.day)
    if not told:
        raise Http404
    return told[0]


@require_safe
def signal(request, pk):
    """One signal with its reasons: the records, the rule, the threshold, how it ends, who sees it."""
    moment, viewer = Moment.at(), request.user
    found = _fetch(request, pk, moment)
    told = _told(request, found, moment)
    words, path = told.kind.evidence(found, told.record, viewer)
    threshold = thresholds.current()[found.kind].threshold
    more = steps.of(told.kind, found, told.record, viewer, button=told.button)
    context = {
        "told": told,
        "main": told.button or (more.pop(0) if more else None),
        "more": more,
        "rule": told.kind.rule % {"threshold": threshold},
        "evidence": {"words": words, "path": path},
        "ends": told.kind.ends(found, told.record, threshold),
        "audience": readers.sentence(found, told.record, viewer),
        "can_dismiss": rules.can_dismiss(viewer, found),
    }
    return render(request, "insights/signal.html", context)


@GET_OR_POST
@drafted("signal:{pk}:dismiss")
def dismiss(request, pk):
    """Say why it needs nothing for now, and until when."""
    moment = Moment.at()
    found = _fetch(request, pk, moment)
    if not rules.can_dismiss(request.user, found):
        raise PermissionDenied
    typed = request.POST if request.method == "POST" else request.resumed or None
    form = DismissForm(typed, day=moment.day, initial={"until": moment.day + services.LONGEST / 6})
    request.draft.fill(form)
    if request.method == "POST" and form.is_valid():
        try:
            with sending(request):
                services.dismiss(found, by=request.user, day=moment.day, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("Dismissed. Whoever sees it here reads why, and until when."))
            return redirect(found)
    context = {"told": _told(request, found, moment), "form": form}
    return render(request, "insights/dismiss.html", context, status=422 if request.method == "POST" else 200)


@require_POST
def take_back(request, pk):
    moment = Moment.at()
    found = _fetch(request, pk, moment)
    try:
        is_back = services.take_back(found, by=request.user, day=moment.day)
    except ValidationError as refusal:  # it ended since it was fetched
        messages.info(request, " ".join(refusal.messages))
        return redirect("insights:signals")
    if is_back:
        messages.success(request, _("It counts again."))
    return redirect(found)
