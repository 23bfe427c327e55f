from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from goals.models.fields import progress_field, value_field
from goals.models.key_result import KeyResult
from goals.models.process import Process
from org import tree
from org.models import Employee, RoleGrant, ids_under
from org.names import fold
from org.spelling import ends, is_within

# Of titles: with fewer letters nearly every one has such a word, or one that is nearly so.
SHORTEST_BEGINNING, SHORTEST_MISTYPED = 3, 6


def _readable(viewer) -> Q:
    """Without a join: in a walk over 30,000 objectives each would be looked up for every row."""
    visibility, scope = Objective.Visibility, Objective.Scope
    readable = (
        Q(visibility=visibility.EVERYONE)
        | Q(owner=viewer)
        | Q(pk__in=KeyResult.objects.filter(owner=viewer).order_by().values("objective"))
        | Q(scope=scope.PROCESS, process__in=Process.objects.filter(owner=viewer).order_by().values("pk"))
    )
    if viewer.is_manager:
        reports = Employee.objects.filter(manager=viewer).order_by().values("pk")
        readable |= Q(visibility__in=[visibility.LINE, visibility.MANAGER], owner__in=reports)
        readable |= Q(visibility=visibility.LINE, owner__in=ids_under(viewer))
    if viewer.open_grants:
        partners = Employee.objects.filter(department__in=viewer.departments_as(RoleGrant.Role.PARTNER).values("pk"))
        readable |= Q(owner__in=partners.order_by().values("pk"))
        heads = viewer.departments_as(RoleGrant.Role.HEAD).values("pk")
        readable |= Q(scope__in=[scope.DEPARTMENT, scope.PROCESS], department__in=heads)
    return readable


class ObjectiveQuerySet(models.QuerySet):
    def bulk_create(self, objs, **options):
        objs = list(objs)
        for objective in objs:
            objective.derive()
        return super().bulk_create(objs, **options)

    def visible_to(self, viewer) -> "ObjectiveQuerySet":
        """The one statement of who may read an objective, by today's reporting line.

        Special roles do not count here for what is one's own: the owner's own rule comes first and gives the same.
        """
        if not viewer.is_authenticated:
            return self.none()
        return self.all() if viewer.is_hr else self.filter(_readable(viewer))

    def with_seen(self, viewer) -> "ObjectiveQuerySet":
        """Each with `seen`: 1 where `viewer` may read it, else 0."""
        if viewer.is_hr:
            return self.annotate(seen=Value(1))
        return self.annotate(seen=Case(When(_readable(viewer), then=Value(1)), default=Value(0)))

    def search(self, words: list[str]) -> "ObjectiveQuerySet":
        """Those in whose title each of the folded `words` is; of three letters where one begins, of fewer as one."""
        found = self
        for word in words:
            begins = f" {word}" if len(word) >= SHORTEST_BEGINNING else f" {word} "
            found = found.filter(search_text__contains=word if is_within(word) else begins)
        return found

    def search_near(self, words: list[str]) -> "ObjectiveQuerySet":
        """Among whom `search` would find those that are meant if there is a typing error: see `org.spelling`."""
        found = self
        for word in words:
            meant = Q(search_text__contains=word)
            if len(word) >= SHORTEST_MISTYPED:
                first, last = ends(word)
                meant |= Q(search_text__contains=f" {first}") | Q(search_text__contains=f"{last} ")
            found = found.filter(meant)
        return found

    def counting(self) -> "ObjectiveQuerySet":
        """Those that count in the parent they are aligned to."""
        return self.filter(
            state__in=Objective.COUNTING_STATES, alignment=Objective.Alignment.ACCEPTED, aligned_to__isnull=False
        )

    def under(self, objective) -> "ObjectiveQuerySet":
        """Everything aligned to `objective`, directly or through others, accepted or not; without itself."""
        roots = Objective.objects.filter(aligned_to=objective.pk)
        return self.filter(
            pk__in=tree.branch(Objective.objects.all(), parent="aligned_to", roots=roots, name="aligned")
        )

    def above(self, objective) -> "ObjectiveQuerySet":
        """Everything that `objective` is aligned to, up to the top; without itself."""
        leaves = Objective.objects.filter(pk=objective.aligned_to_id)
        return self.filter(
            pk__in=tree.ancestry(Objective.objects.all(), parent="aligned_to", leaves=leaves, name="above_goal")
        )


