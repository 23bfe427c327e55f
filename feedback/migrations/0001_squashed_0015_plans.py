import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from feedback.starters import add_starters


def add(apps, schema_editor):
    add_starters(apps.get_model("feedback", "Question"))


class Migration(migrations.Migration):
    """All tables in one step, for a new company: one at a time they took half a minute to make."""

    replaces = [
        ("feedback", "0001_initial"),
        ("feedback", "0002_initial"),
        ("feedback", "0003_log_once_and_open_by_name"),
        ("feedback", "0004_feedback_and_recognition"),
        ("feedback", "0005_moved_by_leave"),
        ("feedback", "0006_requests_person_by_person"),
        ("feedback", "0007_fill_requests_person_by_person"),
        ("feedback", "0008_require_requests_person_by_person"),
        ("feedback", "0009_private_notes_about_a_person"),
        ("feedback", "0010_say_whom_private_notes_are_about"),
        ("feedback", "0011_private_notes_are_about_somebody"),
        ("feedback", "0012_questions_agenda_and_feeling"),
        ("feedback", "0013_starter_questions"),
        ("feedback", "0014_blocker_warned"),
        ("feedback", "0015_plans"),
    ]

    initial = True

    dependencies = [("org", "0007_reading_record_of_exports"), ("goals", "0017_fewer_indexes_to_write")]

    operations = [
        migrations.CreateModel(
            name="CheckIn",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "employee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="check_ins",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="employee",
                    ),
                ),
                (
                    "manager",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="check_ins_held",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="manager",
                    ),
                ),
                ("due_on", models.DateField(verbose_name="due on")),
                ("moved_from", models.DateField(editable=False, null=True, verbose_name="planned for")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("upcoming", "upcoming"),
                            ("prepared", "prepared"),
                            ("done", "done"),
                            ("skipped", "skipped"),
                        ],
                        default="upcoming",
                        editable=False,
                        max_length=10,
                    ),
                ),
                ("how_it_goes", models.TextField(blank=True, max_length=20000, verbose_name="How it goes")),
                ("in_my_way", models.TextField(blank=True, max_length=20000, verbose_name="What is in my way")),
                ("what_i_need", models.TextField(blank=True, max_length=20000, verbose_name="What I need")),
                ("prepared_at", models.DateTimeField(editable=False, null=True)),
                ("went_well", models.TextField(blank=True, max_length=20000, verbose_name="What went well")),
                ("in_the_way", models.TextField(blank=True, max_length=20000, verbose_name="What is in the way")),
                ("held_on", models.DateField(blank=True, null=True, verbose_name="held on")),
                ("logged_at", models.DateTimeField(editable=False, null=True)),
                ("skip_reason", models.CharField(blank=True, max_length=500, verbose_name="reason")),
                (
                    "opened_to",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("fingerprint", models.CharField(blank=True, editable=False, max_length=64)),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
                (
                    "updates",
                    models.ManyToManyField(editable=False, related_name="check_ins", to="goals.progressupdate"),
                ),
            ],
            options={
                "verbose_name": "check-in",
                "verbose_name_plural": "check-ins",
                "ordering": ["-due_on", "-pk"],
                "indexes": [models.Index(fields=["manager", "state", "due_on"], name="feedback_checkin_manager")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["upcoming", "prepared"])),
                        fields=("employee",),
                        name="feedback_checkin_one_open",
                        violation_error_message="There is an open check-in already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("employee", models.F("manager")), _negated=True),
                        name="feedback_checkin_not_with_oneself",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("logged_at", None), ("state__in", ["upcoming", "prepared"])),
                            models.Q(("held_on__isnull", False), ("logged_at__isnull", False), ("state", "done")),
                            models.Q(
                                ("logged_at__isnull", False),
                                ("state", "skipped"),
                                models.Q(("skip_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="feedback_checkin_state",
                        violation_error_message="A skipped check-in has a reason.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("moved_from", None), ("moved_from__lt", models.F("due_on")), _connector="OR"
                        ),
                        name="feedback_checkin_moved_forward",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CheckInSchedule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "employee",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="check_in_schedule",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="employee",
                    ),
                ),
                ("next_on", models.DateField(verbose_name="next on")),
            ],
            options={
                "verbose_name": "check-in schedule",
                "verbose_name_plural": "check-in schedules",
            },
        ),
        migrations.CreateModel(
            name="CompanyValue",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                (
                    "description",
                    models.CharField(
                        blank=True,
                        help_text="One sentence, shown where it is chosen.",
                        max_length=200,
                        verbose_name="what it means",
                    ),
                ),
                (
                    "position",
                    models.PositiveSmallIntegerField(
                        default=0, help_text="Small numbers stand first.", verbose_name="position"
                    ),
                ),
                ("retired_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="retired")),
            ],
            options={
                "verbose_name": "company value",
                "verbose_name_plural": "company values",
                "ordering": ["position", "name", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("name"),
                        name="feedback_companyvalue_name_unique",
                        violation_error_message="There is a value of this name already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True),
                        name="feedback_companyvalue_has_a_name",
                        violation_error_message="Give it a name.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FeedbackRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "asker",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="feedback_asked",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "about",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="feedback_asked_about",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="about",
                    ),
                ),
                ("question", models.TextField(max_length=2000, verbose_name="question")),
                (
                    "objective",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="goals.objective",
                        verbose_name="objective",
                    ),
                ),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("taken_back_at", models.DateTimeField(editable=False, null=True)),
                ("key", models.UUIDField(editable=False)),
            ],
            options={
                "verbose_name": "request for feedback",
                "verbose_name_plural": "requests for feedback",
                "ordering": ["-asked_at", "-pk"],
                "indexes": [
                    models.Index(fields=["asker", "-asked_at", "-id"], name="feedback_request_asked"),
                    models.Index(fields=["about", "-asked_at", "-id"], name="feedback_request_about"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("asker", "key"), name="feedback_request_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("question", ""), _negated=True), ("taken_back_at__isnull", False), _connector="OR"
                        ),
                        name="feedback_request_asks_something",
                        violation_error_message="Write what you would like to know.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Plan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "employee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="plans", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "manager",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("development", "development plan"), ("support", "support plan")],
                        editable=False,
                        max_length=12,
                    ),
                ),
                ("title", models.CharField(max_length=120, verbose_name="title")),
                ("aim", models.TextField(max_length=10000, verbose_name="aims")),
                ("review_on", models.DateField(verbose_name="next look")),
                ("ends_on", models.DateField(verbose_name="until")),
                (
                    "started_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("started_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("active_at", models.DateTimeField(editable=False, null=True)),
                ("changed_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
                ("ended_at", models.DateTimeField(editable=False, null=True)),
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
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("reached", "Reached what it was for"),
                            ("changed", "Changed: something else matters now"),
                            ("not-needed", "No longer needed"),
                            ("otherwise", "Ended otherwise"),
                        ],
                        editable=False,
                        max_length=10,
                    ),
                ),
                ("end_words", models.TextField(blank=True, max_length=10000, verbose_name="how it ended")),
                (
                    "opened_to",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "plan",
                "verbose_name_plural": "plans",
                "ordering": ["-started_at", "-pk"],
                "indexes": [
                    models.Index(fields=["manager"], name="feedback_plan_manager"),
                    models.Index(
                        condition=models.Q(("ended_at", None)), fields=["review_on"], name="feedback_plan_look"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("employee", "kind"),
                        name="feedback_plan_one_open",
                        violation_error_message="There is an open plan of this kind already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("employee", models.F("manager")), _negated=True),
                        name="feedback_plan_not_with_oneself",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("title", ""), _negated=True), models.Q(("aim", ""), _negated=True)
                        ),
                        name="feedback_plan_says_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind", "support"), ("started_by", models.F("employee")), _negated=True),
                        name="feedback_plan_support_by_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("end_words", ""), ("ended_at", None), ("ended_by", None), ("outcome", "")),
                            models.Q(
                                ("ended_at__isnull", False),
                                ("ended_by__isnull", False),
                                models.Q(("outcome", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="feedback_plan_ended_how",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("end_words", ""), ("outcome", "otherwise"), _negated=True),
                        name="feedback_plan_otherwise_in_words",
                        violation_error_message="Say in a few words how it ended.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Question",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "manager",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("text", models.CharField(max_length=300, verbose_name="question")),
                (
                    "position",
                    models.PositiveSmallIntegerField(
                        default=0, help_text="Small numbers stand first.", verbose_name="position"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("retired_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="retired")),
            ],
            options={
                "verbose_name": "check-in question",
                "verbose_name_plural": "check-in questions",
                "ordering": ["position", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True),
                        name="feedback_question_asks_something",
                        violation_error_message="Write the question.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("manager", None), ("retired_at", None)),
                        fields=("text",),
                        name="feedback_question_once_for_the_company",
                        violation_error_message="This question is asked already.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("retired_at", None)),
                        fields=("manager", "text"),
                        name="feedback_question_once_for_a_manager",
                        violation_error_message="This question is asked already.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Blocker",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "raised_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="blockers",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="raised by",
                    ),
                ),
                (
                    "key_result",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="blockers",
                        to="goals.keyresult",
                        verbose_name="key result",
                    ),
                ),
                (
                    "check_in",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="blockers_raised",
                        to="feedback.checkin",
                    ),
                ),
                ("text", models.TextField(max_length=20000, verbose_name="what blocks")),
                (
                    "text_upward",
                    models.TextField(blank=True, max_length=20000, verbose_name="what may be shown one level up"),
                ),
                (
                    "help",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("decision", "a decision"),
                            ("time", "time"),
                            ("people", "people"),
                            ("skill", "a skill"),
                            ("tool", "a tool"),
                            ("other-team", "another team"),
                        ],
                        max_length=10,
                        verbose_name="what would help",
                    ),
                ),
                ("raised_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("warned_at", models.DateTimeField(editable=False, null=True)),
                ("acknowledged_at", models.DateTimeField(editable=False, null=True)),
                (
                    "acknowledged_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("resolved_at", models.DateTimeField(editable=False, null=True)),
                (
                    "resolved_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "blocker",
                "verbose_name_plural": "blockers",
                "ordering": ["raised_at", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("acknowledged_at", None), ("acknowledged_by", None)),
                            models.Q(("acknowledged_at__isnull", False), ("acknowledged_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="feedback_blocker_acknowledged_at_and_by",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("resolved_at", None), ("resolved_by", None)),
                            models.Q(("resolved_at__isnull", False), ("resolved_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="feedback_blocker_resolved_at_and_by",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AgendaItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "employee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "manager",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("text", models.TextField(max_length=1000, verbose_name="point")),
                ("written_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
                (
                    "check_in",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="agenda",
                        to="feedback.checkin",
                    ),
                ),
                ("talked_at", models.DateTimeField(editable=False, null=True)),
            ],
            options={
                "verbose_name": "agenda point",
                "verbose_name_plural": "agenda points",
                "ordering": ["written_at", "pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("talked_at", None)), fields=["employee"], name="feedback_agendaitem_open"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("employee", models.F("manager")), _negated=True),
                        name="feedback_agendaitem_of_two",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("author", models.F("employee")), ("author", models.F("manager")), _connector="OR"
                        ),
                        name="feedback_agendaitem_author_is_one_of_them",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True),
                        name="feedback_agendaitem_says_something",
                        violation_error_message="Say what you want to talk about.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("check_in", None), ("talked_at", None)),
                            models.Q(("check_in__isnull", False), ("talked_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="feedback_agendaitem_talked_about_in_a_check_in",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ActionItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "check_in",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="actions_agreed",
                        to="feedback.checkin",
                    ),
                ),
                (
                    "employee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="action_items",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="who",
                    ),
                ),
                ("text", models.CharField(max_length=500, verbose_name="what")),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="by when")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("done_at", models.DateTimeField(editable=False, null=True)),
                (
                    "done_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("dropped_at", models.DateTimeField(editable=False, null=True)),
                ("drop_reason", models.CharField(blank=True, max_length=500, verbose_name="reason")),
            ],
            options={
                "verbose_name": "action item",
                "verbose_name_plural": "action items",
                "ordering": [models.OrderBy(models.F("due_on"), nulls_last=True), "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("done_at", None), ("dropped_at", None), _connector="OR"),
                        name="feedback_actionitem_done_or_dropped",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("dropped_at", None), models.Q(("drop_reason", ""), _negated=True), _connector="OR"
                        ),
                        name="feedback_actionitem_dropped_has_a_reason",
                        violation_error_message="Say why it is dropped.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Feedback",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "giver",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="feedback_given",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "recipient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="feedback_received",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("praise", "praise"), ("advice", "advice")], max_length=10, verbose_name="kind"
                    ),
                ),
                ("situation", models.TextField(blank=True, max_length=20000, verbose_name="Situation")),
                ("behaviour", models.TextField(blank=True, max_length=20000, verbose_name="Behaviour")),
                ("impact", models.TextField(blank=True, max_length=20000, verbose_name="Impact")),
                ("suggestion", models.TextField(blank=True, max_length=20000, verbose_name="Suggestion")),
                (
                    "audience",
                    models.CharField(
                        choices=[
                            ("recipient", "the recipient"),
                            ("manager", "the recipient and their manager"),
                            ("everyone", "everyone"),
                        ],
                        max_length=10,
                        verbose_name="who reads it",
                    ),
                ),
                (
                    "value",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="feedback",
                        to="feedback.companyvalue",
                        verbose_name="value",
                    ),
                ),
                (
                    "objective",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="feedback",
                        to="goals.objective",
                        verbose_name="objective",
                    ),
                ),
                (
                    "check_in",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="feedback",
                        to="feedback.checkin",
                        verbose_name="check-in",
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="answers",
                        to="feedback.feedbackrequest",
                    ),
                ),
                ("sent_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("withdrawn_at", models.DateTimeField(editable=False, null=True)),
                ("helpful_at", models.DateTimeField(editable=False, null=True)),
                ("key", models.UUIDField(editable=False)),
            ],
            options={
                "verbose_name": "feedback",
                "verbose_name_plural": "feedback",
                "ordering": ["-sent_at", "-pk"],
                "indexes": [
                    models.Index(fields=["recipient", "-sent_at", "-id"], name="feedback_received"),
                    models.Index(fields=["giver", "-sent_at", "-id"], name="feedback_given"),
                    models.Index(
                        condition=models.Q(("audience", "everyone"), ("withdrawn_at", None)),
                        fields=["-sent_at", "-id"],
                        name="feedback_recognition",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("giver", "recipient", "key"), name="feedback_feedback_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("request__isnull", False), ("withdrawn_at", None)),
                        fields=("request", "giver"),
                        name="feedback_feedback_one_answer",
                        violation_error_message="You answered this request already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("giver", models.F("recipient")), _negated=True),
                        name="feedback_feedback_not_to_oneself",
                        violation_error_message="Feedback goes to somebody else.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["praise", "advice"])), name="feedback_feedback_kind"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("audience__in", ["recipient", "manager"]),
                            models.Q(("audience", "everyone"), ("kind", "praise")),
                            _connector="OR",
                        ),
                        name="feedback_feedback_everyone_reads_praise_only",
                        violation_error_message="Only praise can be for everyone.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("withdrawn_at", None),
                                models.Q(
                                    ("behaviour", ""),
                                    ("impact", ""),
                                    ("situation", ""),
                                    ("suggestion", ""),
                                    _negated=True,
                                ),
                            ),
                            models.Q(
                                ("behaviour", ""),
                                ("impact", ""),
                                ("situation", ""),
                                ("suggestion", ""),
                                ("withdrawn_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="feedback_feedback_says_something_until_withdrawn",
                        violation_error_message="Fill in at least one of the four.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("withdrawn_at", None),
                            models.Q(
                                ("check_in", None),
                                ("helpful_at", None),
                                ("objective", None),
                                ("value", None),
                                ("withdrawn_at__gte", models.F("sent_at")),
                            ),
                            _connector="OR",
                        ),
                        name="feedback_feedback_withdrawn_is_emptied",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Feeling",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "check_in",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="feeling", to="feedback.checkin"
                    ),
                ),
                (
                    "told_to",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "step",
                    models.PositiveSmallIntegerField(
                        choices=[(1, "Badly"), (2, "Not so well"), (3, "So-so"), (4, "Well"), (5, "Very well")]
                    ),
                ),
                ("said_at", models.DateTimeField(auto_now=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("step__range", (1, 5))), name="feedback_feeling_step")
                ],
            },
        ),
        migrations.CreateModel(
            name="PlanAction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="actions", to="feedback.plan"
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="plan_actions",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="who",
                    ),
                ),
                ("text", models.CharField(max_length=500, verbose_name="what")),
                ("due_on", models.DateField(verbose_name="by when")),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("added_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
                ("done_at", models.DateTimeField(editable=False, null=True)),
                (
                    "done_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("dropped_at", models.DateTimeField(editable=False, null=True)),
                ("drop_reason", models.CharField(blank=True, max_length=500, verbose_name="reason")),
            ],
            options={
                "verbose_name": "action of a plan",
                "verbose_name_plural": "actions of plans",
                "ordering": ["due_on", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="feedback_planaction_says_something"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("done_at", None), ("dropped_at", None), _connector="OR"),
                        name="feedback_planaction_done_or_dropped",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("dropped_at", None), models.Q(("drop_reason", ""), _negated=True), _connector="OR"
                        ),
                        name="feedback_planaction_dropped_has_a_reason",
                        violation_error_message="Say why it is dropped.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PlanAnswer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="answers", to="feedback.plan"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("read", "I have read it"),
                            ("agree", "I have read it, and agree"),
                            ("differ", "I have read it, and see it differently"),
                        ],
                        max_length=6,
                    ),
                ),
                ("text", models.TextField(blank=True, max_length=10000, verbose_name="my part")),
                ("at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
            ],
            options={
                "ordering": ["-at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="PlanReview",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="reviews", to="feedback.plan"
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "check_in",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="plan_reviews",
                        to="feedback.checkin",
                    ),
                ),
                ("text", models.TextField(max_length=10000, verbose_name="how it is going")),
                ("written_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
            ],
            options={
                "ordering": ["-written_at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="feedback_planreview_says_something"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PrivateNote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="private_notes",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "about",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="about",
                    ),
                ),
                (
                    "check_in",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="private_notes",
                        to="feedback.checkin",
                    ),
                ),
                ("noted_on", models.DateField(verbose_name="day")),
                ("text", models.TextField(max_length=20000, verbose_name="private note")),
                ("written_at", models.DateTimeField(auto_now=True)),
            ],
            options={
                "ordering": ["-noted_on", "-written_at", "-pk"],
                "indexes": [models.Index(fields=["author", "-noted_on"], name="feedback_privatenote_author")],
                "constraints": [
                    models.UniqueConstraint(fields=("check_in", "author"), name="feedback_privatenote_one_each"),
                    models.CheckConstraint(
                        condition=models.Q(("author", models.F("about")), _negated=True),
                        name="feedback_privatenote_about_somebody_else",
                        violation_error_message="A private note is about somebody else.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True),
                        name="feedback_privatenote_says_something",
                        violation_error_message="Write the note, or delete it.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AskedQuestion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "check_in",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="asked", to="feedback.checkin"
                    ),
                ),
                (
                    "question",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="asked", to="feedback.question"
                    ),
                ),
                ("answer", models.TextField(blank=True, max_length=20000, verbose_name="answer")),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("check_in", "question"), name="feedback_askedquestion_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="RequestedAnswer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="asked", to="feedback.feedbackrequest"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="feedback_requested",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "open"),
                            ("answered", "answered"),
                            ("declined", "declined"),
                            ("taken-back", "taken back"),
                        ],
                        default="open",
                        editable=False,
                        max_length=10,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="reason")),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("due_on", models.DateField(verbose_name="until")),
                ("ended_at", models.DateTimeField(editable=False, null=True)),
            ],
            options={
                "verbose_name": "requested answer",
                "verbose_name_plural": "requested answers",
                "ordering": ["pk"],
                "indexes": [models.Index(fields=["person", "state"], name="feedback_requestedanswer_open")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("request", "person"),
                        name="feedback_requestedanswer_one_each",
                        violation_error_message="This person was asked already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at", None), ("state", "open")),
                            models.Q(
                                ("ended_at__isnull", False), ("state__in", ["answered", "declined", "taken-back"])
                            ),
                            _connector="OR",
                        ),
                        name="feedback_requestedanswer_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), ("state", "declined"), _connector="OR"),
                        name="feedback_requestedanswer_reason_of_declining",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BlockerNote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "blocker",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="notes", to="feedback.blocker"
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("text", models.TextField(max_length=20000, verbose_name="note")),
                ("written_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "ordering": ["written_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="FeedbackMark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "feedback",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="marks", to="feedback.feedback"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("seen", "seen"), ("thanks", "thanks"), ("bookmark", "bookmark")], max_length=10
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
            ],
            options={
                "ordering": ["at", "pk"],
                "indexes": [models.Index(fields=["person", "kind"], name="feedback_mark_of_person")],
                "constraints": [
                    models.UniqueConstraint(fields=("feedback", "person", "kind"), name="feedback_mark_once"),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["seen", "thanks", "bookmark"])), name="feedback_mark_kind"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FeedbackReader",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "feedback",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="readers", to="feedback.feedback"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="feedback_readable",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "named_as",
                    models.CharField(choices=[("recipient", "recipient"), ("manager", "their manager")], max_length=10),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("feedback", "person"), name="feedback_reader_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("named_as", "recipient")),
                        fields=("feedback",),
                        name="feedback_reader_one_recipient",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FeedbackReply",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "feedback",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="replies", to="feedback.feedback"
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("text", models.TextField(max_length=5000, verbose_name="reply")),
                ("written_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
            ],
            options={
                "verbose_name": "reply",
                "verbose_name_plural": "replies",
                "ordering": ["written_at", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("feedback", "author"),
                        name="feedback_reply_once",
                        violation_error_message="You replied already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True),
                        name="feedback_reply_says_something",
                        violation_error_message="Write something first.",
                    ),
                ],
            },
        ),
        migrations.RunPython(add, migrations.RunPython.noop),
    ]
