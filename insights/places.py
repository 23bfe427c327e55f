"""The words for what is typed in the forms of this app and not sent yet."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from drafts import places
from insights.kinds import named
from insights.models import Signal


def register() -> None:
    places.register("signal", _signals, labels={"reason": gettext_lazy("Why it needs nothing for now")})


def _signals(rests: list[str], viewer) -> dict[str, str]:
    wanted, words = places.ids(rests), {}
    for signal in Signal.objects.visible_to(viewer).filter(pk__in=wanted).order_by("pk"):
        for rest, _verb in wanted[signal.pk]:
            words[rest] = _("Dismiss: %(kind)s") % {"kind": named(signal.kind).name}
    return words
