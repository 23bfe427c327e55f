"""Two days of a unit side by side: each span beside what it was, and what is not there any more said honestly."""

from django.utils.translation import gettext as _

from insights import balance
from insights.past import PastOrganisation
from insights.spans import Gone, Scene, Span, beginning
from insights.units import Organisation, Unit


def below_then(past: PastOrganisation, unit: Unit) -> dict[int | None, Unit]:
    """The units below it on that day, by id; none where it was not there."""
    if unit.pk is not None and unit.pk not in past.by_id:
        return {}
    return {each.pk: each for each in past.below[beginning(past, unit).pk]}


def compare(scene: Scene, now: Organisation, past: PastOrganisation) -> None:
    """Writes into the spans how they differ from then, and which units were here and are not."""
    below = below_then(past, scene.unit)
    for span in {id(each): each for each in [scene.whole, *scene.spans]}.values():
        if span.now and span.then:
            span.differs = [each.words for each in balance.differences(span.now, span.then)]
        span.beside = _beside(span, scene.unit, past, below)
    elsewhere = [unit for pk, unit in below.items() if pk not in {each.pk for each in now.below[_open(scene, now)]}]
    gone = [unit for unit in elsewhere if past.may_open(unit.pk)]
    scene.gone_hidden = len(elsewhere) - len(gone)
    successors = past.successors([unit.pk for unit in gone if unit.pk in past.gone])
    for unit in gone:
        reading = scene.then.get((unit.pk, False))
        if reading is not None:
            scene.gone.append(Gone(unit.name, reading, _became(unit, now, successors.get(unit.pk))))


def _open(scene: Scene, now: Organisation) -> int | None:
    return beginning(now, scene.unit).pk


def _beside(span: Span, open_unit: Unit, past: PastOrganisation, below: dict) -> str:
    pk = span.now.department_id if span.now else None
    if pk is not None and pk not in past.by_id:
        return _("did not exist then")
    if span.then is None:
        return _("no record of then")
    if span.is_itself or pk == open_unit.pk or pk in below:
        return ""
    parent = past.by_id.get(past.by_id[pk].parent)
    if parent is None or not past.may_open(parent.pk):
        return _("was elsewhere then")
    return _("was part of %(unit)s then") % {"unit": parent.name}


def _became(unit: Unit, now: Organisation, successor: Unit | None) -> str:
    if unit.pk in now.by_id:
        parent = now.by_id.get(now.by_id[unit.pk].parent)
        if parent is None or not now.may_open(parent.pk):
            return _("is elsewhere now")
        return _("is now part of %(unit)s") % {"unit": parent.name}
    if successor is not None:
        return _("is now part of %(unit)s, where most of its people work") % {"unit": successor.name}
    return _("is not there any more")
