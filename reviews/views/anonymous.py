from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from drafts.desk import drafted
from org.models import Organization
from reviews import answering, audience, closing, cycle_page, services
from reviews.forms.writing import WriteForm
from reviews.models import AnonymousMark, Participant
from reviews.services.anonymous import already


@require_http_methods(["GET", "HEAD", "POST"])
@drafted("review:{pk}:anonymous:{relation}", in_tab_only=True)
def answer(request, pk, relation):
    """The address names whom it is about, never whose form it is: logs keep addresses."""
    mark = get_object_or_404(_marks(request.user), participant=pk, relation=relation)
    participant = mark.participant
    review = answering.form_of(participant, relation, request.user)
    form = WriteForm(request.draft.typed, asked=answering.asked_in(review))
    if request.method == "POST" and form.is_valid() and (done := _answered(request, participant, relation, form)):
        return done
    page = _page(mark, review, form)
    return render(request, "reviews/answer_anonymously.html", page, status=422 if request.method == "POST" else 200)


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


def _page(mark: AnonymousMark, review, form: WriteForm) -> dict:
    participant, is_shown = mark.participant, mark.is_asked and not mark.has_answered
    cycle = participant.cycle
    return {
        "review": review,
        "cycle": cycle,
        "subject": participant.subject,
        "bar": cycle_page.phase_bar(cycle),
        "due_on": closing.due_of(review),
        "form": form,
        "closed": _why_closed(mark, review),
        # What stood in a second window is not taken away; who comes back only reads that they have answered.
        "shows_form": is_shown or form.is_bound,
        "promise": audience.of_anonymous_form(participant, relation=mark.relation),
    }


def _why_closed(mark: AnonymousMark, review) -> str:
    if mark.has_answered:
        return already()
    closed = closing.why_closed(review, closing.today_of(Organization.objects.current()))
    return closed or ("" if mark.is_asked else answering.why_waits(mark.participant.cycle))
