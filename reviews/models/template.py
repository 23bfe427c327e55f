from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

TEXT_LIMIT = 2_000


class TemplateQuerySet(models.QuerySet):
    def newest(self) -> "TemplateQuerySet":
        """Of each template its last version, frozen or not."""
        same = Template.objects.filter(key=OuterRef("key")).order_by("-version")
        return self.filter(version=Subquery(same.values("version")[:1]))

    def visible_to(self, viewer) -> "TemplateQuerySet":
        """Of HR and its partners: a template holds questions, and nobody's words."""
        allowed = viewer.is_authenticated and (viewer.is_hr or viewer.is_partner)
        return self.all() if allowed else self.none()


class Template(models.Model):
    """One version of a set of questions. Its scales, competencies and sections belong to it, and freeze with it."""

    key = models.CharField(
        _("key"),
        max_length=60,
        validators=[RegexValidator(r"^[a-z0-9]+(-[a-z0-9]+)*\Z", _("Small letters, digits and single hyphens."))],
        help_text=_("What all versions of it share, also in files. Small letters, digits and hyphens."),
    )
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)
    name = models.CharField(_("name"), max_length=120)
    description = models.TextField(_("what it is for"), blank=True, max_length=TEXT_LIMIT)
    frozen_at = models.DateTimeField(_("frozen"), null=True, editable=False)

    objects = TemplateQuerySet.as_manager()

    class Meta:
        verbose_name = _("review template")
        verbose_name_plural = _("review templates")
        ordering = [Lower("name"), "key", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["key", "version"],
                name="reviews_template_version_once",
                violation_error_message=_("There is a template with this key already."),
            ),
            models.UniqueConstraint(
                fields=["key"],
                condition=Q(frozen_at=None),
                name="reviews_template_one_open_version",
                violation_error_message=_("A version of this template is being edited already; finish that one."),
            ),
            models.CheckConstraint(
                name="reviews_template_version_from_1",
                condition=Q(version__gte=1),
                violation_error_message=_("Versions are counted from 1."),
            ),
            models.CheckConstraint(
                name="reviews_template_has_key_and_name",
                condition=~Q(key="") & ~Q(name=""),
                violation_error_message=_("A template has a key and a name."),
            ),
        ]

    def __str__(self):
        return _("%(name)s, version %(version)d") % {"name": self.name, "version": self.version}

    def get_absolute_url(self):
        return reverse("admin:reviews_template_change", args=[self.pk])

    @property
    def is_frozen(self) -> bool:
        return self.frozen_at is not None


class Section(models.Model):
    template = models.ForeignKey(Template, models.CASCADE, related_name="sections")
    title = models.CharField(_("title"), max_length=200)
    help = models.TextField(_("introduction"), blank=True, max_length=TEXT_LIMIT)
    position = models.PositiveIntegerField(_("position"), default=0, editable=False)

    class Meta:
        verbose_name = _("section")
        verbose_name_plural = _("sections")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                Lower("title"),
                F("template"),
                name="reviews_section_title_once",
                violation_error_message=_("This template has a section of that title already."),
            ),
            models.CheckConstraint(
                name="reviews_section_has_title",
                condition=~Q(title=""),
                violation_error_message=_("A section has a title."),
            ),
        ]

    def __str__(self):
        return self.title
