"""What is said about an objective: read on its page, written there or on a page of its own, withdrawn by its author."""

from datetime import datetime, time, timedelta

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from django.views.decorators.vary import vary_on_headers

from drafts.desk import drafted, sending
from goals import rules, services
from goals.forms import CommentForm, refuse
from goals.models import Comment
from goals.views.common import answer, fetch, gone_already, posted

SHOWN = 5
PLACE = "objective:{pk}:comment"


def comments_of(request, objective, *, form=None, whole: bool = False) -> dict:
    """The last few, the newest below, with the form for the next, begun with its draft. Two queries."""
    if form is None:
        form = CommentForm()
        request.draft.fill(form)
    rows = objective.comments.select_related("author").order_by("-written_at", "-pk")
    found = list(rows if whole or request.GET.get("comments") == "all" else rows[: SHOWN + 1])
    more = not whole and request.GET.get("comments") != "all" and len(found) > SHOWN
    return {
        "comments": (found[:SHOWN] if more else found)[::-1],
        "comments_more": more,
        "comment_form": form,
    }


def until(request, objective, day) -> dict:
    """The last few that were written up to that day, to be read; what was withdrawn since is erased. One query."""
    end = datetime.combine(day + timedelta(days=1), time(), timezone.get_current_timezone())
    rows = objective.comments.filter(written_at__lt=end).select_related("author").order_by("-written_at", "-pk")
    found = list(rows if request.GET.get("comments") == "all" else rows[: SHOWN + 1])
    more = request.GET.get("comments") != "all" and len(found) > SHOWN
    return {"comments": (found[:SHOWN] if more else found)[::-1], "comments_more": more}


@require_http_methods(["GET", "POST"])
@vary_on_headers("HX-Request")
@drafted(PLACE)
def comment(request, pk):
    objective = fetch(request, pk)
    form = CommentForm(posted(request))
    request.draft.fill(form)
    if request.method == "POST" and form.is_valid():
        try:
            with sending(request):
                made = services.comment(objective, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            refuse(form, error)
        else:
            return _written(request, objective, made)
    context = {"objective": objective} | comments_of(request, objective, form=form)
    template = "goals/_comments.html" if request.htmx else "goals/comment.html"
    return answer(request, template, context, invalid=bool(form.errors))


def _written(request, objective, made):
    if request.htmx:
        request.draft.begin_anew()
        context = {"objective": objective} | comments_of(request, objective)
        return render(request, "goals/_comments.html", context)
    messages.success(request, _("Written. Whoever may read the objective reads it."))
    return redirect(f"{objective.get_absolute_url()}#comment-{made.pk}")


@require_http_methods(["GET", "POST"])
def withdraw_comment(request, pk):
    rows = Comment.objects.visible_to(request.user).select_related("author", "objective")
    said = rows.filter(pk=pk).first()
    if said is None:
        return gone_already(request, _("This comment is gone already; nothing was changed."))
    if not rules.can_withdraw_comment(request.user, said):
        raise PermissionDenied
    if request.method == "POST":
        objective = said.objective
        services.withdraw_comment(said, by=request.user)
        messages.success(request, _("Withdrawn: the comment is erased."))
        return redirect(f"{objective.get_absolute_url()}#comments")
    return render(request, "goals/withdraw_comment.html", {"comment": said, "objective": said.objective})
