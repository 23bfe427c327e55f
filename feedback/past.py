"""The history of two who talk: found by words and days, and read or printed one after the other."""

from collections import defaultdict
from datetime import date

from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce

from feedback.finding import finder
from feedback.models import ActionItem, AgendaItem, AskedQuestion, CheckIn, Feeling
from goals.models import Objective, ProgressUpdate
from org.models import Employee


def between(check_ins: QuerySet, since: date | None, until: date | None) -> QuerySet:
    """Of these days: when it was held or, where it was not, was due."""
    check_ins = check_ins.annotate(day=Coalesce("held_on", "due_on"))
    check_ins = check_ins.filter(day__gte=since) if since else check_ins
    return check_ins.filter(day__lte=until) if until else check_ins


def with_words(readable: QuerySet, query: str, viewer: Employee) -> list[int]:
    """Of `readable` check-ins, those with all the words: in what both wrote, in answers, points and what was agreed.
    Four queries; never in private notes.
    """
    texts: dict[int, list[str]] = {}
    fields = ("how_it_goes", "in_my_way", "what_i_need", "went_well", "in_the_way", "skip_reason")
    for pk, *words in readable.order_by("pk").values_list("pk", *fields):
        texts[pk] = list(words)
    of_these = readable.order_by().values("pk")
    more = [
        AskedQuestion.objects.visible_to(viewer).values_list("check_in", "answer"),
        AgendaItem.objects.visible_to(viewer).values_list("check_in", "text"),
        ActionItem.objects.visible_to(viewer).values_list("check_in", "text"),
    ]
    for rows in more:
        for pk, text in rows.filter(check_in__in=of_these).order_by("pk"):
            texts[pk].append(text)
    has_words = finder(query)
    return [pk for pk, words in texts.items() if has_words(words)]


def dress(check_ins: list[CheckIn], viewer: Employee) -> None:
    """Gives each of these readable ones what its record shows: `said` (questions answered), `points`, `agreed`,
    `values_entered` and `felt_words`. Five queries for any number.
    """
    ids = [check_in.pk for check_in in check_ins]
    said, points, agreed, entered = (defaultdict(list) for _kind in range(4))
    answered = AskedQuestion.objects.visible_to(viewer).filter(check_in__in=ids).exclude(answer="")
    for row in answered.select_related("question"):
        row.question.answer = row.answer
        said[row.check_in_id].append(row.question)
    for point in AgendaItem.objects.visible_to(viewer).filter(check_in__in=ids).select_related("author"):
        points[point.check_in_id].append(point)
    for action in ActionItem.objects.visible_to(viewer).filter(check_in__in=ids).select_related("owner", "employee"):
        agreed[action.check_in_id].append(action)
    readable = Objective.objects.visible_to(viewer).order_by().values("pk")
    updates = ProgressUpdate.objects.filter(
        check_ins__in=ids, key_result__objective__in=readable, strike=None
    ).select_related("key_result__objective")
    for update in updates.annotate(in_check_in=F("check_ins")).order_by("key_result__position", "pk"):
        entered[update.in_check_in].append(update)
    felt = dict(Feeling.objects.visible_to(viewer).filter(check_in__in=ids).order_by().values_list("check_in", "step"))
    for check_in in check_ins:
        check_in.said, check_in.points = said[check_in.pk], points[check_in.pk]
        check_in.agreed, check_in.values_entered = agreed[check_in.pk], entered[check_in.pk]
        check_in.felt_words = Feeling.Step(felt[check_in.pk]).label if check_in.pk in felt else ""
