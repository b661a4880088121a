# SPDX-License-Identifier: EUPL-1.2
"""Indexes for the order of lists, and for what changed since a moment."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("partijen", "0006_berichten"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="wijziging",
            index=models.Index(fields=["model", "moment"], name="wijziging_sinds"),
        ),
    ]
