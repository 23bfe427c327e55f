from django.conf import settings
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('feedback', '0008_require_requests_person_by_person'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='privatenote',
            options={'ordering': ['-noted_on', '-written_at', '-pk']},
        ),
        migrations.AddField(
            model_name='privatenote',
            name='about',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='about'),
        ),
        migrations.AddField(
            model_name='privatenote',
            name='noted_on',
            field=models.DateField(null=True, verbose_name='day'),
        ),
        migrations.AlterField(
            model_name='privatenote',
            name='check_in',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='private_notes', to='feedback.checkin'),
        ),
        migrations.AddIndex(
            model_name='privatenote',
            index=models.Index(fields=['author', '-noted_on'], name='feedback_privatenote_author'),
        ),
    ]
