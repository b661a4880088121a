# SPDX-License-Identifier: EUPL-1.2
"""What a set or an afspraak carries on."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("afspraken", "0007_bijstelling"),
    ]

    operations = [
        migrations.AddField(
            model_name="afspraak",
            name="eerste",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reeks",
                to="afspraken.afspraak",
                verbose_name="eerste van de reeks",
            ),
        ),
        migrations.AddField(
            model_name="afspraak",
            name="voortzetting_van",
            field=models.OneToOneField(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="volgende",
                to="afspraken.afspraak",
                verbose_name="voortzetting van",
            ),
        ),
        migrations.AddField(
            model_name="afsprakenset",
            name="voortzetting_van",
            field=models.OneToOneField(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="volgende",
                to="afspraken.afsprakenset",
                verbose_name="voortzetting van",
            ),
        ),
    ]
