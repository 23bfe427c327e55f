"""The words for what is typed in the forms of this app and not sent yet."""

import re

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from drafts import places
from reviews.models import Template

TEMPLATE_FIELDS = {
    "name": gettext_lazy("Name"),
    "title": gettext_lazy("Title"),
    "words": gettext_lazy("Question"),
    "description": gettext_lazy("What is meant"),
    "help": gettext_lazy("Help"),
    "words_*": gettext_lazy("How it looks"),
}


def register() -> None:
    places.register("review-template", _templates, labels=TEMPLATE_FIELDS)


def _templates(rests: list[str], viewer) -> dict[str, str]:
    found = {rest: _("New review template") for rest in rests if rest == "new"}
    wanted = {rest: int(match[1]) for rest in rests if (match := re.match(r"(\d{1,18}):", rest))}
    names = {each.pk: str(each) for each in Template.objects.visible_to(viewer).filter(pk__in=wanted.values())}
    words = _("A part of %(template)s")
    return found | {rest: words % {"template": names[pk]} for rest, pk in wanted.items() if pk in names}
