import uuid

import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from reviews.starters import missing_from
from reviews.template_tree import Models, build


def add(apps, schema_editor):
    models = Models.of(apps)
    for each in missing_from(models.Template):
        build(each, key=each["key"], into=models)


class Migration(migrations.Migration):
    """All tables in one step, for a new company: one at a time they took half a minute to make."""

    replaces = [
        ("reviews", "0001_records"),
        ("reviews", "0002_starter_templates"),
        ("reviews", "0003_acknowledgements"),
        ("reviews", "0004_changes_after_launch"),
        ("reviews", "0005_citations_and_answers_to_versions"),
        ("reviews", "0006_calibration"),
        ("reviews", "0007_participant_released_at"),
        ("reviews", "0008_release_in_parts"),
    ]

    initial = True

    dependencies = [
        ("org", "0007_reading_record_of_exports"),
        ("goals", "0017_fewer_indexes_to_write"),
        ("feedback", "0015_plans"),
    ]

    operations = [
        migrations.CreateModel(
            name="Template",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "key",
                    models.CharField(
                        help_text="What all versions of it share, also in files. Small letters, digits and hyphens.",
                        max_length=60,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z0-9]+(-[a-z0-9]+)*\\Z", "Small letters, digits and single hyphens."
                            )
                        ],
                        verbose_name="key",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("description", models.TextField(blank=True, max_length=2000, verbose_name="what it is for")),
                ("frozen_at", models.DateTimeField(editable=False, null=True, verbose_name="frozen")),
            ],
            options={
                "verbose_name": "review template",
                "verbose_name_plural": "review templates",
                "ordering": [django.db.models.functions.text.Lower("name"), "key", "-version"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("key", "version"),
                        name="reviews_template_version_once",
                        violation_error_message="There is a template with this key already.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("frozen_at", None)),
                        fields=("key",),
                        name="reviews_template_one_open_version",
                        violation_error_message="A version of this template is being edited already; finish that one.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("version__gte", 1)),
                        name="reviews_template_version_from_1",
                        violation_error_message="Versions are counted from 1.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(models.Q(("key", ""), _negated=True), models.Q(("name", ""), _negated=True)),
                        name="reviews_template_has_key_and_name",
                        violation_error_message="A template has a key and a name.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Scale",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "template",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="scales", to="reviews.template"
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="name")),
            ],
            options={
                "verbose_name": "scale",
                "verbose_name_plural": "scales",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("name"),
                        models.F("template"),
                        name="reviews_scale_name_once",
                        violation_error_message="This template has a scale of that name already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True),
                        name="reviews_scale_has_name",
                        violation_error_message="A scale has a name.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Section",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "template",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="sections", to="reviews.template"
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                ("help", models.TextField(blank=True, max_length=2000, verbose_name="introduction")),
                ("position", models.PositiveIntegerField(default=0, editable=False, verbose_name="position")),
            ],
            options={
                "verbose_name": "section",
                "verbose_name_plural": "sections",
                "ordering": ["position", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("title"),
                        models.F("template"),
                        name="reviews_section_title_once",
                        violation_error_message="This template has a section of that title already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("title", ""), _negated=True),
                        name="reviews_section_has_title",
                        violation_error_message="A section has a title.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Cycle",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("starts_on", models.DateField(verbose_name="reviewed from")),
                ("ends_on", models.DateField(verbose_name="reviewed to")),
                (
                    "template",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cycles",
                        to="reviews.template",
                        verbose_name="template",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("set-up", "set-up"),
                            ("nomination", "nomination"),
                            ("writing", "writing"),
                            ("calibration", "calibration"),
                            ("release", "release"),
                            ("closed", "closed"),
                            ("cancelled", "cancelled"),
                        ],
                        default="set-up",
                        editable=False,
                        max_length=12,
                        verbose_name="phase",
                    ),
                ),
                ("paused_at", models.DateTimeField(editable=False, null=True)),
                ("launch_begun_at", models.DateTimeField(editable=False, null=True)),
                ("launched_at", models.DateTimeField(editable=False, null=True)),
                (
                    "has_nomination",
                    models.BooleanField(
                        default=True,
                        help_text="People propose their peers. Without it, peers are taken from those with the same manager.",
                        verbose_name="with nomination",
                    ),
                ),
                ("has_calibration", models.BooleanField(default=True, verbose_name="with calibration")),
                (
                    "peers_are",
                    models.CharField(
                        choices=[
                            ("attributed", "attributed: the readers see who wrote"),
                            ("confidential", "confidential: HR sees who wrote, the subject does not"),
                            ("anonymous", "anonymous: nobody can tell who wrote"),
                        ],
                        default="confidential",
                        max_length=12,
                        verbose_name="peer reviews are",
                    ),
                ),
                (
                    "upward_is",
                    models.CharField(
                        choices=[
                            ("attributed", "attributed: the readers see who wrote"),
                            ("confidential", "confidential: HR sees who wrote, the subject does not"),
                            ("anonymous", "anonymous: nobody can tell who wrote"),
                        ],
                        default="anonymous",
                        max_length=12,
                        verbose_name="upward reviews are",
                    ),
                ),
                (
                    "threshold",
                    models.PositiveSmallIntegerField(
                        default=3,
                        help_text="Anonymous answers are shown only in groups of at least this many.",
                        validators=[
                            django.core.validators.MinValueValidator(3),
                            django.core.validators.MaxValueValidator(20),
                        ],
                        verbose_name="anonymity threshold",
                    ),
                ),
                (
                    "peer_count",
                    models.PositiveSmallIntegerField(
                        default=3,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(10),
                        ],
                        verbose_name="peers for each person",
                    ),
                ),
                (
                    "load_cap",
                    models.PositiveSmallIntegerField(
                        default=12,
                        help_text="Who would write more is named before launch.",
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(100),
                        ],
                        verbose_name="reviews for one writer, at most",
                    ),
                ),
                ("hired_before", models.DateField(blank=True, null=True, verbose_name="hired before")),
                (
                    "line_of",
                    models.ForeignKey(
                        blank=True,
                        help_text="This manager’s whole line, without the manager.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="everyone under",
                    ),
                ),
                (
                    "departments",
                    models.ManyToManyField(
                        blank=True,
                        help_text="With all departments in them. None chosen: everyone.",
                        related_name="+",
                        to="org.department",
                        verbose_name="departments",
                    ),
                ),
                (
                    "locations",
                    models.ManyToManyField(blank=True, related_name="+", to="org.location", verbose_name="locations"),
                ),
            ],
            options={
                "verbose_name": "review cycle",
                "verbose_name_plural": "review cycles",
                "ordering": ["-starts_on", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                        name="reviews_cycle_ends_after_start",
                        violation_error_message="The time under review cannot end before it starts.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                ["set-up", "nomination", "writing", "calibration", "release", "closed", "cancelled"],
                            )
                        ),
                        name="reviews_cycle_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["set-up", "cancelled"]), ("launched_at__isnull", False), _connector="OR"
                        ),
                        name="reviews_cycle_launched_to_leave_set_up",
                        violation_error_message="A cycle leaves set-up by its launch.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("launched_at", None),
                            models.Q(
                                ("launch_begun_at__isnull", False), ("launched_at__gte", models.F("launch_begun_at"))
                            ),
                            _connector="OR",
                        ),
                        name="reviews_cycle_launch_begins_before_it_ends",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("has_nomination", False), ("state", "nomination"), _negated=True),
                        name="reviews_cycle_nomination_in_those_with_it",
                        violation_error_message="This cycle has no nomination.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("has_calibration", False), ("state", "calibration"), _negated=True),
                        name="reviews_cycle_calibration_in_those_with_it",
                        violation_error_message="This cycle has no calibration.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("peers_are__in", ["attributed", "confidential", "anonymous"]),
                            ("upward_is__in", ["attributed", "confidential", "anonymous"]),
                        ),
                        name="reviews_cycle_anonymity",
                        violation_error_message="Choose one of attributed, confidential and anonymous.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("threshold__gte", 3)),
                        name="reviews_cycle_k_at_least_3",
                        violation_error_message="The anonymity threshold is 3 or more.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("peers_are", "anonymous"), _negated=True),
                            ("peer_count__gte", models.F("threshold")),
                            _connector="OR",
                        ),
                        name="reviews_cycle_anonymous_peers_reach_k",
                        violation_error_message="Anonymous peer reviews need at least as many peers for each person as the anonymity threshold.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("load_cap__gte", 1), ("peer_count__gte", 1)),
                        name="reviews_cycle_counts_at_least_1",
                        violation_error_message="At least one.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True),
                        name="reviews_cycle_has_name",
                        violation_error_message="A cycle has a name.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Competency",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "template",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="competencies", to="reviews.template"
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("description", models.TextField(blank=True, max_length=2000, verbose_name="what is meant")),
                (
                    "scale",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="competencies",
                        to="reviews.scale",
                        verbose_name="scale",
                    ),
                ),
            ],
            options={
                "verbose_name": "competency",
                "verbose_name_plural": "competencies",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("name"),
                        models.F("template"),
                        name="reviews_competency_name_once",
                        violation_error_message="This template has a competency of that name already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True),
                        name="reviews_competency_has_name",
                        violation_error_message="A competency has a name.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Level",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "scale",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="levels", to="reviews.scale"
                    ),
                ),
                (
                    "value",
                    models.PositiveSmallIntegerField(
                        help_text="1 is the lowest. Means are computed from it; people read the name.",
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(10),
                        ],
                        verbose_name="value",
                    ),
                ),
                ("label", models.CharField(max_length=60, verbose_name="name")),
                ("description", models.CharField(blank=True, max_length=300, verbose_name="description")),
            ],
            options={
                "verbose_name": "level",
                "verbose_name_plural": "levels",
                "ordering": ["value", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("scale", "value"),
                        name="reviews_level_value_once",
                        violation_error_message="This scale has a level of that value already.",
                    ),
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("label"),
                        models.F("scale"),
                        name="reviews_level_label_once",
                        violation_error_message="This scale has a level of that name already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("value__range", (1, 10))),
                        name="reviews_level_value_1_to_10",
                        violation_error_message="A level’s value is a number from 1 to 10.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("label", ""), _negated=True),
                        name="reviews_level_has_label",
                        violation_error_message="A level has a name.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CalibrationGroup",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "cycle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="groups", to="reviews.cycle"
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="name")),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("name"),
                        models.F("cycle"),
                        name="reviews_calibrationgroup_name_once",
                        violation_error_message="This cycle has a group of that name already.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CyclePhase",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "cycle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="phases", to="reviews.cycle"
                    ),
                ),
                (
                    "phase",
                    models.CharField(
                        choices=[
                            ("nomination", "nomination"),
                            ("writing", "writing"),
                            ("calibration", "calibration"),
                            ("release", "release"),
                        ],
                        max_length=12,
                        verbose_name="phase",
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="from")),
                ("ends_on", models.DateField(verbose_name="to")),
            ],
            options={
                "ordering": ["starts_on", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("cycle", "phase"), name="reviews_cyclephase_once"),
                    models.CheckConstraint(
                        condition=models.Q(("phase__in", ["nomination", "writing", "calibration", "release"])),
                        name="reviews_cyclephase_phase",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                        name="reviews_cyclephase_ends_after_start",
                        violation_error_message="A phase cannot end before it starts.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CycleReader",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "cycle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="readers", to="reviews.cycle"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
                (
                    "named_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("named_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("cycle", "person"),
                        name="reviews_cyclereader_once",
                        violation_error_message="This person is named already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("person", models.F("named_by")), _negated=True),
                        name="reviews_cyclereader_not_by_oneself",
                        violation_error_message="Nobody names themselves; another HR person does it.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CycleRelation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "cycle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="relations", to="reviews.cycle"
                    ),
                ),
                (
                    "relation",
                    models.CharField(
                        choices=[
                            ("self", "self-review"),
                            ("manager", "manager review"),
                            ("peer", "peer review"),
                            ("upward", "upward review"),
                        ],
                        max_length=10,
                        verbose_name="relation",
                    ),
                ),
                ("due_on", models.DateField(verbose_name="due")),
                ("closed_at", models.DateTimeField(editable=False, null=True)),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("cycle", "relation"), name="reviews_cyclerelation_once"),
                    models.CheckConstraint(
                        condition=models.Q(("relation__in", ["self", "manager", "peer", "upward"])),
                        name="reviews_cyclerelation_relation",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Exclusion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "cycle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="exclusions", to="reviews.cycle"
                    ),
                ),
                (
                    "employee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
                ("reason", models.CharField(max_length=500, verbose_name="reason")),
                (
                    "by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
            ],
            options={
                "verbose_name": "exclusion",
                "verbose_name_plural": "exclusions",
                "ordering": ["-at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("cycle", "employee"),
                        name="reviews_exclusion_once",
                        violation_error_message="This person is excluded already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True),
                        name="reviews_exclusion_has_reason",
                        violation_error_message="Say why.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("employee", models.F("by")), _negated=True),
                        name="reviews_exclusion_not_by_oneself",
                        violation_error_message="Nobody excludes themselves; another HR person does it.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Release",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "cycle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="releases", to="reviews.cycle"
                    ),
                ),
                ("whom", models.CharField(max_length=200)),
                ("is_whole", models.BooleanField()),
                ("on", models.DateField(null=True)),
                ("decided", models.JSONField(default=dict)),
                ("reason", models.CharField(blank=True, max_length=500)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("held_at", models.DateTimeField(null=True)),
                ("released_at", models.DateTimeField(null=True)),
                ("count", models.PositiveIntegerField(default=0)),
                ("recalled_at", models.DateTimeField(null=True)),
                (
                    "recalled_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("on__isnull", False), ("released_at__isnull", False), _connector="OR"),
                        name="reviews_release_at_once_or_on_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("held_at", None), ("released_at", None), _connector="OR"),
                        name="reviews_release_held_or_released",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("recalled_at", None), ("recalled_by", None)),
                            models.Q(
                                ("recalled_at__isnull", False),
                                ("recalled_by__isnull", False),
                                ("released_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="reviews_release_recalled",
                        violation_error_message="Only what was released is recalled.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Step",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "cycle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="steps", to="reviews.cycle"
                    ),
                ),
                (
                    "what",
                    models.CharField(
                        choices=[
                            ("made", "made"),
                            ("edited", "edited"),
                            ("excluded", "excluded"),
                            ("included", "included again"),
                            ("named", "named as a reader"),
                            ("unnamed", "no longer a reader"),
                            ("launched", "launched"),
                            ("moved", "moved"),
                            ("extended", "extended"),
                            ("reopened", "reopened"),
                            ("reassigned", "reassigned"),
                            ("joined", "added late"),
                            ("manager", "manager changed"),
                            ("taken-out", "taken out"),
                            ("taken-in", "taken in again"),
                            ("paused", "paused"),
                            ("resumed", "resumed"),
                            ("cancelled", "cancelled"),
                            ("exported", "results exported"),
                            ("released", "released"),
                            ("planned", "release planned"),
                            ("unplanned", "planned release taken back"),
                            ("held", "planned release held back"),
                            ("recalled", "release recalled"),
                        ],
                        max_length=12,
                        verbose_name="what",
                    ),
                ),
                (
                    "about",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "relation",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("self", "self-review"),
                            ("manager", "manager review"),
                            ("peer", "peer review"),
                            ("upward", "upward review"),
                        ],
                        max_length=10,
                    ),
                ),
                ("before", models.CharField(blank=True, max_length=200)),
                ("after", models.CharField(blank=True, max_length=200)),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="reason")),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "ordering": ["-at", "-pk"],
                "indexes": [models.Index(fields=["cycle", "-at", "-id"], name="reviews_step_of_cycle")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("reason", ""),
                            (
                                "what__in",
                                [
                                    "excluded",
                                    "extended",
                                    "reopened",
                                    "reassigned",
                                    "cancelled",
                                    "joined",
                                    "manager",
                                    "taken-out",
                                    "taken-in",
                                    "exported",
                                    "recalled",
                                    "paused",
                                ],
                            ),
                            _negated=True,
                        ),
                        name="reviews_step_reason_where_it_overrules",
                        violation_error_message="Say why; the reason stays in the history.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Facilitator",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="facilitators",
                        to="reviews.calibrationgroup",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("group", "person"),
                        name="reviews_facilitator_once",
                        violation_error_message="This person facilitates that group already.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CompetencyLevel",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "competency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="levels", to="reviews.competency"
                    ),
                ),
                (
                    "job_level",
                    models.CharField(
                        blank=True,
                        help_text="As people carry it. Left empty, it is for everyone.",
                        max_length=60,
                        verbose_name="job level",
                    ),
                ),
                (
                    "level",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="reviews.level",
                        verbose_name="level",
                    ),
                ),
                ("description", models.TextField(max_length=2000, verbose_name="how it looks")),
            ],
            options={
                "verbose_name": "described level",
                "verbose_name_plural": "described levels",
                "ordering": ["job_level", "level__value", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("competency"),
                        models.F("level"),
                        django.db.models.functions.text.Lower("job_level"),
                        name="reviews_competencylevel_once",
                        violation_error_message="This level is described for that job level already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("description", ""), _negated=True),
                        name="reviews_competencylevel_says_something",
                        violation_error_message="Say how this level looks.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Participant",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "cycle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="participants", to="reviews.cycle"
                    ),
                ),
                (
                    "subject",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="review_participations",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "manager",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.department"
                    ),
                ),
                ("job_title", models.CharField(blank=True, max_length=200)),
                ("job_level", models.CharField(blank=True, max_length=60)),
                (
                    "group",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="participants",
                        to="reviews.calibrationgroup",
                    ),
                ),
                ("added_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("taken_out_at", models.DateTimeField(editable=False, null=True)),
                ("released_at", models.DateTimeField(editable=False, null=True)),
                (
                    "release",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="people",
                        to="reviews.release",
                    ),
                ),
                ("opened_at", models.DateTimeField(editable=False, null=True)),
            ],
            options={
                "ordering": ["pk"],
                "indexes": [models.Index(fields=["cycle", "department"], name="reviews_participant_place")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("cycle", "subject"),
                        name="reviews_participant_once",
                        violation_error_message="This person takes part already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("manager", None),
                            models.Q(("manager", models.F("subject")), _negated=True),
                            _connector="OR",
                        ),
                        name="reviews_participant_not_own_manager",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Question",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "section",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="questions", to="reviews.section"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("rating", "rating on a scale"),
                            ("text", "text"),
                            ("competency", "competency"),
                            ("goals", "goals of the period"),
                        ],
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                ("words", models.CharField(max_length=300, verbose_name="question")),
                ("help", models.TextField(blank=True, max_length=2000, verbose_name="help")),
                (
                    "scale",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="questions",
                        to="reviews.scale",
                        verbose_name="scale",
                    ),
                ),
                (
                    "competency",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="questions",
                        to="reviews.competency",
                        verbose_name="competency",
                    ),
                ),
                (
                    "purpose",
                    models.CharField(
                        blank=True,
                        choices=[("", "none"), ("performance", "performance"), ("potential", "potential")],
                        default="",
                        max_length=12,
                        verbose_name="used in calibration as",
                    ),
                ),
                (
                    "readers",
                    models.CharField(
                        choices=[
                            ("subject", "the subject and the manager, at release"),
                            ("manager", "the manager only, at release"),
                            ("calibration", "those who calibrate, only"),
                        ],
                        default="subject",
                        max_length=12,
                        verbose_name="who reads the answer",
                    ),
                ),
                ("position", models.PositiveIntegerField(default=0, editable=False, verbose_name="position")),
            ],
            options={
                "verbose_name": "question",
                "verbose_name_plural": "questions",
                "ordering": ["position", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("competency", None), ("kind", "rating"), ("scale__isnull", False)),
                            models.Q(("competency__isnull", False), ("kind", "competency"), ("scale", None)),
                            models.Q(("competency", None), ("kind__in", ["text", "goals"]), ("scale", None)),
                            _connector="OR",
                        ),
                        name="reviews_question_kind",
                        violation_error_message="A rating needs a scale, a competency needs the competency, and a text or the goals need neither.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("purpose", ""),
                            models.Q(("kind", "rating"), ("purpose__in", ["performance", "potential"])),
                            _connector="OR",
                        ),
                        name="reviews_question_purpose",
                        violation_error_message="Calibration takes performance and potential from a rating only.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("readers__in", ["subject", "manager", "calibration"])),
                        name="reviews_question_readers",
                        violation_error_message="Choose who reads the answer.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("purpose", "potential"), ("readers", "subject"), _negated=True),
                        name="reviews_question_potential_never_to_the_subject",
                        violation_error_message="Potential is never shown to the subject; choose other readers.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("words", ""), _negated=True),
                        name="reviews_question_has_words",
                        violation_error_message="Write the question.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CalibrationNote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="notes", to="reviews.calibrationgroup"
                    ),
                ),
                ("text", models.TextField(max_length=5000, verbose_name="note")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "ordering": ["at", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="reviews_calibrationnote_has_text"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Nomination",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "participant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="nominations",
                        to="reviews.participant",
                    ),
                ),
                (
                    "nominee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("proposed_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "proposed"),
                            ("approved", "approved"),
                            ("refused", "not approved"),
                            ("declined", "declined"),
                            ("withdrawn", "withdrawn"),
                        ],
                        default="proposed",
                        max_length=10,
                    ),
                ),
                ("word", models.CharField(blank=True, max_length=500)),
                ("decided_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("participant", "nominee"),
                        name="reviews_nomination_once",
                        violation_error_message="This person was proposed already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at", None), ("state", "proposed")),
                            models.Q(
                                ("decided_at__isnull", False),
                                ("state__in", ["approved", "refused", "declined", "withdrawn"]),
                            ),
                            _connector="OR",
                        ),
                        name="reviews_nomination_state",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CalibrationChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "participant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="changes", to="reviews.participant"
                    ),
                ),
                (
                    "purpose",
                    models.CharField(
                        choices=[("", "none"), ("performance", "performance"), ("potential", "potential")],
                        max_length=12,
                    ),
                ),
                (
                    "before",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="reviews.level"
                    ),
                ),
                (
                    "after",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="reviews.level"
                    ),
                ),
                ("reason", models.CharField(max_length=500, verbose_name="reason")),
                (
                    "group",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="changes",
                        to="reviews.calibrationgroup",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "undone_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("undone_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["at", "pk"],
                "indexes": [models.Index(fields=["participant", "purpose", "at"], name="reviews_change_of_person")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("purpose__in", ["performance", "potential"])),
                        name="reviews_calibrationchange_purpose",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True),
                        name="reviews_calibrationchange_has_reason",
                        violation_error_message="Say why; the manager reads the reason.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("before", None), models.Q(("before", models.F("after")), _negated=True), _connector="OR"
                        ),
                        name="reviews_calibrationchange_changes_something",
                        violation_error_message="Choose another level; this one stands already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("undone_at", None), ("undone_by", None)),
                            models.Q(("undone_at__isnull", False), ("undone_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="reviews_calibrationchange_undone",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AnonymousMark",
            fields=[
                ("key", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "participant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="anonymous_marks",
                        to="reviews.participant",
                    ),
                ),
                (
                    "relation",
                    models.CharField(
                        choices=[
                            ("self", "self-review"),
                            ("manager", "manager review"),
                            ("peer", "peer review"),
                            ("upward", "upward review"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "writer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("has_answered", models.BooleanField(default=False)),
            ],
            options={
                "ordering": ["key"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("participant", "relation", "writer"), name="reviews_anonymousmark_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("relation__in", ["peer", "upward"])), name="reviews_anonymousmark_relation"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Acknowledgement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "participant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="acknowledgements",
                        to="reviews.participant",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=0)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("received", "I received it"),
                            ("comment", "I received it, with a comment"),
                            ("talk", "I received it, and ask for a talk"),
                        ],
                        max_length=10,
                    ),
                ),
                ("comment", models.TextField(blank=True, max_length=20000)),
                ("at", models.DateTimeField()),
                ("talked_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("participant", "version"),
                        name="reviews_acknowledgement_once_a_version",
                        violation_error_message="You answered already; that answer stays.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("comment", ""), ("kind", "received")),
                            models.Q(("kind", "comment"), models.Q(("comment", ""), _negated=True)),
                            ("kind", "talk"),
                            _connector="OR",
                        ),
                        name="reviews_acknowledgement_kind",
                        violation_error_message="Write the comment, or choose “I received it”.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("talked_at", None), ("kind", "talk"), _connector="OR"),
                        name="reviews_acknowledgement_talk_was_asked_for",
                        violation_error_message="No talk was asked for.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AnonymousAnswer",
            fields=[
                ("key", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "participant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="anonymous_answers",
                        to="reviews.participant",
                    ),
                ),
                (
                    "relation",
                    models.CharField(
                        choices=[
                            ("self", "self-review"),
                            ("manager", "manager review"),
                            ("peer", "peer review"),
                            ("upward", "upward review"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "question",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="reviews.question"
                    ),
                ),
                (
                    "level",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="reviews.level"
                    ),
                ),
                ("text", models.TextField(blank=True, max_length=20000)),
            ],
            options={
                "ordering": ["key"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("relation__in", ["peer", "upward"])),
                        name="reviews_anonymousanswer_relation",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("level__isnull", False), models.Q(("text", ""), _negated=True), _connector="OR"
                        ),
                        name="reviews_anonymousanswer_says_something",
                        violation_error_message="An empty answer is none.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="QuestionFor",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "question",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="asked", to="reviews.question"
                    ),
                ),
                (
                    "relation",
                    models.CharField(
                        choices=[
                            ("self", "self-review"),
                            ("manager", "manager review"),
                            ("peer", "peer review"),
                            ("upward", "upward review"),
                        ],
                        max_length=10,
                        verbose_name="asked of",
                    ),
                ),
                ("is_required", models.BooleanField(default=False, verbose_name="required")),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("question", "relation"), name="reviews_questionfor_once"),
                    models.CheckConstraint(
                        condition=models.Q(("relation__in", ["self", "manager", "peer", "upward"])),
                        name="reviews_questionfor_relation",
                        violation_error_message="A question is answered by self, manager, peers or reports.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Review",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "participant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reviews", to="reviews.participant"
                    ),
                ),
                (
                    "relation",
                    models.CharField(
                        choices=[
                            ("self", "self-review"),
                            ("manager", "manager review"),
                            ("peer", "peer review"),
                            ("upward", "upward review"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "writer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reviews_to_write",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "anonymity",
                    models.CharField(
                        choices=[
                            ("attributed", "attributed: the readers see who wrote"),
                            ("confidential", "confidential: HR sees who wrote, the subject does not"),
                            ("anonymous", "anonymous: nobody can tell who wrote"),
                        ],
                        default="attributed",
                        max_length=12,
                    ),
                ),
                ("due_on", models.DateField(null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "open"),
                            ("submitted", "submitted"),
                            ("declined", "declined"),
                            ("contribution", "contribution"),
                            ("replaced", "somebody else writes it"),
                        ],
                        default="open",
                        max_length=12,
                    ),
                ),
                ("version", models.PositiveIntegerField(default=0)),
                ("submitted_at", models.DateTimeField(null=True)),
            ],
            options={
                "verbose_name": "review",
                "verbose_name_plural": "reviews",
                "ordering": ["pk"],
                "indexes": [
                    models.Index(fields=["writer", "state"], name="reviews_review_to_write"),
                    models.Index(fields=["participant", "relation", "state"], name="reviews_review_counts"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("participant", "relation", "writer"), name="reviews_review_once"),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("relation__in", ["self", "manager"]),
                            models.Q(("state__in", ["contribution", "replaced"]), _negated=True),
                        ),
                        fields=("participant", "relation"),
                        name="reviews_review_one_self_and_one_manager",
                        violation_error_message="There is such a review of this person already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("anonymity", "attributed"), ("relation__in", ["self", "manager"])),
                            models.Q(
                                ("anonymity__in", ["attributed", "confidential"]), ("relation__in", ["peer", "upward"])
                            ),
                            _connector="OR",
                        ),
                        name="reviews_review_relation",
                        violation_error_message="An anonymous review is kept without its writer.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "open"), ("submitted_at", None)),
                            models.Q(("state", "submitted"), ("submitted_at__isnull", False), ("version__gte", 1)),
                            models.Q(
                                ("relation__in", ["peer", "upward"]), ("state", "declined"), ("submitted_at", None)
                            ),
                            models.Q(
                                ("relation", "manager"),
                                ("state", "contribution"),
                                ("submitted_at__isnull", False),
                                ("version__gte", 1),
                            ),
                            models.Q(("relation", "manager"), ("state", "replaced"), ("submitted_at", None)),
                            _connector="OR",
                        ),
                        name="reviews_review_state",
                        violation_error_message="A submitted review has a time and a version; only peer and upward reviews are declined.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Submission",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="submissions", to="reviews.review"
                    ),
                ),
                ("version", models.PositiveIntegerField()),
                ("submitted_at", models.DateTimeField()),
                ("reason", models.CharField(blank=True, max_length=500)),
            ],
            options={
                "ordering": ["version", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("review", "version"), name="reviews_submission_once"),
                    models.CheckConstraint(
                        condition=models.Q(("version__gte", 1)), name="reviews_submission_version_from_1"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Answer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "submission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="answers", to="reviews.submission"
                    ),
                ),
                (
                    "question",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="reviews.question"
                    ),
                ),
                (
                    "level",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="reviews.level"
                    ),
                ),
                ("text", models.TextField(blank=True, max_length=20000)),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("submission", "question"), name="reviews_answer_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("level__isnull", False), models.Q(("text", ""), _negated=True), _connector="OR"
                        ),
                        name="reviews_answer_says_something",
                        violation_error_message="An empty answer is none.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Citation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="citations", to="reviews.review"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("objective", "objective"),
                            ("check-in", "check-in"),
                            ("feedback", "feedback"),
                            ("recognition", "recognition"),
                            ("blocker", "blocker"),
                            ("review", "earlier review"),
                        ],
                        max_length=12,
                    ),
                ),
                ("object_id", models.PositiveBigIntegerField()),
                ("mark", models.CharField(max_length=160)),
                ("words", models.TextField(max_length=4000)),
                ("facts", models.CharField(blank=True, max_length=300)),
                ("months", models.JSONField(default=list)),
                ("is_open_to_subject", models.BooleanField()),
                ("is_open_to_manager", models.BooleanField()),
                ("cited_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("answers", models.ManyToManyField(related_name="citations", to="reviews.answer")),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("review", "kind", "object_id"), name="reviews_citation_once"),
                    models.UniqueConstraint(fields=("review", "mark"), name="reviews_citation_mark_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("mark", ""), _negated=True), models.Q(("words", ""), _negated=True)
                        ),
                        name="reviews_citation_has_mark_and_words",
                    ),
                ],
            },
        ),
        migrations.RunPython(add, migrations.RunPython.noop),
    ]
