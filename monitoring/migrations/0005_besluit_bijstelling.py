# SPDX-License-Identifier: EUPL-1.2
"""A decision may have become a bijstelling."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("afspraken", "0007_bijstelling"),
        ("monitoring", "0004_kalender"),
    ]

    operations = [
        migrations.AddField(
            model_name="besluit",
            name="bijstelling",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="besluit",
                to="afspraken.bijstelling",
                verbose_name="bijstelling",
            ),
        ),
    ]
