"""Who is no longer the manager decides what becomes of the draft."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from reviews import services
from reviews.models import Review


@require_http_methods(["GET", "HEAD", "POST"])
def leave(request, pk):
    """Hand it over, submit it as a contribution, drop it; a POST says which."""
    known = Review.objects.filter(writer=request.user, state=Review.State.REPLACED)
    review = get_object_or_404(known.select_related("writer", "participant__subject", "participant__cycle"), pk=pk)
    if not services.left_behind(review).exists():
        raise Http404
    successor = services.successor_of(review)
    if request.method == "POST" and (done := _decided(request, review)):
        messages.success(request, done)
        return redirect("reviews:index")
    may_hand_over = successor is not None and successor.state == Review.State.OPEN
    page = {"review": review, "subject": review.participant.subject, "cycle": review.participant.cycle}
    page |= {"successor": successor, "may_hand_over": may_hand_over}
    return render(request, "reviews/leave.html", page, status=422 if request.method == "POST" else 200)


def _decided(request, review) -> str:
    try:
        if request.POST.get("do") == "hand-over":
            successor = services.hand_over(review, by=request.user)
            return _("Handed over. %(name)s sees it as a draft of their own form.") % {"name": successor.writer}
        if request.POST.get("do") == "drop":
            services.drop_draft(review, by=request.user)
            return _("Dropped. Nobody else saw it.")
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    return ""
