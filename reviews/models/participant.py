from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce, Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from org.models import Department
from reviews.models.cycle import Cycle
from reviews.models.release import Release
from reviews.models.setting_up import READ_STATES, RELEASED_STATES, CycleReader, not_about, released


class CalibrationGroup(models.Model):
    """People whose ratings are compared in one session."""

    cycle = models.ForeignKey(Cycle, models.CASCADE, related_name="groups")
    name = models.CharField(_("name"), max_length=120)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                F("cycle"),
                name="reviews_calibrationgroup_name_once",
                violation_error_message=_("This cycle has a group of that name already."),
            ),
        ]

    def __str__(self):
        return self.name


class Facilitator(models.Model):
    group = models.ForeignKey(CalibrationGroup, models.CASCADE, related_name="facilitators")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["group", "person"],
                name="reviews_facilitator_once",
                violation_error_message=_("This person facilitates that group already."),
            ),
        ]

    def __str__(self):
        return f"{self.group}: {self.person_id}"


class ParticipantQuerySet(models.QuerySet):
    def visible_to(self, viewer) -> "ParticipantQuerySet":
        """That somebody is reviewed: they, their manager of the launch day, who was asked to write about them, and the
        HR people named to read it. What was written is `Review.visible_to`'s to say.
        """
        if not viewer.is_authenticated:
            return self.none()
        return self.filter(_part(viewer) | CycleReader.objects.opens_to(viewer))

    def part_of(self, viewer) -> "ParticipantQuerySet":
        """Those in whose review the viewer has a part, as the subject, the manager or a writer."""
        if not viewer.is_authenticated:
            return self.none()
        return self.filter(_part(viewer))

    def read_by_named(self, viewer) -> "ParticipantQuerySet":
        """Those whose results the viewer reads as an HR person named for the cycle."""
        return self.filter(CycleReader.objects.opens_to(viewer)) if viewer.is_authenticated else self.none()

    def with_readers(self) -> "ParticipantQuerySet":
        """Each with `has_readers`: whether HR people are named to read it; and `has_facilitators`: whether somebody
        calibrates it, beside the subject and the manager.
        """
        calibrate = Facilitator.objects.filter(
            ~Q(person=OuterRef("subject")),
            ~Q(person=Coalesce(OuterRef("manager"), 0)),
            Q(person__manager=None) | ~Q(person__manager=OuterRef("subject")),
            group=OuterRef("group"),
        )
        return self.annotate(
            has_readers=Exists(CycleReader.objects.filter(cycle=OuterRef("cycle"))),
            has_facilitators=Exists(calibrate),
        )

    def taking_part(self) -> "ParticipantQuerySet":
        return self.filter(taken_out_at=None)

    def released(self) -> "ParticipantQuerySet":
        """Those whose result they and their manager may read."""
        return self.filter(released())

    def waiting(self) -> "ParticipantQuerySet":
        """Those who take part and whose result is sealed still."""
        return self.filter(taken_out_at=None, released_at=None)

    def unplanned(self) -> "ParticipantQuerySet":
        """Of these, those for whom no release is planned."""
        return self.filter(release=None)

    def calibrated_by(self, viewer) -> "ParticipantQuerySet":
        """Those whose ratings and texts this viewer reads from the start of calibration: as a facilitator of their
        group, or as one of HR who is named for the cycle. Never one's own, nor those of one's manager.
        """
        if not viewer.is_authenticated:
            return self.none()
        groups = CalibrationGroup.objects.filter(facilitators__person=viewer).order_by().values("pk")
        facilitated = Q(group__in=groups, cycle__state__in=READ_STATES, taken_out_at=None)
        facilitated &= not_about(viewer, "subject")
        return self.filter(facilitated | CycleReader.objects.opens_to(viewer))


def _part(viewer) -> Q:
    asked = Exists(viewer.reviews_to_write.filter(participant=OuterRef("pk")))
    anonymously = Participant.objects.filter(anonymous_marks__writer=viewer).order_by().values("pk")
    known = Q(subject=viewer) | Q(manager=viewer) | asked | Q(pk__in=anonymously)
    return known & Q(cycle__launched_at__isnull=False)


class Participant(models.Model):
    """One who is reviewed in a cycle; with the manager, department, title and level of the day of the launch.

    The manager is another where HR decided so since: a step tells from whom to whom, and why.
    """

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="participants")
    subject = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="review_participations")
    manager = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    department = models.ForeignKey(Department, models.PROTECT, null=True, related_name="+")
    job_title = models.CharField(max_length=200, blank=True)
    job_level = models.CharField(max_length=60, blank=True)
    group = models.ForeignKey(CalibrationGroup, models.SET_NULL, null=True, blank=True, related_name="participants")
    # See `with_readers`.
    has_readers = has_facilitators = False
    added_at = models.DateTimeField(default=timezone.now)
    # HR took this person out after the launch: nobody is asked about them, and nothing about them is released.
    taken_out_at = models.DateTimeField(null=True, editable=False)
    # From then on the subject and the manager read the result. Empty: sealed, whatever the phase of the cycle.
    released_at = models.DateTimeField(null=True, editable=False)
    # In which release they are: done, or planned.
    release = models.ForeignKey(Release, models.SET_NULL, null=True, editable=False, related_name="people")
    # That somebody read the result because of the release: whatever was read is not recalled. Nobody is shown it.
    opened_at = models.DateTimeField(null=True, editable=False)

    objects = ParticipantQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "subject"],
                name="reviews_participant_once",
                violation_error_message=_("This person takes part already."),
            ),
            models.CheckConstraint(
                name="reviews_participant_not_own_manager",
                condition=Q(manager=None) | ~Q(manager=F("subject")),
            ),
        ]
        indexes = [models.Index(fields=["cycle", "department"], name="reviews_participant_place")]

    def __str__(self):
        return f"{self.cycle}: {self.subject_id}"

    @property
    def is_released(self) -> bool:
        """As `released`. Comes with its cycle."""
        is_open = self.released_at is not None and self.taken_out_at is None
        return is_open and self.cycle.state in RELEASED_STATES
