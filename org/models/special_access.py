from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

LASTS = timedelta(days=7)


class SpecialAccessQuerySet(models.QuerySet):
    def visible_to(self, viewer) -> "SpecialAccessQuerySet":
        """Who reads by it, and whose texts they are. Others see what of theirs was opened: `ReadingRecord`."""
        if not viewer.is_authenticated:
            return self.none()
        return self.filter(Q(reader=viewer) | Q(person=viewer))

    def open(self, now=None) -> "SpecialAccessQuerySet":
        return self.filter(ended_at=None, ends_at__gt=now or timezone.now())


class SpecialAccess(models.Model):
    """The right of one HR person, for a reason and for a time, to read the texts about one person."""

    reader = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="special_accesses")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reason = models.CharField(_("reason"), max_length=500)
    begun_at = models.DateTimeField(default=timezone.now, editable=False)
    ends_at = models.DateTimeField(editable=False)
    # Given back before its time, or ended with the role.
    ended_at = models.DateTimeField(null=True, editable=False)

    objects = SpecialAccessQuerySet.as_manager()

    class Meta:
        verbose_name = _("special access")
        verbose_name_plural = _("special access")
        ordering = ["-begun_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="org_specialaccess_not_to_oneself",
                condition=~Q(reader=F("person")),
                violation_error_message=_("Nobody uses special access on themselves; ask another HR person."),
            ),
            models.CheckConstraint(
                name="org_specialaccess_has_a_reason",
                condition=~Q(reason=""),
                violation_error_message=_("Say why: the person will read it."),
            ),
            models.CheckConstraint(name="org_specialaccess_ends_later", condition=Q(ends_at__gt=F("begun_at"))),
        ]

    def __str__(self):
        return f"special access {self.pk}"

    def is_open(self, now=None) -> bool:
        return self.ended_at is None and self.ends_at > (now or timezone.now())


class ReadingRecordQuerySet(models.QuerySet):
    def visible_to(self, viewer) -> "ReadingRecordQuerySet":
        """Whose text it is, or about whom; and who read it."""
        if not viewer.is_authenticated:
            return self.none()
        told = ReadingRecord.people.through.objects.filter(employee=viewer).order_by().values("readingrecord")
        return self.filter(Q(pk__in=told) | Q(access__reader=viewer) | Q(reader=viewer))

    def read_by_others(self, viewer) -> "ReadingRecordQuerySet":
        """Of the visible ones those that somebody else opened."""
        own = Q(access__isnull=False, access__reader=viewer) | Q(reader__isnull=False, reader=viewer)
        return self.visible_to(viewer).exclude(own)


class ReadingRecord(models.Model):
    """Texts that were opened by special access, or left in an export. It is written before anything is shown, and never
    deleted.
    """

    # By which one it was opened. An export needs none: then the record itself says who took it, and why.
    access = models.ForeignKey(SpecialAccess, models.PROTECT, null=True, related_name="records")
    reader = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    # What it was: the kind, as `privacy.texts` names it, and its row. No foreign key: the record outlives the text.
    kind = models.CharField(max_length=20)
    object_id = models.PositiveBigIntegerField()
    opened_at = models.DateTimeField(default=timezone.now, editable=False)
    # Who sees this: the person it is about, and each author of what was opened.
    people = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+")

    objects = ReadingRecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("entry of the reading record")
        verbose_name_plural = _("reading record")
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["access", "kind", "object_id"], name="org_readingrecord_once_an_access"),
            models.CheckConstraint(
                name="org_readingrecord_by_access_or_with_a_reason",
                condition=Q(access__isnull=False, reader=None, reason="")
                | (Q(access=None, reader__isnull=False) & ~Q(reason="")),
                violation_error_message=_("Say why: the people will read it."),
            ),
        ]

    def __str__(self):
        return f"{self.kind} {self.object_id}"

    @property
    def read_by(self):
        return self.reader if self.access is None else self.access.reader

    @property
    def why(self) -> str:
        return self.reason if self.access is None else self.access.reason
