"""The kinds of news that a person can be told, and their words.

An app registers its kinds in `AppConfig.ready()`, beside its duties:

    kinds.register("blocker-acknowledged", _("%(actor)s acknowledged your blocker"),
                   in_mail=_("Your blocker was acknowledged"), icon="octagon-alert")

`words` stand on Today and in the inbox and may name the one who did it. `in_mail` stands in the daily mail, which
names nobody but the other person of a check-in; without it the news is shown in the inbox only. `why` says there by
which rule one is told.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WHY = _("It concerns you or what is yours; each piece of news is told once.")


@dataclass(frozen=True)
class Kind:
    slug: str
    words: str | Promise
    in_mail: str | Promise = ""
    icon: str = "bell"
    why: str | Promise = WHY

    def sentence(self, actor) -> str:
        return str(self.words) % {"actor": actor or ""}

    def sentence_in_mail(self, actor) -> str:
        return str(self.in_mail) % {"actor": actor or ""}


_kinds: dict[str, Kind] = {}


def register(
    slug: str, words: str | Promise, *, in_mail: str | Promise = "", icon: str = "bell", why: str | Promise = WHY
) -> None:
    _kinds[slug] = Kind(slug, words, in_mail, icon, why)


def kind(slug: str) -> Kind | None:
    """None where the app that registered it is gone."""
    return _kinds.get(slug)


def mailed() -> list[str]:
    """The kinds that may stand in a mail."""
    return [slug for slug, known in _kinds.items() if known.in_mail]
