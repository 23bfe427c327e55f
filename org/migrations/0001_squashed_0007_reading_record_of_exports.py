import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
import simple_history.models
from django.conf import settings
from django.db import migrations, models

import org.models.organization
import org.zones


class Migration(migrations.Migration):
    """All tables in one step, for a new company: one at a time they took half a minute to make."""

    replaces = [
        ("org", "0001_initial"),
        ("org", "0002_invite_by_durable_mail"),
        ("org", "0003_search_people_by_folded_text"),
        ("org", "0004_keep_answers_about_leavers"),
        ("org", "0005_special_access"),
        ("org", "0006_job_level"),
        ("org", "0007_reading_record_of_exports"),
    ]

    initial = True

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        migrations.CreateModel(
            name="HeadingMemory",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("heading", models.CharField(max_length=200, unique=True)),
                ("field", models.CharField(blank=True, max_length=40)),
            ],
            options={
                "verbose_name": "remembered heading",
                "verbose_name_plural": "remembered headings",
            },
        ),
        migrations.CreateModel(
            name="Department",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="org.department",
                        verbose_name="part of",
                    ),
                ),
            ],
            options={
                "verbose_name": "department",
                "verbose_name_plural": "departments",
                "ordering": ["name", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("name"),
                        models.F("parent"),
                        name="org_department_name_unique_below_parent",
                        violation_error_message="There is a department of this name there already.",
                    ),
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("name"),
                        condition=models.Q(("parent", None)),
                        name="org_department_name_unique_at_top",
                        violation_error_message="There is a department of this name already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("parent", None), models.Q(("parent", models.F("id")), _negated=True), _connector="OR"
                        ),
                        name="org_department_not_own_parent",
                        violation_error_message="A department cannot be part of itself.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Location",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                (
                    "time_zone",
                    models.CharField(
                        blank=True,
                        help_text="Such as Europe/Berlin. Left empty, the organisation's is used.",
                        max_length=64,
                        validators=[org.zones.validate_time_zone],
                        verbose_name="time zone",
                    ),
                ),
            ],
            options={
                "verbose_name": "location",
                "verbose_name_plural": "locations",
                "ordering": ["name", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("name"),
                        name="org_location_name_unique",
                        violation_error_message="There is a location of this name already.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Organization",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(default="Our company", max_length=120, verbose_name="name")),
                (
                    "fiscal_year_starts_in",
                    models.PositiveSmallIntegerField(
                        default=1,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(12),
                        ],
                        verbose_name="first month of the fiscal year",
                    ),
                ),
                (
                    "working_days",
                    models.JSONField(
                        default=org.models.organization.working_days_default,
                        validators=[org.models.organization.validate_working_days],
                        verbose_name="working days",
                    ),
                ),
                (
                    "time_zone",
                    models.CharField(
                        default="UTC",
                        max_length=64,
                        validators=[org.zones.validate_time_zone],
                        verbose_name="time zone",
                    ),
                ),
                (
                    "cadence",
                    models.CharField(
                        choices=[
                            ("weekly", "every week"),
                            ("two-weeks", "every two weeks"),
                            ("monthly", "every month"),
                        ],
                        default="two-weeks",
                        max_length=10,
                        verbose_name="check-in cadence",
                    ),
                ),
                (
                    "anonymity_threshold",
                    models.PositiveSmallIntegerField(
                        default=3,
                        help_text="Anonymous answers are shown only in groups of at least this many.",
                        validators=[django.core.validators.MinValueValidator(3)],
                        verbose_name="anonymity threshold",
                    ),
                ),
                ("is_demo", models.BooleanField(default=False, editable=False)),
            ],
            options={
                "verbose_name": "organisation",
                "verbose_name_plural": "organisation",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("pk", 1)),
                        name="org_organization_is_one_row",
                        violation_error_message="There is one organisation; edit that one.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("fiscal_year_starts_in__range", (1, 12))),
                        name="org_organization_fiscal_month",
                        violation_error_message="A month is a number from 1 to 12.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("cadence__in", ["weekly", "two-weeks", "monthly"])),
                        name="org_organization_cadence",
                        violation_error_message="Choose one of the cadences.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("anonymity_threshold__gte", 3)),
                        name="org_organization_k_at_least_3",
                        violation_error_message="The anonymity threshold is 3 or more.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Employee",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                (
                    "is_superuser",
                    models.BooleanField(
                        default=False,
                        help_text="Designates that this user has all permissions without explicitly assigning them.",
                        verbose_name="superuser status",
                    ),
                ),
                ("email", models.EmailField(max_length=254, verbose_name="e-mail")),
                (
                    "employee_number",
                    models.CharField(blank=True, max_length=60, null=True, unique=True, verbose_name="employee number"),
                ),
                ("first_name", models.CharField(max_length=150, verbose_name="first name")),
                ("last_name", models.CharField(max_length=150, verbose_name="last name")),
                ("preferred_name", models.CharField(blank=True, max_length=150, verbose_name="preferred name")),
                ("job_title", models.CharField(blank=True, max_length=200, verbose_name="job title")),
                (
                    "job_level",
                    models.CharField(
                        blank=True,
                        help_text="As the HR system calls it: P3, Senior, Manager. Reviews describe competencies by it.",
                        max_length=60,
                        verbose_name="job level",
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="people",
                        to="org.department",
                        verbose_name="department",
                    ),
                ),
                (
                    "manager",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reports",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="manager",
                    ),
                ),
                (
                    "location",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="people",
                        to="org.location",
                        verbose_name="location",
                    ),
                ),
                (
                    "time_zone",
                    models.CharField(
                        blank=True,
                        help_text="Left empty, the location's is used.",
                        max_length=64,
                        validators=[org.zones.validate_time_zone],
                        verbose_name="time zone",
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        blank=True,
                        choices=[("en-gb", "English"), ("de", "Deutsch")],
                        max_length=10,
                        verbose_name="language",
                    ),
                ),
                (
                    "cadence",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("weekly", "every week"),
                            ("two-weeks", "every two weeks"),
                            ("monthly", "every month"),
                        ],
                        help_text="How often this person and their manager talk. Left empty, the organisation's is used.",
                        max_length=10,
                        verbose_name="check-in cadence",
                    ),
                ),
                ("hired_on", models.DateField(blank=True, null=True, verbose_name="hired on")),
                ("left_on", models.DateField(blank=True, null=True, verbose_name="leaves on")),
                (
                    "is_active",
                    models.BooleanField(
                        default=True,
                        help_text="Taken away, the account is closed at once; the records stay.",
                        verbose_name="may log in",
                    ),
                ),
                ("is_imported", models.BooleanField(default=False, editable=False)),
                ("is_demo", models.BooleanField(default=False, editable=False)),
                ("invited_at", models.DateTimeField(editable=False, null=True, verbose_name="invited")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("search_text", models.TextField(default="", editable=False)),
                (
                    "groups",
                    models.ManyToManyField(
                        blank=True,
                        help_text="The groups this user belongs to. A user will get all permissions granted to each of their groups.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.group",
                        verbose_name="groups",
                    ),
                ),
                (
                    "user_permissions",
                    models.ManyToManyField(
                        blank=True,
                        help_text="Specific permissions for this user.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.permission",
                        verbose_name="user permissions",
                    ),
                ),
            ],
            options={
                "verbose_name": "employee",
                "verbose_name_plural": "people",
                "ordering": ["last_name", "first_name", "pk"],
                "indexes": [
                    models.Index(
                        django.db.models.functions.text.Lower("last_name"),
                        django.db.models.functions.text.Lower("first_name"),
                        name="org_employee_by_name",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("email"),
                        name="org_employee_email_unique",
                        violation_error_message="Somebody else has this e-mail address.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("manager", None), models.Q(("manager", models.F("id")), _negated=True), _connector="OR"
                        ),
                        name="org_employee_not_own_manager",
                        violation_error_message="Nobody is their own manager.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("hired_on", None),
                            ("left_on", None),
                            ("left_on__gte", models.F("hired_on")),
                            _connector="OR",
                        ),
                        name="org_employee_leaves_after_hire",
                        violation_error_message="The last day cannot be before the hire date.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("employee_number", ""), _negated=True),
                        name="org_employee_number_not_empty",
                        violation_error_message="An employee number is a text, or none.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("cadence__in", ["", "weekly", "two-weeks", "monthly"])),
                        name="org_employee_cadence",
                        violation_error_message="Choose one of the cadences.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DayOff",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "location",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="days_off",
                        to="org.location",
                        verbose_name="location",
                    ),
                ),
                ("day", models.DateField(verbose_name="day")),
                ("name", models.CharField(blank=True, max_length=120, verbose_name="name")),
            ],
            options={
                "verbose_name": "day off",
                "verbose_name_plural": "days off",
                "ordering": ["day", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("location", "day"),
                        name="org_dayoff_once_a_day",
                        violation_error_message="That day is already off at this location.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalDepartment",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="org.department",
                        verbose_name="part of",
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
                "verbose_name": "historical department",
                "verbose_name_plural": "historical departments",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalLocation",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                (
                    "time_zone",
                    models.CharField(
                        blank=True,
                        help_text="Such as Europe/Berlin. Left empty, the organisation's is used.",
                        max_length=64,
                        validators=[org.zones.validate_time_zone],
                        verbose_name="time zone",
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
                "verbose_name": "historical location",
                "verbose_name_plural": "historical locations",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalOrganization",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("name", models.CharField(default="Our company", max_length=120, verbose_name="name")),
                (
                    "fiscal_year_starts_in",
                    models.PositiveSmallIntegerField(
                        default=1,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(12),
                        ],
                        verbose_name="first month of the fiscal year",
                    ),
                ),
                (
                    "working_days",
                    models.JSONField(
                        default=org.models.organization.working_days_default,
                        validators=[org.models.organization.validate_working_days],
                        verbose_name="working days",
                    ),
                ),
                (
                    "time_zone",
                    models.CharField(
                        default="UTC",
                        max_length=64,
                        validators=[org.zones.validate_time_zone],
                        verbose_name="time zone",
                    ),
                ),
                (
                    "cadence",
                    models.CharField(
                        choices=[
                            ("weekly", "every week"),
                            ("two-weeks", "every two weeks"),
                            ("monthly", "every month"),
                        ],
                        default="two-weeks",
                        max_length=10,
                        verbose_name="check-in cadence",
                    ),
                ),
                (
                    "anonymity_threshold",
                    models.PositiveSmallIntegerField(
                        default=3,
                        help_text="Anonymous answers are shown only in groups of at least this many.",
                        validators=[django.core.validators.MinValueValidator(3)],
                        verbose_name="anonymity threshold",
                    ),
                ),
                ("is_demo", models.BooleanField(default=False, editable=False)),
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
                "verbose_name": "historical organisation",
                "verbose_name_plural": "historical organisation",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="invitations",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "invited_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("invited_at", models.DateTimeField(verbose_name="invited")),
                ("used_at", models.DateTimeField(null=True, verbose_name="password set")),
                ("revoked_at", models.DateTimeField(null=True, verbose_name="revoked")),
            ],
            options={
                "verbose_name": "invitation",
                "verbose_name_plural": "invitations",
                "ordering": ["-invited_at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("revoked_at", None), ("used_at", None)),
                        fields=("person",),
                        name="org_invitation_one_open",
                        violation_error_message="This person has an open invitation already.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalEmployee",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                (
                    "is_superuser",
                    models.BooleanField(
                        default=False,
                        help_text="Designates that this user has all permissions without explicitly assigning them.",
                        verbose_name="superuser status",
                    ),
                ),
                ("email", models.EmailField(max_length=254, verbose_name="e-mail")),
                (
                    "employee_number",
                    models.CharField(
                        blank=True, db_index=True, max_length=60, null=True, verbose_name="employee number"
                    ),
                ),
                ("first_name", models.CharField(max_length=150, verbose_name="first name")),
                ("last_name", models.CharField(max_length=150, verbose_name="last name")),
                ("preferred_name", models.CharField(blank=True, max_length=150, verbose_name="preferred name")),
                ("job_title", models.CharField(blank=True, max_length=200, verbose_name="job title")),
                (
                    "job_level",
                    models.CharField(
                        blank=True,
                        help_text="As the HR system calls it: P3, Senior, Manager. Reviews describe competencies by it.",
                        max_length=60,
                        verbose_name="job level",
                    ),
                ),
                (
                    "time_zone",
                    models.CharField(
                        blank=True,
                        help_text="Left empty, the location's is used.",
                        max_length=64,
                        validators=[org.zones.validate_time_zone],
                        verbose_name="time zone",
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        blank=True,
                        choices=[("en-gb", "English"), ("de", "Deutsch")],
                        max_length=10,
                        verbose_name="language",
                    ),
                ),
                (
                    "cadence",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("weekly", "every week"),
                            ("two-weeks", "every two weeks"),
                            ("monthly", "every month"),
                        ],
                        help_text="How often this person and their manager talk. Left empty, the organisation's is used.",
                        max_length=10,
                        verbose_name="check-in cadence",
                    ),
                ),
                ("hired_on", models.DateField(blank=True, null=True, verbose_name="hired on")),
                ("left_on", models.DateField(blank=True, null=True, verbose_name="leaves on")),
                (
                    "is_active",
                    models.BooleanField(
                        default=True,
                        help_text="Taken away, the account is closed at once; the records stay.",
                        verbose_name="may log in",
                    ),
                ),
                ("is_imported", models.BooleanField(default=False, editable=False)),
                ("is_demo", models.BooleanField(default=False, editable=False)),
                ("invited_at", models.DateTimeField(editable=False, null=True, verbose_name="invited")),
                ("created_at", models.DateTimeField(blank=True, editable=False)),
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
                (
                    "manager",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="manager",
                    ),
                ),
                (
                    "location",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="org.location",
                        verbose_name="location",
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
                "verbose_name": "historical employee",
                "verbose_name_plural": "historical people",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="PeopleImport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("file_name", models.CharField(max_length=255, verbose_name="file")),
                ("content", models.BinaryField()),
                (
                    "state",
                    models.CharField(
                        choices=[("uploaded", "uploaded"), ("applied", "applied"), ("dropped", "dropped")],
                        default="uploaded",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("headings", models.JSONField(blank=True, default=dict)),
                ("dates", models.CharField(blank=True, max_length=3)),
                ("answers", models.JSONField(blank=True, default=dict)),
                ("complete", models.BooleanField(default=False, verbose_name="the file is complete")),
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
                "verbose_name": "import of people",
                "verbose_name_plural": "imports of people",
                "ordering": ["-uploaded_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="RoleGrant",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "employee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="role_grants",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("hr", "HR"),
                            ("partner", "HR partner"),
                            ("head", "Head"),
                            ("special", "Special access"),
                        ],
                        max_length=10,
                        verbose_name="role",
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="role_grants",
                        to="org.department",
                        verbose_name="department",
                    ),
                ),
                (
                    "given_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("given_at", models.DateTimeField(auto_now_add=True, verbose_name="given")),
                (
                    "ended_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("ended_at", models.DateTimeField(editable=False, null=True, verbose_name="ended")),
            ],
            options={
                "verbose_name": "role",
                "verbose_name_plural": "roles",
                "ordering": ["-given_at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("department", None), ("role__in", ["hr", "special"])),
                            models.Q(("department__isnull", False), ("role__in", ["partner", "head"])),
                            _connector="OR",
                        ),
                        name="org_rolegrant_role",
                        violation_error_message="HR and special access are for the whole company; an HR partner and a head need a department.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("department", None), ("ended_at", None)),
                        fields=("employee", "role"),
                        name="org_rolegrant_one_open_hr",
                        violation_error_message="This person has that role already.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("department__isnull", False), ("ended_at", None)),
                        fields=("employee", "role", "department"),
                        name="org_rolegrant_one_open_by_department",
                        violation_error_message="This person has that role already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("given_by", None),
                            models.Q(("given_by", models.F("employee")), _negated=True),
                            _connector="OR",
                        ),
                        name="org_rolegrant_not_to_oneself",
                        violation_error_message="Nobody gives a role to themselves; ask another HR person.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SpecialAccess",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reader",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="special_accesses",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("reason", models.CharField(max_length=500, verbose_name="reason")),
                ("begun_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("ends_at", models.DateTimeField(editable=False)),
                ("ended_at", models.DateTimeField(editable=False, null=True)),
            ],
            options={
                "verbose_name": "special access",
                "verbose_name_plural": "special access",
                "ordering": ["-begun_at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reader", models.F("person")), _negated=True),
                        name="org_specialaccess_not_to_oneself",
                        violation_error_message="Nobody uses special access on themselves; ask another HR person.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True),
                        name="org_specialaccess_has_a_reason",
                        violation_error_message="Say why: the person will read it.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("begun_at"))), name="org_specialaccess_ends_later"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Absence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "employee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="absences",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="employee",
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="from")),
                ("ends_on", models.DateField(verbose_name="to")),
            ],
            options={
                "verbose_name": "absence",
                "verbose_name_plural": "absences",
                "ordering": ["starts_on", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                        name="org_absence_ends_after_start",
                        violation_error_message="An absence cannot end before it starts.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="AccountMail",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("invitation", "invitation"),
                            ("role-given", "role given"),
                            ("role-ended", "role ended"),
                        ],
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="account_mails",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="to",
                    ),
                ),
                (
                    "invitation",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="mails",
                        to="org.invitation",
                    ),
                ),
                (
                    "grant",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="mails", to="org.rolegrant"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "waiting"),
                            ("claimed", "being sent"),
                            ("sent", "sent"),
                            ("failed", "failed, will be tried again"),
                            ("refused", "refused for good"),
                            ("dropped", "no longer needed"),
                        ],
                        default="waiting",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("written_at", models.DateTimeField(auto_now_add=True, verbose_name="written")),
                ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="attempts")),
                ("claimed_at", models.DateTimeField(null=True, verbose_name="claimed")),
                ("try_again_at", models.DateTimeField(null=True, verbose_name="next try")),
                ("sent_at", models.DateTimeField(null=True, verbose_name="sent")),
                ("error", models.CharField(blank=True, max_length=300, verbose_name="answer of the mail server")),
            ],
            options={
                "verbose_name": "account mail",
                "verbose_name_plural": "account mails",
                "ordering": ["-written_at", "-pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ["waiting", "claimed", "failed"])),
                        fields=["id"],
                        name="org_accountmail_unsent",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("grant", None), ("invitation__isnull", False), ("kind", "invitation")),
                            models.Q(
                                ("grant__isnull", False),
                                ("invitation", None),
                                ("kind__in", ["role-given", "role-ended"]),
                            ),
                            _connector="OR",
                        ),
                        name="org_accountmail_is_about_something",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ReadingRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "access",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="records",
                        to="org.specialaccess",
                    ),
                ),
                (
                    "reader",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="reason")),
                ("kind", models.CharField(max_length=20)),
                ("object_id", models.PositiveBigIntegerField()),
                ("opened_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("people", models.ManyToManyField(related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "verbose_name": "entry of the reading record",
                "verbose_name_plural": "reading record",
                "ordering": ["-opened_at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("access", "kind", "object_id"), name="org_readingrecord_once_an_access"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("access__isnull", False), ("reader", None), ("reason", "")),
                            models.Q(
                                ("access", None), ("reader__isnull", False), models.Q(("reason", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="org_readingrecord_by_access_or_with_a_reason",
                        violation_error_message="Say why: the people will read it.",
                    ),
                ],
            },
        ),
    ]
