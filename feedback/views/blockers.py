from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from drafts.desk import drafted, sending
from feedback import audience, conversation, listing, rules, services
from feedback.forms import AcknowledgeForm, BlockerForm, HelpForm, ShareUpwardForm
from feedback.models import Blocker
from feedback.models.blocker import goes_up_at
from feedback.views.common import GET_OR_POST, came_from, typed
from org.models import Organization


def _blocker(request, pk) -> Blocker:
    known = Blocker.objects.visible_to(request.user).with_about(request.user)
    rows = known.select_related("raised_by__manager__manager", "acknowledged_by", "resolved_by")
    blocker = get_object_or_404(rows, pk=pk)
    blocker.words = blocker.text_for(request.user)
    return blocker


@require_safe
def blockers(request):
    return render(request, "feedback/blockers.html", listing.blockers(request.user))


@require_safe
def blocker(request, pk):
    """One of them with its course: raised, gone up, acknowledged, helped, resolved; by whom and when."""
    found, viewer = _blocker(request, pk), request.user
    reads_course = rules.reads_course(viewer, found)
    context = {
        "blocker": found,
        "notes": found.notes.select_related("author") if reads_course else [],
        "goes_up_to": found.raised_by.manager and found.raised_by.manager.manager,
        "has_gone_up": found.went_up(),
        "can": {
            name: getattr(rules, f"can_{name}")(viewer, found)
            for name in ("acknowledge", "help", "resolve", "share_upward")
        },
        "audience": audience.of_this_blocker(found, viewer),
    }
    return render(request, "feedback/blocker.html", context)


@GET_OR_POST
@drafted("blocker:{pk}:share")
def share_upward(request, pk):
    """Its author decides what may be shown one level up: before it goes there, and while it is there."""
    found = _blocker(request, pk)
    if found.raised_by_id != request.user.pk:
        raise PermissionDenied
    form = ShareUpwardForm(typed(request), initial={"text_upward": found.text_upward})
    request.draft.fill(form)
    if request.method == "POST" and form.is_valid():
        try:
            with sending(request):
                services.share_upward(found, form.cleaned_data["text_upward"], by=request.user)
        except ValidationError as error:
            form.add_error("text_upward", error.messages)
        else:
            messages.success(request, _("Saved."))
            return redirect(found)
    above = found.raised_by.manager and found.raised_by.manager.manager
    context = {"blocker": found, "form": form, "above": above, "can_share": rules.can_share_upward(request.user, found)}
    return render(request, "feedback/share_upward.html", context, status=422 if request.method == "POST" else 200)


@GET_OR_POST
@drafted("blocker:new")
def raise_blocker(request):
    viewer = request.user
    key_results = conversation.key_results_of(viewer, viewer=viewer, organization=Organization.objects.current())
    form = BlockerForm(typed(request), key_results=key_results, required=True)
    request.draft.fill(form)
    if request.method == "POST" and form.is_valid():
        with sending(request):
            services.raise_blocker(form.new_blocker(), by=viewer)
        name = viewer.manager
        messages.success(request, _("Raised. %(name)s sees it.") % {"name": name} if name else _("Raised."))
        return redirect("feedback:blockers")
    above = viewer.manager and viewer.manager.manager
    context = {"form": form, "audience": audience.of_blocker(viewer), "above": above, "goes_up_at": goes_up_at()}
    return render(request, "feedback/raise_blocker.html", context, status=422 if request.method == "POST" else 200)


@GET_OR_POST
@drafted("blocker:{pk}:acknowledge")
def acknowledge(request, pk):
    """Say that it was seen, perhaps with what one will do about it."""
    blocker = _blocker(request, pk)
    if blocker.raised_by_id == request.user.pk:
        raise PermissionDenied
    form = AcknowledgeForm(typed(request))
    request.draft.fill(form)
    if request.method == "POST" and form.is_valid():
        try:
            with sending(request):
                services.acknowledge(blocker, by=request.user)
                if form.cleaned_data["text"]:
                    services.help(blocker, by=request.user, text=form.cleaned_data["text"])
        except ValidationError as error:
            form.add_error("text", error.messages)
        else:
            messages.success(request, audience.acknowledged(blocker))
            return redirect(came_from(request) or blocker)
    context = {"blocker": blocker, "form": form, "can_acknowledge": rules.can_acknowledge(request.user, blocker)}
    return render(request, "feedback/acknowledge.html", context, status=422 if request.method == "POST" else 200)


@GET_OR_POST
@drafted("blocker:{pk}:help")
def help(request, pk):  # noqa: A001 - the domain's word
    blocker = _blocker(request, pk)
    if not rules.can_help(request.user, blocker):
        raise PermissionDenied
    form = HelpForm(typed(request))
    request.draft.fill(form)
    if request.method == "POST" and form.is_valid():
        try:
            with sending(request):
                services.help(blocker, by=request.user, text=form.cleaned_data["text"])
        except ValidationError as error:
            form.add_error("text", error.messages)
        else:
            messages.success(request, _("Noted."))
            return redirect(blocker)
    context = {"blocker": blocker, "form": form}
    return render(request, "feedback/help.html", context, status=422 if request.method == "POST" else 200)


@GET_OR_POST
def resolve(request, pk):
    blocker = _blocker(request, pk)
    if blocker.resolved_at is None and not rules.can_resolve(request.user, blocker):
        raise PermissionDenied
    if request.method == "POST":
        services.resolve(blocker, by=request.user)
        messages.success(request, _("Resolved."))
        return redirect(blocker)
    return render(request, "feedback/resolve.html", {"blocker": blocker})
