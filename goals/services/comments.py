from uuid import UUID, uuid5

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from goals import following
from goals.models import Comment, Objective
from goals.models.comment import COMMENT_LIMIT
from inbox.services import notify, take_back


@transaction.atomic
def comment(objective: Objective, *, by, text: str, key: UUID) -> Comment:
    """Says something about `objective`, and tells its owner and who follows it.

    `key` is the form's own: the same text sent again is the comment that is there already, another text is another.
    """
    text = text.strip()
    if not text:
        raise ValidationError(_("Write something first."), code="empty")
    if len(text) > COMMENT_LIMIT:
        raise ValidationError(
            _("This is %(length)d characters long, and %(limit)d fit. Nothing is lost: shorten it here."),
            params={"length": len(text), "limit": COMMENT_LIMIT},
            code="long",
        )
    # Of two at once the database lets one in, and the other finds it.
    said, is_new = Comment.objects.get_or_create(
        author=by,
        key=uuid5(key, f"{objective.pk} {text}"),
        defaults={"objective": objective, "text": text, "written_at": timezone.now()},
    )
    if is_new:
        for person_id in sorted({*following.followers(objective), objective.owner_id} - {by.pk}):
            notify(person_id, "comment", said.get_absolute_url(), actor=by)
    return said


@transaction.atomic
def withdraw_comment(comment: Comment, *, by) -> None:
    """Erases it, and the news that it was written, wherever that is still to be read."""
    take_back("comment", comment.get_absolute_url(), actor=by)
    comment.delete()