class Objective(models.Model):
    """A qualitative aim of the company, a department, a process or a person, within a period."""

    class Scope(models.TextChoices):
        COMPANY = "company", _("Company")
        DEPARTMENT = "department", _("Department")
        PROCESS = "process", _("Process")
        INDIVIDUAL = "individual", _("Individual")

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        ACTIVE = "active", _("active")
        CLOSED = "closed", _("closed")
        CANCELLED = "cancelled", _("cancelled")

    class Visibility(models.TextChoices):
        EVERYONE = "everyone", _("everyone")
        LINE = "line", _("the owner's reporting line")
        MANAGER = "manager", _("the owner and their manager")

    class Alignment(models.TextChoices):
        PROPOSED = "proposed", _("proposed")
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("declined")

    COUNTING_STATES = (State.ACTIVE, State.CLOSED)

    period = models.ForeignKey("goals.Period", models.PROTECT, related_name="objectives", verbose_name=_("period"))
    # What an imported file calls it, unique within the period; given by us where a file did not.
    ref = models.CharField(_("reference"), max_length=60, blank=True, db_index=True)
    scope = models.CharField(_("scope"), max_length=10, choices=Scope, default=Scope.INDIVIDUAL)
    department = models.ForeignKey(
        "org.Department", models.PROTECT, null=True, blank=True, related_name="objectives", verbose_name=_("department")
    )
    process = models.ForeignKey(
        "goals.Process", models.PROTECT, null=True, blank=True, related_name="objectives", verbose_name=_("process")
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="objectives", verbose_name=_("owner")
    )
    title = models.CharField(_("title"), max_length=200)
    description = models.TextField(_("description"), blank=True, max_length=20_000)
    visibility = models.CharField(_("visible to"), max_length=10, choices=Visibility, default=Visibility.EVERYONE)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT, editable=False)
    aligned_to = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="aligned", verbose_name=_("aligned to")
    )
    alignment = models.CharField(max_length=10, choices=Alignment, blank=True, editable=False)
    # Of which objective of another period it is the copy.
    copied_from = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="copies",
        editable=False,
        verbose_name=_("copied from"),
    )
    # How much it counts in the parent; it belongs to the parent.
    weight = value_field(_("weight"), default=1, validators=[MinValueValidator(0)])
    # These three are derived from the contributors by goals.rollup, and by nothing else.
    progress = progress_field()
    last_update_on = models.DateField(null=True, editable=False)
    # What weighs together that has both a measure and a weight above 0: 0 where there is no measure. For the
    # attribution alone, which asks for the share of each of 100,000 contributors at once.
    weight_sum = models.FloatField(default=0, editable=False)
    activated_on = models.DateField(null=True, editable=False)
    closed_on = models.DateField(null=True, editable=False)
    score = models.DecimalField(_("score"), max_digits=3, decimal_places=2, null=True, blank=True, editable=False)
    retrospective = models.TextField(_("retrospective"), blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    # The title as a search looks through it, folded and between two spaces: derived by save() and the bulk writes.
    search_text = models.TextField(editable=False, default="")
    # Counts edits, so that the second of two who edit at once sees both.
    version = models.PositiveIntegerField(default=0, editable=False)
    # Which sent form made it, and which one changed it last: the same one sent twice is known again.
    made_by_form = models.UUIDField(null=True, unique=True, editable=False)
    saved_by_form = models.UUIDField(null=True, editable=False)

    objects = ObjectiveQuerySet.as_manager()

    # Whether its owner has left while it is open; put onto those that a page shows by goals.standing.
    is_without_owner = False

    class Meta:
        verbose_name = _("objective")
        verbose_name_plural = _("objectives")
        ordering = ["title", "pk"]
        # Few wait at a time; each person's duties ask for theirs.
        indexes = [models.Index(fields=["aligned_to"], name="goals_proposed", condition=Q(alignment="proposed"))]
        constraints = [
            models.UniqueConstraint(
                fields=["period", "ref"],
                condition=~Q(ref=""),
                name="goals_objective_ref_unique_in_period",
                violation_error_message=_("There is an objective of this reference in that period already."),
            ),
            # What was cancelled may be copied once more.
            models.UniqueConstraint(
                fields=["period", "copied_from"],
                condition=Q(copied_from__isnull=False) & ~Q(state="cancelled"),
                name="goals_objective_copied_once_into_a_period",
                violation_error_message=_("This objective was copied into that period already."),
            ),
            models.CheckConstraint(
                name="goals_objective_not_aligned_to_itself",
                condition=Q(aligned_to=None) | ~Q(aligned_to=F("id")),
                violation_error_message=_("An objective cannot be aligned to itself."),
            ),
            models.CheckConstraint(
                name="goals_objective_alignment_with_parent",
                condition=Q(aligned_to=None, alignment="")
                | Q(aligned_to__isnull=False, alignment__in=["proposed", "accepted", "declined"]),
            ),
            models.CheckConstraint(
                name="goals_objective_weight_at_least_0",
                condition=Q(weight__gte=0),
                violation_error_message=_("A weight is 0 or more."),
            ),
            models.CheckConstraint(
                name="goals_objective_progress_0_to_1", condition=Q(progress=None) | Q(progress__range=(0, 1))
            ),
            models.CheckConstraint(
                name="goals_objective_scope_has_its_unit",
                condition=Q(scope="department", department__isnull=False)
                | Q(scope="process", process__isnull=False)
                | Q(scope__in=["company", "individual"]),
                violation_error_message=_("Choose the department or the process that this objective is for."),
            ),
            models.CheckConstraint(
                name="goals_objective_state", condition=Q(state__in=["draft", "active", "closed", "cancelled"])
            ),
            models.CheckConstraint(
                name="goals_objective_score_0_to_1",
                condition=Q(score=None) | Q(score__range=(0, 1)),
                violation_error_message=_("A score is between 0 and 1."),
            ),
            models.CheckConstraint(
                name="goals_objective_visibility", condition=Q(visibility__in=["everyone", "line", "manager"])
            ),
        ]

    def __str__(self):
        return self.title

    def save(self, *args, **kwargs):
        self.derive()
        if kwargs.get("update_fields") is not None and "title" in kwargs["update_fields"]:
            kwargs["update_fields"] = {*kwargs["update_fields"], "search_text"}
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("goals:objective", args=[self.pk])

    def state_in_words(self) -> str:
        """What stands behind “it is”: “a draft”, “closed”."""
        return str(_("a draft")) if self.state == self.State.DRAFT else self.get_state_display()

    def derive(self) -> None:
        self.search_text = f" {' '.join(fold(self.title).split())} "

    @property
    def is_restricted(self) -> bool:
        return self.visibility != self.Visibility.EVERYONE
