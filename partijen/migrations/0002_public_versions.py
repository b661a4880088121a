# SPDX-License-Identifier: EUPL-1.2
"""What the public can notice: a version per gemeente, and three columns of the history."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("partijen", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="gemeente",
            name="publieke_versie",
            field=models.PositiveBigIntegerField(
                default=0,
                editable=False,
                help_text="Gaat omhoog bij elke wijziging die het publiek kan zien.",
                verbose_name="versie van wat openbaar is",
            ),
        ),
        migrations.AddField(
            model_name="wijziging",
            name="openbaar",
            field=models.BooleanField(default=False, verbose_name="openbaar"),
        ),
        migrations.AddField(
            model_name="wijziging",
            name="partij_naam",
            field=models.CharField(blank=True, max_length=120, verbose_name="namens"),
        ),
        migrations.AddField(
            model_name="wijziging",
            name="rol",
            field=models.CharField(blank=True, max_length=30, verbose_name="rol"),
        ),
        migrations.AlterField(
            model_name="wijziging",
            name="gebruiker",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="door",
            ),
        ),
        migrations.AddIndex(
            model_name="wijziging",
            index=models.Index(fields=["gebruiker", "gemeente", "-id"], name="wijziging_gebruiker"),
        ),
        migrations.AddIndex(
            model_name="wijziging",
            index=models.Index(
                condition=models.Q(("openbaar", True)), fields=["gemeente", "-id"], name="wijziging_openbaar"
            ),
        ),
    ]
