# SPDX-License-Identifier: EUPL-1.2

from django.db import migrations, models

import partijen.thema


class Migration(migrations.Migration):
    dependencies = [
        ("partijen", "0004_sleutels"),
    ]

    operations = [
        migrations.AddField(
            model_name="gemeente",
            name="kleuren",
            field=models.JSONField(
                blank=True,
                default=dict,
                help_text="Leeg: die van het portaal.",
                validators=[partijen.thema.validate_kleuren],
                verbose_name="kleuren",
            ),
        ),
        migrations.AddField(
            model_name="gemeente",
            name="logo_tekst",
            field=models.CharField(
                blank=True, help_text="Leeg: “Gemeente” en de naam.", max_length=60, verbose_name="naam in de kop"
            ),
        ),
    ]
