from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from drafts.desk import drafted
from drafts.filling import fill
from org.models import Organization
from reviews import answering, audience, closing, cycle_page, services
from reviews.forms.writing import WriteForm
from reviews.models import AnonymousMark, Participant
from reviews.services.anonymous import already
from reviews.views import beside


@require_http_methods(["GET", "HEAD", "POST"])
@drafted("review:{pk}:anonymous:{relation}", in_tab_only=True)
def answer(request, pk, relation):
    """The address names whom it is about, never whose form it is: logs keep addresses."""
    mark = get_object_or_404(_marks(request.user), participant=pk, relation=relation)
    participant = mark.participant
    review = answering.form_of(participant, relation, request.user)
    only_cites = request.method == "POST" and "cite" in request.POST
    form = WriteForm(None if only_cites else request.draft.typed, asked=answering.asked_in(review))
    if only_cites:
        fill(form, beside.marked(request, review, form, _today()))
    is_sent = request.method == "POST" and not only_cites
    if is_sent and form.is_valid() and (done := _answered(request, participant, relation, form)):
        return done
    page = _page(request, mark, review, form)
    return render(request, "reviews/answer_anonymously.html", page, status=422 if is_sent else 200)


def _marks(viewer):
    known = AnonymousMark.objects.visible_to(viewer).with_asked().filter(participant__cycle__launched_at__isnull=False)
    known = known.select_related("participant__subject", "participant__manager", "participant__cycle")
    return known.prefetch_related("participant__cycle__relations", "participant__cycle__phases")


def _answered(request, participant: Participant, relation: str, form: WriteForm):
    """The answer once it was sent; None where it was refused, with the reason on the form."""
    try:
        services.answer(participant, relation, form.given(), by=request.user)
    except ValidationError as refusal:
        form.refuse(refusal)
        return None
    messages.success(request, _("Sent, without your name. It counts, and cannot be changed."))
    return redirect("reviews:index")


def _page(request, mark: AnonymousMark, review, form: WriteForm) -> dict:
    participant, cycle = mark.participant, mark.participant.cycle
    # What stood in a second window is not taken away; who comes back only reads that they have answered.
    shows_form = (mark.is_asked and not mark.has_answered) or request.method == "POST"
    aside = beside.of_anonymous(review, request.user, form.written, _today()) if shows_form else {"goals": []}
    return {
        "review": review,
        "cycle": cycle,
        "subject": participant.subject,
        "bar": cycle_page.phase_bar(cycle),
        "due_on": closing.due_of(review),
        "form": form,
        "closed": _why_closed(mark, review),
        "shows_form": shows_form,
        "is_anonymous": True,
        "is_confidential": False,
        **aside,
        "promise": audience.of_anonymous_form(participant, relation=mark.relation),
    }


def _why_closed(mark: AnonymousMark, review) -> str:
    if mark.has_answered:
        return already()
    closed = closing.why_closed(review, _today())
    return closed or ("" if mark.is_asked else answering.why_waits(mark.participant.cycle))


def _today():
    return closing.today_of(Organization.objects.current())
