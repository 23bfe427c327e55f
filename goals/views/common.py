"""What several routes begin with."""

from uuid import NAMESPACE_URL, UUID, uuid5

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from drafts.services import kept
from goals import numbers, rules
from goals.forms import read_with_a_point
from goals.models import Objective

RELATED = (
    "owner__department",
    "owner__manager",
    "department",
    "process__owner",
    "period",
    "aligned_to__owner",
    "aligned_to__period",
    "aligned_to__department",
    "aligned_to__process",
)


def fetch(request, pk, **facts) -> Objective:
    """The objective if the viewer may see it, with what rules and templates ask of it, and `facts`; else 404.

    With it come the departments that the viewer heads, and whether anything is aligned to it (`has_below`).
    """
    viewer = request.user
    facts["has_below"] = Exists(Objective.objects.filter(aligned_to=OuterRef("pk")).order_by())
    if is_head := rules.is_head(viewer):
        facts["headed"] = rules.headed_together(viewer)
    visible = Objective.objects.visible_to(viewer).select_related(*RELATED).annotate(**facts)
    found = get_object_or_404(visible, pk=pk)
    if is_head:
        rules.know_headed(viewer, found.headed)
    return found


def posted(request):
    """What was sent, or what was typed before an expired login; None to begin with."""
    return request.POST if request.method == "POST" else getattr(request, "resumed", None) or None


def sent_form(request) -> UUID | None:
    """What stands for this form with these words, sent by this person: its own key, and all that was typed.

    None where the page gave it no key. A double click, the back button or a retry sends the same once more; another
    word in it makes it another one.
    """
    if not request.POST.get("key"):
        return None
    typed = sorted(kept(request.POST.lists()).items())
    return uuid5(NAMESPACE_URL, repr((request.user.pk, request.path, typed)))


def went_already(request, objective, *, may: bool):
    """The step cannot be gone any more. Who `may` go it sent it twice or from an old page, and is led to where it
    stands now; anybody else is refused."""
    if not may:
        raise PermissionDenied
    messages.info(request, _("Nothing was changed: this is how “%(title)s” stands by now.") % {"title": objective})
    return redirect(objective)


def say_readings(request, *forms) -> None:
    """How a number was read that somebody else would read as a thousand times as much."""
    for text in read_with_a_point(forms):
        words = _("“%(text)s” was read with a decimal point, as %(decimal)s. Should it be %(thousands)s, correct it.")
        point = text.rstrip("% ")
        found = {"text": text, "decimal": numbers.plain(numbers.parse(point)), "thousands": point.replace(".", "")}
        messages.info(request, words % found)


def gone_already(request, said: str):
    """What is to be erased is not there: it is gone, or was never for this person to see, and the answer is the same.
    It leads back to the objective that the form names, if they may see that."""
    wanted = whole_number(request.POST.get("of"))
    objective = get_object_or_404(Objective.objects.visible_to(request.user), pk=wanted)
    messages.info(request, said)
    return redirect(objective)


def answer(request, template, context, *, invalid: bool):
    """The page with its form: 422 where what was sent was refused."""
    return render(request, template, context, status=422 if invalid and request.method == "POST" else 200)


def whole_number(text) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 18 else None
