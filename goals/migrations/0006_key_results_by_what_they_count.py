from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("goals", "0005_weights_of_the_contributors")]

    operations = [
        migrations.AddIndex(
            "keyresult", models.Index(fields=["objective", "weight", "progress"], name="goals_keyresult_counts")
        ),
    ]
