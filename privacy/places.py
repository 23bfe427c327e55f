"""The words for what is typed in the forms of this app and not sent yet."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from drafts import places
from org.models import Employee


def register() -> None:
    places.register("special-access", _accesses, labels={"reason": gettext_lazy("Why you need to read it")})


def _accesses(rests: list[str], viewer) -> dict[str, str]:
    wanted, words = places.ids(rests), {}
    for person in Employee.objects.visible_to(viewer).filter(pk__in=wanted).order_by("pk"):
        for rest, _verb in wanted[person.pk]:
            words[rest] = _("Special access to the texts of %(name)s") % {"name": person}
    return words
