import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """All tables in one step, for a new company: one at a time they took half a minute to make."""

    replaces = [
        ("inbox", "0001_initial"),
        ("inbox", "0002_initial"),
        ("inbox", "0003_secret_addresses_and_perhaps_twice"),
        ("inbox", "0004_snoozes"),
        ("inbox", "0005_calendar_addresses"),
        ("inbox", "0006_mails_at_once"),
    ]

    initial = True

    dependencies = [migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.CreateModel(
            name="Notification",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notifications",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("kind", models.CharField(max_length=60)),
                (
                    "actor",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("path", models.CharField(max_length=300)),
                ("at", models.DateTimeField()),
                ("seen_at", models.DateTimeField(null=True)),
            ],
            options={
                "verbose_name": "notification",
                "verbose_name_plural": "notifications",
                "ordering": ["-at", "-pk"],
                "indexes": [
                    models.Index(fields=["person", "seen_at", "-at"], name="inbox_notification_person"),
                    models.Index(fields=["at"], name="inbox_notification_at"),
                ],
            },
        ),
        migrations.CreateModel(
            name="SecretAddress",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "purpose",
                    models.CharField(
                        choices=[("unsubscribe", "stop the mail"), ("calendar", "calendar")], max_length=20
                    ),
                ),
                ("nonce", models.CharField(blank=True, max_length=32)),
                ("secret_hash", models.CharField(max_length=64, unique=True)),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
            ],
            options={
                "verbose_name": "secret address",
                "verbose_name_plural": "secret addresses",
                "constraints": [
                    models.UniqueConstraint(fields=("person", "purpose"), name="inbox_secretaddress_one_each")
                ],
            },
        ),
        migrations.CreateModel(
            name="Snooze",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="snoozes", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("key", models.CharField(max_length=100)),
                ("until", models.DateField(verbose_name="until")),
                ("made_on", models.DateField()),
                ("looked_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
            ],
            options={
                "verbose_name": "snooze",
                "verbose_name_plural": "snoozes",
                "indexes": [models.Index(fields=["looked_at"], name="inbox_snooze_looked_at")],
                "constraints": [
                    models.UniqueConstraint(fields=("person", "key"), name="inbox_snooze_once_a_duty"),
                    models.CheckConstraint(
                        condition=models.Q(("until__gt", models.F("made_on"))),
                        name="inbox_snooze_until_later",
                        violation_error_message="Choose a day after today.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MailLedger",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="mail_ledger",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
                ("day", models.DateField(verbose_name="day")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("claimed", "being sent"),
                            ("sent", "sent"),
                            ("failed", "failed, will be tried again"),
                            ("refused", "refused for good"),
                        ],
                        default="claimed",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("message_id", models.CharField(max_length=200, verbose_name="Message-ID")),
                ("claimed_at", models.DateTimeField(verbose_name="claimed")),
                ("claimed_by", models.CharField(max_length=40)),
                ("attempts", models.PositiveSmallIntegerField(default=1, verbose_name="attempts")),
                ("try_again_at", models.DateTimeField(null=True, verbose_name="next try")),
                ("sent_at", models.DateTimeField(null=True, verbose_name="sent")),
                ("news_until", models.DateTimeField(null=True)),
                ("perhaps_twice", models.BooleanField(default=False, verbose_name="may have arrived twice")),
                ("error", models.CharField(blank=True, max_length=300, verbose_name="answer of the mail server")),
            ],
            options={
                "verbose_name": "daily mail",
                "verbose_name_plural": "daily mails",
                "ordering": ["-day", "-pk"],
                "indexes": [models.Index(fields=["state", "claimed_at"], name="inbox_mailledger_state")],
                "constraints": [
                    models.UniqueConstraint(fields=("person", "day"), name="inbox_mailledger_once_a_day"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("sent_at__isnull", False), ("state", "sent")),
                            models.Q(("sent_at", None), ("state", "failed"), ("try_again_at__isnull", False)),
                            models.Q(("sent_at", None), ("state__in", ["claimed", "refused"])),
                            _connector="OR",
                        ),
                        name="inbox_mailledger_state",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MailPreference",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="mail_preference",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "frequency",
                    models.CharField(
                        choices=[
                            ("daily", "on each working day with something due"),
                            ("weekly", "once a week, on the first working day with something due"),
                            ("none", "never"),
                        ],
                        default="daily",
                        max_length=10,
                        verbose_name="reminders by mail",
                    ),
                ),
            ],
            options={
                "verbose_name": "mail preference",
                "verbose_name_plural": "mail preferences",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("frequency__in", ["daily", "weekly", "none"])),
                        name="inbox_mailpreference_frequency",
                        violation_error_message="Choose daily, weekly or never.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="AtOnceMail",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "news",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="at_once_mail",
                        to="inbox.notification",
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
                ("claimed_at", models.DateTimeField(null=True, verbose_name="claimed")),
                ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="attempts")),
                ("error", models.CharField(blank=True, max_length=300, verbose_name="answer of the mail server")),
            ],
            options={
                "verbose_name": "mail at once",
                "verbose_name_plural": "mails at once",
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ["waiting", "claimed", "failed"])),
                        fields=["id"],
                        name="inbox_atoncemail_unsent",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("claimed_at", None), ("state", "waiting")),
                            models.Q(
                                ("claimed_at__isnull", False),
                                ("state__in", ["claimed", "sent", "failed", "refused", "dropped"]),
                            ),
                            _connector="OR",
                        ),
                        name="inbox_atoncemail_state",
                    )
                ],
            },
        ),
    ]
