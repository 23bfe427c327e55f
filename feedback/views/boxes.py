"""The lists of feedback."""

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from feedback import asking, rules
from feedback import balance as balances
from feedback import received as lists
from feedback.forms import BoxForm
from feedback.models import FeedbackRequest
from feedback.views.after import news_of_it_is_seen
from goals.models import Objective

PER_PAGE, ASKED_PER_PAGE = 20, 10


def _box(request, which: str):
    form = BoxForm(request.GET)
    rows = lists.find(lists.box(request.user, which), **form.filters())
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {"box": which, "form": form, "page": page, "is_filtered": bool(form.filters())}
    return render(request, "feedback/box.html", context)


@require_safe
def received(request):
    return _box(request, "received")


@require_safe
def given(request):
    return _box(request, "given")


@require_safe
def shared(request):
    """What givers shared with a manager about their people."""
    return _box(request, "shared")


@require_safe
def kept(request):
    """What the viewer bookmarked for the review, of all that they read."""
    return _box(request, "kept")


@require_safe
def asked(request):
    """Both directions: what waits for the viewer's answer, what the viewer asked, what a manager asked about them."""
    viewer = request.user
    known = asking.dressed(FeedbackRequest.objects.visible_to(viewer), viewer)
    page = Paginator(known.filter(asker=viewer), ASKED_PER_PAGE).get_page(request.GET.get("page"))
    for each in page:
        asking.tell(each)
    about_me = FeedbackRequest.objects.visible_to(viewer).filter(about=viewer).exclude(asker=viewer)
    context = {
        "box": "asked",
        "page": page,
        "to_answer": asking.waiting_for(viewer),
        "ended": asking.ended_for(viewer),
        "about_me": list(about_me.select_related("asker")[: asking.SHOWN]),
    }
    return render(request, "feedback/asked.html", context)


@require_safe
def question(request, pk):
    """One request: to the asker with all who were asked, to whom it is about with the answers that came."""
    viewer = request.user
    asked = asking.dressed(FeedbackRequest.objects.visible_to(viewer), viewer).filter(pk=pk).first()
    if asked is None:
        raise Http404
    if viewer.pk not in (asked.asker_id, asked.about_id):
        return redirect(asked.answer_path)
    asking.tell(asked)
    linked = Objective.objects.visible_to(viewer).filter(pk=asked.objective_id)
    context = {
        "asked": asked,
        "objective": linked.first() if asked.objective_id else None,
        "is_mine": asked.asker_id == viewer.pk,
        "reach": asking.readers_of_answers(asker=asked.asker, about=asked.about),
        "can": {"ask_more": rules.can_ask_more(viewer, asked), "take_back": rules.can_take_back(viewer, asked)},
    }
    return news_of_it_is_seen(request, render(request, "feedback/question.html", context))


@require_safe
def balance(request):
    months = balances.of(request.user)
    context = {"box": "balance", "months": months, "bars": balances.bars(months), "totals": balances.totals(months)}
    return render(request, "feedback/balance.html", context)
