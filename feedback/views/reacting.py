"""One feedback: read, and what its readers do with it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Exists, OuterRef, Prefetch
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from django.views.decorators.vary import vary_on_headers

from drafts.desk import drafted, sending
from feedback import readers, rules, services
from feedback.forms import ReplyForm
from feedback.models import CheckIn, Feedback, FeedbackMark, FeedbackReply, FeedbackRequest
from feedback.views.after import after_the_answer, news_of_it_is_seen
from feedback.views.common import GET_OR_POST, typed
from feedback.views.words import advise, is_looking
from goals.models import Objective
from org.models import Organization


def _readable(request, pk) -> Feedback | None:
    return Feedback.objects.visible_to(request.user).select_related("giver", "recipient", "value").filter(pk=pk).first()


def _whole(request, pk) -> Feedback | None:
    """With all that its page shows; None where the viewer may not read it."""
    mine = FeedbackMark.objects.filter(feedback=OuterRef("pk"), person=request.user, kind=FeedbackMark.Kind.BOOKMARK)
    thanks = FeedbackMark.objects.filter(kind=FeedbackMark.Kind.THANKS).select_related("person")
    replies = FeedbackReply.objects.select_related("author")
    rows = Feedback.objects.visible_to(request.user).annotate(is_kept=Exists(mine))
    rows = rows.select_related("giver__location", "recipient", "value")
    return (
        rows.prefetch_related(
            "readers__person", Prefetch("replies", replies), Prefetch("marks", thanks, to_attr="thanks")
        )
        .filter(pk=pk)
        .first()
    )


def _gone(request, pk):
    """Withdrawn, for those who would have read it; else 404. Whoever had typed something gets it back."""
    known = Feedback.objects.known_to(request.user).exclude(withdrawn_at=None).select_related("giver")
    feedback = known.filter(pk=pk).first()
    words = request.POST.get("text", "").strip()
    if feedback is None and not words:
        raise Http404
    context = {"feedback": feedback, "words": words}
    return render(request, "feedback/gone.html", context, status=410 if feedback else 404)


@require_safe
@drafted("feedback:{pk}:reply")
def read(request, pk):
    feedback = _whole(request, pk)
    if feedback is None:
        return _gone(request, pk)
    form = ReplyForm()
    request.draft.fill(form)
    response = render(request, "feedback/feedback.html", _page(request, feedback, form))
    after_the_answer(response, lambda: services.seen([feedback.pk], by=request.user))
    return news_of_it_is_seen(request, response)


def _page(request, feedback: Feedback, form: ReplyForm) -> dict:
    viewer = request.user
    people = [mark.person for mark in feedback.thanks]
    replies = list(feedback.replies.all())
    has_replied = any(each.author_id == viewer.pk for each in replies)
    return {
        "feedback": feedback,
        "audience": readers.sentence(feedback, viewer, Organization.objects.current().name),
        "objective": _linked(Objective, feedback.objective_id, viewer),
        "check_in": _linked(CheckIn, feedback.check_in_id, viewer),
        "asked": _linked(FeedbackRequest, feedback.request_id, viewer),
        "replies": replies,
        "thanked": readers.thanked(people, viewer),
        "has_thanked": viewer.pk in {person.pk for person in people},
        "form": form,
        "can": {
            # What was refused stays to be read and copied.
            "reply": rules.can_reply(viewer, feedback) and (not has_replied or form.is_bound),
            "thank": rules.can_thank(viewer, feedback),
            "mark_helpful": rules.can_mark_helpful(viewer, feedback),
            "withdraw": rules.can_withdraw(viewer, feedback),
        },
    }


def _linked(model, pk: int | None, viewer):
    """What it is about, if the viewer may read that."""
    return model.objects.visible_to(viewer).filter(pk=pk).first() if pk else None


@GET_OR_POST
@drafted("feedback:{pk}:reply")
def reply(request, pk):
    """Written on the page of the feedback; this address shows the same where it was refused or goes on as a draft."""
    feedback = _whole(request, pk)
    if feedback is None:
        return _gone(request, pk)
    if not rules.can_reply(request.user, feedback):
        raise PermissionDenied
    form = ReplyForm(initial=request.POST.dict()) if is_looking(request) else ReplyForm(typed(request))
    request.draft.fill(form)
    if is_looking(request):
        advise(form, ("text",), request.POST)
    elif request.method == "POST" and form.is_valid():
        try:
            with sending(request):
                services.reply(feedback, by=request.user, text=form.cleaned_data["text"])
        except services.GoneError:
            return _gone(request, pk)
        except ValidationError as error:
            form.add_error("text", error)
        else:
            messages.success(request, _("Replied. Whoever reads the feedback reads it."))
            return redirect(feedback)
    status = 422 if request.method == "POST" and form.is_bound else 200
    return render(request, "feedback/feedback.html", _page(request, feedback, form), status=status)


@require_http_methods(["POST"])
@vary_on_headers("HX-Request")
def thank(request, pk):
    feedback = _readable(request, pk)
    if feedback is None:
        return _gone(request, pk)
    try:
        services.thank(feedback, by=request.user)
    except services.GoneError:
        return _gone(request, pk)
    if request.htmx:
        return render(request, "feedback/_thank.html", {"feedback": feedback, "has_thanked": True})
    messages.success(request, _("You thanked. %(name)s is told.") % {"name": feedback.giver})
    return redirect(feedback)


@require_http_methods(["POST"])
def mark_helpful(request, pk):
    return _set(request, pk, services.mark_helpful, "helpful")


@require_http_methods(["POST"])
def bookmark(request, pk):
    return _set(request, pk, services.bookmark, "kept")


def _set(request, pk, service, name: str):
    feedback = _readable(request, pk)
    if feedback is None:
        return _gone(request, pk)
    try:
        service(feedback, by=request.user, **{name: request.POST.get(name) == "1"})
    except services.GoneError:
        return _gone(request, pk)
    return redirect(feedback)
