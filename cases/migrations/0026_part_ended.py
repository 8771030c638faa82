from django.db import migrations, models


class Migration(migrations.Migration):
    """A party that agreed and one that was passed on both have a time at which their part ended; which it was, `passed_to` tells."""

    dependencies = [
        ("cases", "0025_outcomes"),
    ]

    operations = [
        migrations.RenameField(model_name="party", old_name="agreed_at", new_name="part_ended_at"),
        migrations.AddConstraint(
            model_name="party",
            constraint=models.CheckConstraint(
                condition=models.Q(("passed_to__isnull", True), ("part_ended_at__isnull", False), _connector="OR"),
                name="party_passed_on_has_ended",
            ),
        ),
    ]
