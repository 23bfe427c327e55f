"""The arithmetic of a number, written out as people would on paper."""

from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from goals.explain import Sum
from goals.models import KeyResult
from goals.units import number, sum_in_words

WEIGHTS_NAMED = 6
TERMS_NAMED = 12


def of_key_result(key_result: KeyResult) -> str:
    """“(12.1 − 14) ÷ (9 − 14)”; nothing for a milestone or before the first value."""
    if key_result.is_milestone or key_result.current is None:
        return ""
    baseline = _inside(key_result.baseline)
    return f"({number(key_result.current)} − {baseline}) ÷ ({number(key_result.target)} − {baseline})"


def weights(made: Sum) -> str:
    """“4 contributors, weights 2, 1, 1, 1”; nothing where something is hidden, so that no weight stands beside it."""
    if made.total is None:
        return ""
    count = len(made.counting) + made.more
    if count > WEIGHTS_NAMED or made.more:
        return ngettext("%(count)d contributor", "%(count)d contributors", count) % {"count": count}
    text = ngettext("%(count)d contributor, weight %(weights)s", "%(count)d contributors, weights %(weights)s", count)
    return text % {"count": count, "weights": ", ".join(number(part.weight) for part in made.counting)}


def terms(made: Sum) -> str:
    """“2 of 5 × 38 % + 1 of 5 × 40 %”; shares in percent where something is hidden; nothing where it is long."""
    if not made.counting or made.more or len(made.counting) > WEIGHTS_NAMED:
        return ""
    if made.total is None:
        found = [f"{_percent(part.share)} × {_percent(part.progress)}" for part in made.counting]
        return " + ".join([*found, _("what you may not see")])
    of = {"all": number(made.total)}
    return " + ".join(
        f"{_('%(weight)s of %(all)s') % (of | {'weight': number(part.weight)})} × {_percent(part.progress)}"
        for part in made.counting
    )


def addition(made: Sum) -> str:
    """“15.2 + 8.0 + 14.8 = 38.0 %”; of a long sum what all that is shown gives is one term."""
    if made.progress is None or not made.gives:
        return ""
    if len(made.gives) <= TERMS_NAMED:
        return sum_in_words(made.gives, made.progress)
    rest = [each for each in (made.more_give, made.hidden) if each is not None]
    shown = sum((part.gives or Decimal(0) for part in made.counting), Decimal(0))
    return sum_in_words([shown, *rest], made.progress)


def _inside(value: Decimal) -> str:
    return number(value) if value >= 0 else f"({number(value)})"


def _percent(share: Decimal | None) -> str:
    exact = 100 * (share or Decimal(0))
    rounded = exact.quantize(Decimal("0.1"))
    if exact and not rounded:
        rounded = exact.quantize(Decimal(1).scaleb(exact.adjusted() - 1))
    return f"{number(rounded)}\xa0%"
