import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
import simple_history.models
from django.conf import settings
from django.db import migrations, models

import goals.models.fields
from goals.starters import add_starters


def add(apps, schema_editor):
    add_starters(apps.get_model("goals", "ObjectiveTemplate"), apps.get_model("goals", "TemplateKeyResult"))


class Migration(migrations.Migration):
    """All tables in one step, for a new company: one at a time they took half a minute to make."""

    replaces = [
        ("goals", "0001_initial"),
        ("goals", "0002_initial"),
        ("goals", "0003_currency_of_a_key_result"),
        ("goals", "0004_imports_of_goals"),
        ("goals", "0005_weights_of_the_contributors"),
        ("goals", "0006_snapshots"),
        ("goals", "0007_mark_all_for_snapshots"),
        ("goals", "0008_drafting"),
        ("goals", "0009_starter_templates"),
        ("goals", "0010_answers_about_movers"),
        ("goals", "0011_processes_end_and_keep_their_history"),
        ("goals", "0012_supports_comments_follows"),
        ("goals", "0013_key_results_by_what_they_count"),
        ("goals", "0014_what_was_sent_twice_is_done_once"),
        ("goals", "0015_answers_about_key_results_of_movers"),
        ("goals", "0016_marks_that_are_taken_first"),
        ("goals", "0017_fewer_indexes_to_write"),
    ]

    initial = True

    dependencies = [("org", "0007_reading_record_of_exports")]

    operations = [
        migrations.CreateModel(
            name="HistoricalPeriod",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                ("starts_on", models.DateField(verbose_name="first day")),
                ("ends_on", models.DateField(verbose_name="last day")),
                (
                    "definitions_lock_on",
                    models.DateField(blank=True, null=True, verbose_name="definitions locked from"),
                ),
                ("progress_locks_on", models.DateField(blank=True, null=True, verbose_name="progress locked from")),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "historical period",
                "verbose_name_plural": "historical periods",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalProcess",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("ended_on", models.DateField(blank=True, null=True, verbose_name="ended on")),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="owner",
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="org.department",
                        verbose_name="department",
                    ),
                ),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "historical process",
                "verbose_name_plural": "historical processes",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="ObjectiveTemplate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                ("description", models.TextField(blank=True, max_length=20000, verbose_name="what it is about")),
                (
                    "scope",
                    models.CharField(
                        choices=[
                            ("company", "Company"),
                            ("department", "Department"),
                            ("process", "Process"),
                            ("individual", "Individual"),
                        ],
                        default="individual",
                        max_length=10,
                        verbose_name="scope",
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        blank=True,
                        help_text="With all departments in it. Left empty, everyone is offered it.",
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="org.department",
                        verbose_name="for the department",
                    ),
                ),
                (
                    "is_in_use",
                    models.BooleanField(
                        default=True,
                        help_text="Taken away, nobody is offered it any more; what was made stays.",
                        verbose_name="in use",
                    ),
                ),
            ],
            options={
                "verbose_name": "objective template",
                "verbose_name_plural": "objective templates",
                "ordering": ["title", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("scope__in", ["company", "department", "process", "individual"])),
                        name="goals_template_scope",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Period",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                ("starts_on", models.DateField(verbose_name="first day")),
                ("ends_on", models.DateField(verbose_name="last day")),
                (
                    "definitions_lock_on",
                    models.DateField(blank=True, null=True, verbose_name="definitions locked from"),
                ),
                ("progress_locks_on", models.DateField(blank=True, null=True, verbose_name="progress locked from")),
            ],
            options={
                "verbose_name": "period",
                "verbose_name_plural": "periods",
                "ordering": ["-starts_on", "ends_on", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("name"),
                        name="goals_period_name_unique",
                        violation_error_message="There is a period of this name already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__gt", models.F("starts_on"))),
                        name="goals_period_ends_after_start",
                        violation_error_message="A period ends after it starts.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Process",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="processes",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="owner",
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="processes",
                        to="org.department",
                        verbose_name="department",
                    ),
                ),
                ("ended_on", models.DateField(blank=True, null=True, verbose_name="ended on")),
            ],
            options={
                "verbose_name": "process",
                "verbose_name_plural": "processes",
                "ordering": ["name", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("name"),
                        name="goals_process_name_unique",
                        violation_error_message="There is a process of this name already.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="GoalsImport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("file_name", models.CharField(max_length=255, verbose_name="file")),
                ("content", models.BinaryField()),
                (
                    "state",
                    models.CharField(
                        choices=[("uploaded", "uploaded"), ("applied", "applied"), ("dropped", "dropped")],
                        default="uploaded",
                        editable=False,
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("fingerprint", models.CharField(blank=True, editable=False, max_length=64)),
                ("counts", models.JSONField(blank=True, default=dict, editable=False)),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("uploaded_at", models.DateTimeField(auto_now_add=True, verbose_name="uploaded")),
                ("applied_at", models.DateTimeField(editable=False, null=True, verbose_name="applied")),
            ],
            options={
                "verbose_name": "import of goals",
                "verbose_name_plural": "imports of goals",
                "ordering": ["-uploaded_at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["uploaded", "applied", "dropped"])),
                        name="goals_goalsimport_state",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Objective",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "period",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="objectives",
                        to="goals.period",
                        verbose_name="period",
                    ),
                ),
                ("ref", models.CharField(blank=True, db_index=True, max_length=60, verbose_name="reference")),
                (
                    "scope",
                    models.CharField(
                        choices=[
                            ("company", "Company"),
                            ("department", "Department"),
                            ("process", "Process"),
                            ("individual", "Individual"),
                        ],
                        default="individual",
                        max_length=10,
                        verbose_name="scope",
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="objectives",
                        to="org.department",
                        verbose_name="department",
                    ),
                ),
                (
                    "process",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="objectives",
                        to="goals.process",
                        verbose_name="process",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="objectives",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="owner",
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                ("description", models.TextField(blank=True, max_length=20000, verbose_name="description")),
                (
                    "visibility",
                    models.CharField(
                        choices=[
                            ("everyone", "everyone"),
                            ("line", "the owner's reporting line"),
                            ("manager", "the owner and their manager"),
                        ],
                        default="everyone",
                        max_length=10,
                        verbose_name="visible to",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "draft"),
                            ("active", "active"),
                            ("closed", "closed"),
                            ("cancelled", "cancelled"),
                        ],
                        default="draft",
                        editable=False,
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                (
                    "aligned_to",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="aligned",
                        to="goals.objective",
                        verbose_name="aligned to",
                    ),
                ),
                (
                    "alignment",
                    models.CharField(
                        blank=True,
                        choices=[("proposed", "proposed"), ("accepted", "accepted"), ("declined", "declined")],
                        editable=False,
                        max_length=10,
                    ),
                ),
                (
                    "copied_from",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="copies",
                        to="goals.objective",
                        verbose_name="copied from",
                    ),
                ),
                (
                    "weight",
                    models.DecimalField(
                        decimal_places=9,
                        default=1,
                        max_digits=24,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            goals.models.fields.validate_significant_digits,
                        ],
                        verbose_name="weight",
                    ),
                ),
                ("progress", models.DecimalField(decimal_places=12, editable=False, max_digits=13, null=True)),
                ("last_update_on", models.DateField(editable=False, null=True)),
                ("weight_sum", models.FloatField(default=0, editable=False)),
                ("activated_on", models.DateField(editable=False, null=True)),
                ("closed_on", models.DateField(editable=False, null=True)),
                (
                    "score",
                    models.DecimalField(
                        blank=True, decimal_places=2, editable=False, max_digits=3, null=True, verbose_name="score"
                    ),
                ),
                ("retrospective", models.TextField(blank=True, editable=False, verbose_name="retrospective")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
                ("made_by_form", models.UUIDField(editable=False, null=True, unique=True)),
                ("saved_by_form", models.UUIDField(editable=False, null=True)),
            ],
            options={
                "verbose_name": "objective",
                "verbose_name_plural": "objectives",
                "ordering": ["title", "pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("alignment", "proposed")), fields=["aligned_to"], name="goals_proposed"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ref", ""), _negated=True),
                        fields=("period", "ref"),
                        name="goals_objective_ref_unique_in_period",
                        violation_error_message="There is an objective of this reference in that period already.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("copied_from__isnull", False), models.Q(("state", "cancelled"), _negated=True)
                        ),
                        fields=("period", "copied_from"),
                        name="goals_objective_copied_once_into_a_period",
                        violation_error_message="This objective was copied into that period already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("aligned_to", None),
                            models.Q(("aligned_to", models.F("id")), _negated=True),
                            _connector="OR",
                        ),
                        name="goals_objective_not_aligned_to_itself",
                        violation_error_message="An objective cannot be aligned to itself.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("aligned_to", None), ("alignment", "")),
                            models.Q(
                                ("aligned_to__isnull", False), ("alignment__in", ["proposed", "accepted", "declined"])
                            ),
                            _connector="OR",
                        ),
                        name="goals_objective_alignment_with_parent",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("weight__gte", 0)),
                        name="goals_objective_weight_at_least_0",
                        violation_error_message="A weight is 0 or more.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("progress", None), ("progress__range", (0, 1)), _connector="OR"),
                        name="goals_objective_progress_0_to_1",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("department__isnull", False), ("scope", "department")),
                            models.Q(("process__isnull", False), ("scope", "process")),
                            ("scope__in", ["company", "individual"]),
                            _connector="OR",
                        ),
                        name="goals_objective_scope_has_its_unit",
                        violation_error_message="Choose the department or the process that this objective is for.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["draft", "active", "closed", "cancelled"])),
                        name="goals_objective_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("score", None), ("score__range", (0, 1)), _connector="OR"),
                        name="goals_objective_score_0_to_1",
                        violation_error_message="A score is between 0 and 1.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("visibility__in", ["everyone", "line", "manager"])),
                        name="goals_objective_visibility",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TemplateKeyResult",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "template",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="key_results",
                        to="goals.objectivetemplate",
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                (
                    "unit",
                    models.CharField(
                        choices=[
                            ("number", "number"),
                            ("percent", "percent"),
                            ("currency", "currency"),
                            ("days", "days"),
                            ("score", "score"),
                            ("milestone", "milestone"),
                        ],
                        default="number",
                        max_length=10,
                        verbose_name="unit",
                    ),
                ),
                ("currency", models.CharField(blank=True, max_length=3, verbose_name="currency")),
                (
                    "baseline",
                    models.DecimalField(
                        blank=True,
                        decimal_places=9,
                        max_digits=24,
                        null=True,
                        validators=[goals.models.fields.validate_significant_digits],
                        verbose_name="baseline",
                    ),
                ),
                (
                    "target",
                    models.DecimalField(
                        blank=True,
                        decimal_places=9,
                        max_digits=24,
                        null=True,
                        validators=[goals.models.fields.validate_significant_digits],
                        verbose_name="target",
                    ),
                ),
                (
                    "weight",
                    models.DecimalField(
                        decimal_places=9,
                        default=1,
                        max_digits=24,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            goals.models.fields.validate_significant_digits,
                        ],
                        verbose_name="weight",
                    ),
                ),
                (
                    "hint",
                    models.CharField(
                        blank=True,
                        help_text="What to fill in; it stands beside the row.",
                        max_length=300,
                        verbose_name="hint",
                    ),
                ),
                ("position", models.PositiveIntegerField(default=0, verbose_name="position")),
            ],
            options={
                "verbose_name": "key result of a template",
                "verbose_name_plural": "key results of a template",
                "ordering": ["position", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("template", "title"),
                        name="goals_templatekeyresult_title_unique",
                        violation_error_message="This template has a key result of that title already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("baseline", None),
                            ("target", None),
                            models.Q(("target", models.F("baseline")), _negated=True),
                            _connector="OR",
                        ),
                        name="goals_templatekeyresult_target_is_not_baseline",
                        violation_error_message="Target and baseline are equal; then nothing could move. Change one of them, or leave it empty.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("weight__gte", 0)),
                        name="goals_templatekeyresult_weight_at_least_0",
                        violation_error_message="A weight is 0 or more.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("unit__in", ["number", "percent", "currency", "days", "score", "milestone"])
                        ),
                        name="goals_templatekeyresult_unit",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="KeyResult",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "objective",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="key_results",
                        to="goals.objective",
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="key_results",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="owner",
                    ),
                ),
                (
                    "unit",
                    models.CharField(
                        choices=[
                            ("number", "number"),
                            ("percent", "percent"),
                            ("currency", "currency"),
                            ("days", "days"),
                            ("score", "score"),
                            ("milestone", "milestone"),
                        ],
                        default="number",
                        max_length=10,
                        verbose_name="unit",
                    ),
                ),
                ("currency", models.CharField(blank=True, max_length=3, verbose_name="currency")),
                (
                    "baseline",
                    models.DecimalField(
                        decimal_places=9,
                        default=0,
                        max_digits=24,
                        validators=[goals.models.fields.validate_significant_digits],
                        verbose_name="baseline",
                    ),
                ),
                (
                    "target",
                    models.DecimalField(
                        decimal_places=9,
                        default=1,
                        max_digits=24,
                        validators=[goals.models.fields.validate_significant_digits],
                        verbose_name="target",
                    ),
                ),
                (
                    "weight",
                    models.DecimalField(
                        decimal_places=9,
                        default=1,
                        max_digits=24,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            goals.models.fields.validate_significant_digits,
                        ],
                        verbose_name="weight",
                    ),
                ),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="due on")),
                ("position", models.PositiveIntegerField(default=0, editable=False)),
                (
                    "current",
                    models.DecimalField(
                        decimal_places=9,
                        editable=False,
                        max_digits=24,
                        null=True,
                        validators=[goals.models.fields.validate_significant_digits],
                        verbose_name="current",
                    ),
                ),
                ("confidence", models.PositiveSmallIntegerField(editable=False, null=True)),
                ("last_update_on", models.DateField(editable=False, null=True)),
                ("progress", models.DecimalField(decimal_places=12, editable=False, max_digits=13, null=True)),
            ],
            options={
                "verbose_name": "key result",
                "verbose_name_plural": "key results",
                "ordering": ["position", "pk"],
                "indexes": [models.Index(fields=["objective", "weight", "progress"], name="goals_keyresult_counts")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("objective", "title"),
                        name="goals_keyresult_title_unique",
                        violation_error_message="This objective has a key result of that title already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("target", models.F("baseline")), _negated=True),
                        name="goals_keyresult_target_is_not_baseline",
                        violation_error_message="Target and baseline are equal; then nothing could move. Change one of them.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("weight__gte", 0)),
                        name="goals_keyresult_weight_at_least_0",
                        violation_error_message="A weight is 0 or more.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("unit", "milestone"), _negated=True),
                            models.Q(("baseline", 0), ("target", 1)),
                            _connector="OR",
                        ),
                        name="goals_keyresult_milestone_is_0_to_1",
                        violation_error_message="A milestone goes from not done (0) to done (1).",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("progress", None), ("progress__range", (0, 1)), _connector="OR"),
                        name="goals_keyresult_progress_0_to_1",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SnapshotBasis",
            fields=[
                (
                    "objective",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="snapshot_basis",
                        serialize=False,
                        to="goals.objective",
                    ),
                ),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField()),
                ("counts_from", models.DateField()),
                ("cadence", models.CharField(max_length=10)),
                ("turns_on", models.DateField(db_index=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Follow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="follows", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "objective",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="follows", to="goals.objective"
                    ),
                ),
                ("since", models.DateTimeField()),
            ],
            options={
                "verbose_name": "follow",
                "verbose_name_plural": "follows",
                "ordering": ["since", "pk"],
                "constraints": [models.UniqueConstraint(fields=("person", "objective"), name="goals_follow_once")],
            },
        ),
        migrations.CreateModel(
            name="DraftStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "objective",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="steps", to="goals.objective"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("submitted", "submitted"),
                            ("withdrawn", "withdrawn"),
                            ("returned", "returned"),
                            ("agreed", "agreed"),
                        ],
                        max_length=10,
                    ),
                ),
                ("version", models.PositiveIntegerField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("at", models.DateTimeField()),
                ("word", models.TextField(blank=True, max_length=2000, verbose_name="word")),
            ],
            options={
                "verbose_name": "step of a draft",
                "verbose_name_plural": "steps of drafts",
                "ordering": ["-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["submitted", "withdrawn", "returned", "agreed"])),
                        name="goals_draftstep_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "returned"), _negated=True),
                            models.Q(("word", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="goals_draftstep_returned_with_a_word",
                        violation_error_message="Say in a few words what should change.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Comment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "objective",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="comments", to="goals.objective"
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("text", models.TextField(max_length=20000, verbose_name="comment")),
                ("written_at", models.DateTimeField()),
                ("key", models.UUIDField(editable=False)),
            ],
            options={
                "verbose_name": "comment",
                "verbose_name_plural": "comments",
                "ordering": ["written_at", "pk"],
                "indexes": [models.Index(fields=["objective", "written_at", "id"], name="goals_comment_latest")],
                "constraints": [
                    models.UniqueConstraint(fields=("author", "key"), name="goals_comment_once"),
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True),
                        name="goals_comment_says_something",
                        violation_error_message="Write something first.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RollUpMark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "objective",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="goals.objective"
                    ),
                ),
                ("since", models.DateField(null=True)),
                ("at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "ordering": ["pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("since__isnull", False)), fields=["id"], name="goals_rollupmark_first"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Snapshot",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "objective",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="snapshots",
                        to="goals.objective",
                    ),
                ),
                ("day", models.DateField()),
                ("until", models.DateField(null=True)),
                ("state", models.CharField(max_length=10)),
                (
                    "aligned_to",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="goals.objective",
                    ),
                ),
                ("alignment", models.CharField(blank=True, max_length=10)),
                (
                    "weight",
                    models.DecimalField(
                        decimal_places=9,
                        max_digits=24,
                        validators=[goals.models.fields.validate_significant_digits],
                        verbose_name="weight",
                    ),
                ),
                ("progress", models.DecimalField(decimal_places=12, editable=False, max_digits=13, null=True)),
                ("last_update_on", models.DateField(null=True)),
                ("status", models.CharField(max_length=16)),
            ],
            options={
                "verbose_name": "snapshot",
                "verbose_name_plural": "snapshots",
                "ordering": ["objective", "day"],
                "indexes": [models.Index(fields=["aligned_to", "until"], name="goals_snapshot_contributors")],
                "constraints": [
                    models.UniqueConstraint(fields=("objective", "day"), name="goals_snapshot_once_a_day"),
                    models.CheckConstraint(
                        condition=models.Q(("until", None), ("until__gt", models.F("day")), _connector="OR"),
                        name="goals_snapshot_holds",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Suggestion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "objective",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="suggestions", to="goals.objective"
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("version", models.PositiveIntegerField()),
                ("at", models.DateTimeField()),
                ("word", models.TextField(blank=True, max_length=2000, verbose_name="word")),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "open"), ("taken", "taken"), ("declined", "declined")],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("answer", models.TextField(blank=True, max_length=2000, verbose_name="answer")),
                ("made_by_form", models.UUIDField(editable=False, null=True, unique=True)),
            ],
            options={
                "verbose_name": "suggestion",
                "verbose_name_plural": "suggestions",
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answered_at", None), ("state", "open")),
                            models.Q(("answered_at__isnull", False), ("state__in", ["taken", "declined"])),
                            _connector="OR",
                        ),
                        name="goals_suggestion_state_and_answer",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "declined"), _negated=True),
                            models.Q(("answer", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="goals_suggestion_declined_with_a_word",
                        violation_error_message="Say in a few words why not.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Support",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "objective",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="also_supports", to="goals.objective"
                    ),
                ),
                (
                    "supported",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="also_supported_by",
                        to="goals.objective",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "support",
                "verbose_name_plural": "supports",
                "ordering": ["at", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("objective", "supported"),
                        name="goals_support_once",
                        violation_error_message="This objective names that one already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("objective", models.F("supported")), _negated=True),
                        name="goals_support_not_itself",
                        violation_error_message="An objective does not support itself.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Change",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "objective",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="changes", to="goals.objective"
                    ),
                ),
                (
                    "key_result",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="changes",
                        to="goals.keyresult",
                    ),
                ),
                (
                    "field",
                    models.CharField(
                        choices=[
                            ("state", "state"),
                            ("owner", "owner"),
                            ("aligned_to", "aligned to"),
                            ("alignment", "alignment"),
                            ("weight", "weight"),
                            ("baseline", "baseline"),
                            ("target", "target"),
                            ("due_on", "due on"),
                            ("removed", "removed"),
                        ],
                        max_length=12,
                    ),
                ),
                ("old", models.CharField(blank=True, max_length=60)),
                ("new", models.CharField(blank=True, max_length=60)),
                ("day", models.DateField()),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("reason", models.TextField(blank=True, max_length=2000)),
                ("is_rebaseline", models.BooleanField(default=False)),
            ],
            options={
                "verbose_name": "change",
                "verbose_name_plural": "changes",
                "ordering": ["-at", "-pk"],
                "indexes": [models.Index(fields=["objective", "field", "day", "at"], name="goals_change_replay")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("field__in", ["state", "owner", "aligned_to", "alignment", "weight"]),
                            models.Q(
                                ("field__in", ["owner", "weight", "baseline", "target", "due_on", "removed"]),
                                ("key_result__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="goals_change_field",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_rebaseline", False), models.Q(("reason", ""), _negated=True), _connector="OR"
                        ),
                        name="goals_change_rebaseline_has_a_reason",
                        violation_error_message="A re-baseline needs a reason.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProgressUpdate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "key_result",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="updates",
                        to="goals.keyresult",
                    ),
                ),
                ("day", models.DateField(verbose_name="day")),
                (
                    "value",
                    models.DecimalField(
                        decimal_places=9,
                        max_digits=24,
                        validators=[goals.models.fields.validate_significant_digits],
                        verbose_name="value",
                    ),
                ),
                (
                    "confidence",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(10),
                        ],
                        verbose_name="confidence",
                    ),
                ),
                ("comment", models.TextField(blank=True, max_length=20000, verbose_name="comment")),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        choices=[("page", "on the page"), ("check-in", "in a check-in"), ("import", "by import")],
                        default="page",
                        max_length=10,
                    ),
                ),
                ("written_at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "progress update",
                "verbose_name_plural": "progress updates",
                "ordering": ["-day", "-written_at", "-pk"],
                "indexes": [
                    models.Index(fields=["key_result", "-day", "-written_at", "-id"], name="goals_update_latest")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("confidence", None), ("confidence__range", (0, 10)), _connector="OR"),
                        name="goals_progressupdate_confidence",
                        violation_error_message="Confidence is a whole number from 0 to 10.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SuggestedEdit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "suggestion",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="edits", to="goals.suggestion"
                    ),
                ),
                (
                    "key_result",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="goals.keyresult"
                    ),
                ),
                ("about", models.CharField(blank=True, max_length=200)),
                ("field", models.CharField(blank=True, max_length=12)),
                ("old", models.TextField(blank=True)),
                ("new", models.TextField(blank=True)),
                ("values", models.JSONField(null=True)),
                ("is_taken", models.BooleanField(default=False)),
            ],
            options={
                "verbose_name": "suggested edit",
                "verbose_name_plural": "suggested edits",
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("field__in", ("title", "description", "baseline", "target", "weight")),
                                ("values__isnull", True),
                            ),
                            models.Q(("field", ""), ("values__isnull", False)),
                            _connector="OR",
                        ),
                        name="goals_suggestededit_field_or_values",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="MoveAnswer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "objective",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="move_answers", to="goals.objective"
                    ),
                ),
                (
                    "key_result",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="move_answers",
                        to="goals.keyresult",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="move_answers",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "manager",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("moved_at", models.DateTimeField()),
                (
                    "answer",
                    models.CharField(
                        choices=[
                            ("stays", "goes with the person"),
                            ("give", "stays in the former team"),
                            ("carries-on", "carries on"),
                            ("realign", "please re-align"),
                            ("cancel", "cancelled"),
                            ("return", "back to the objective’s owner"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="goals.objective"
                    ),
                ),
                ("at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "verbose_name": "answer about a move",
                "verbose_name_plural": "answers about moves",
                "ordering": ["-at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("key_result", None)),
                        fields=("objective", "manager", "moved_at"),
                        name="goals_moveanswer_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("key_result__isnull", False)),
                        fields=("key_result", "manager", "moved_at"),
                        name="goals_moveanswer_once_for_a_key_result",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer__in", ["stays", "give", "carries-on"]), ("parent", None)),
                            models.Q(("answer", "cancel"), ("key_result", None), ("parent", None)),
                            models.Q(("answer", "return"), ("key_result__isnull", False), ("parent", None)),
                            models.Q(("answer", "realign"), ("key_result", None), ("parent__isnull", False)),
                            _connector="OR",
                        ),
                        name="goals_moveanswer_answer",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Strike",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "update",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="strike", to="goals.progressupdate"
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("at", models.DateTimeField()),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="reason")),
            ],
            options={
                "verbose_name": "strike",
                "verbose_name_plural": "strikes",
                "ordering": ["-at", "-pk"],
            },
        ),
        migrations.RunPython(add, migrations.RunPython.noop),
    ]
