"""Writing help: advice on words while they are written. What is asked about is read, answered and forgotten."""

import re

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from feedback import wording

FIELDS_AT_MOST = 12
_NAME = re.compile(r"[a-z][a-z0-9_-]{0,40}")


def is_looking(request) -> bool:
    """The button “Check my words”, without JavaScript: everything typed comes back with advice, and nothing is sent."""
    return request.method == "POST" and "check_words" in request.POST


def advise(form, names, data) -> None:
    """For `{% writing_help field %}`: what could be said better in these fields of the form, as typed in `data`."""
    sent = {name: form.add_prefix(name) for name in names}
    texts = {name: data.get(field, "") for name, field in sent.items()}
    found = wording.check(texts, kind=data.get("kind", ""), language=get_language() or "en")
    form.advice = {sent[name]: advice for name, advice in found.items()}


@login_not_required  # whose login has expired is not sent to log in: the text would be kept for it
@never_cache
@sensitive_post_parameters()
@require_POST  # only so that no address holds what was typed; it writes nothing
def check_words(request):
    if not request.user.is_authenticated:
        return HttpResponse(status=204)
    names = [name for name in request.POST.get("words", "").split() if _NAME.fullmatch(name)][:FIELDS_AT_MOST]
    texts = {name: request.POST[name] for name in names if name in request.POST}
    found = wording.check(texts, kind=request.POST.get("kind", ""), language=get_language() or "en")
    return render(request, "feedback/_checked.html", {"found": list(found.items())})
