from django.conf import settings
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('feedback', '0011_private_notes_are_about_somebody'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='AgendaItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(max_length=1000, verbose_name='point')),
                ('written_at', models.DateTimeField(auto_now_add=True)),
                ('version', models.PositiveIntegerField(default=0, editable=False)),
                ('talked_at', models.DateTimeField(editable=False, null=True)),
            ],
            options={
                'verbose_name': 'agenda point',
                'verbose_name_plural': 'agenda points',
                'ordering': ['written_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='AskedQuestion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('answer', models.TextField(blank=True, max_length=20000, verbose_name='answer')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Feeling',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('step', models.PositiveSmallIntegerField(choices=[(1, 'Badly'), (2, 'Not so well'), (3, 'So-so'), (4, 'Well'), (5, 'Very well')])),
                ('said_at', models.DateTimeField(auto_now=True)),
            ],
        ),
        migrations.CreateModel(
            name='Question',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.CharField(max_length=300, verbose_name='question')),
                ('position', models.PositiveSmallIntegerField(default=0, help_text='Small numbers stand first.', verbose_name='position')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('retired_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='retired')),
            ],
            options={
                'verbose_name': 'check-in question',
                'verbose_name_plural': 'check-in questions',
                'ordering': ['position', 'pk'],
            },
        ),
        migrations.AddField(
            model_name='agendaitem',
            name='author',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='agendaitem',
            name='check_in',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='agenda', to='feedback.checkin'),
        ),
        migrations.AddField(
            model_name='agendaitem',
            name='employee',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='agendaitem',
            name='manager',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='askedquestion',
            name='check_in',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='asked', to='feedback.checkin'),
        ),
        migrations.AddField(
            model_name='feeling',
            name='check_in',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='feeling', to='feedback.checkin'),
        ),
        migrations.AddField(
            model_name='feeling',
            name='told_to',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='question',
            name='manager',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='askedquestion',
            name='question',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='asked', to='feedback.question'),
        ),
        migrations.AddIndex(
            model_name='agendaitem',
            index=models.Index(condition=models.Q(('talked_at', None)), fields=['employee'], name='feedback_agendaitem_open'),
        ),
        migrations.AddConstraint(
            model_name='agendaitem',
            constraint=models.CheckConstraint(condition=models.Q(('employee', models.F('manager')), _negated=True), name='feedback_agendaitem_of_two'),
        ),
        migrations.AddConstraint(
            model_name='agendaitem',
            constraint=models.CheckConstraint(condition=models.Q(('author', models.F('employee')), ('author', models.F('manager')), _connector='OR'), name='feedback_agendaitem_author_is_one_of_them'),
        ),
        migrations.AddConstraint(
            model_name='agendaitem',
            constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='feedback_agendaitem_says_something', violation_error_message='Say what you want to talk about.'),
        ),
        migrations.AddConstraint(
            model_name='agendaitem',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('check_in', None), ('talked_at', None)), models.Q(('check_in__isnull', False), ('talked_at__isnull', False)), _connector='OR'), name='feedback_agendaitem_talked_about_in_a_check_in'),
        ),
        migrations.AddConstraint(
            model_name='feeling',
            constraint=models.CheckConstraint(condition=models.Q(('step__range', (1, 5))), name='feedback_feeling_step'),
        ),
        migrations.AddConstraint(
            model_name='question',
            constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='feedback_question_asks_something', violation_error_message='Write the question.'),
        ),
        migrations.AddConstraint(
            model_name='question',
            constraint=models.UniqueConstraint(condition=models.Q(('manager', None), ('retired_at', None)), fields=('text',), name='feedback_question_once_for_the_company', violation_error_message='This question is asked already.'),
        ),
        migrations.AddConstraint(
            model_name='question',
            constraint=models.UniqueConstraint(condition=models.Q(('retired_at', None)), fields=('manager', 'text'), name='feedback_question_once_for_a_manager', violation_error_message='This question is asked already.'),
        ),
        migrations.AddConstraint(
            model_name='askedquestion',
            constraint=models.UniqueConstraint(fields=('check_in', 'question'), name='feedback_askedquestion_once'),
        ),
    ]
