from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("goals", "0012_supports_comments_follows")]

    operations = [
        migrations.AddIndex(
            "keyresult", models.Index(fields=["objective", "weight", "progress"], name="goals_keyresult_counts")
        ),
    ]
