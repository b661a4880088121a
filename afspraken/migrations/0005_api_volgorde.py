# SPDX-License-Identifier: EUPL-1.2
"""Indexes for the order of lists, and for what changed since a moment."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("afspraken", "0004_voortgang_met_sleutel"),
        ("partijen", "0007_api_volgorde"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="voortgang",
            index=models.Index(fields=["gemeente", "-datum", "-id"], name="voortgang_op_datum"),
        ),
        migrations.AddIndex(
            model_name="voortgang",
            index=models.Index(fields=["-datum", "-id"], name="voortgang_alle_op_datum"),
        ),
    ]
