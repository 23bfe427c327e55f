from django.conf import settings
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('feedback', '0010_say_whom_private_notes_are_about'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='privatenote',
            name='about',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='about'),
        ),
        migrations.AlterField(
            model_name='privatenote',
            name='noted_on',
            field=models.DateField(verbose_name='day'),
        ),
        migrations.AddConstraint(
            model_name='privatenote',
            constraint=models.CheckConstraint(condition=models.Q(('author', models.F('about')), _negated=True), name='feedback_privatenote_about_somebody_else', violation_error_message='A private note is about somebody else.'),
        ),
        migrations.AddConstraint(
            model_name='privatenote',
            constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='feedback_privatenote_says_something', violation_error_message='Write the note, or delete it.'),
        ),
    ]
