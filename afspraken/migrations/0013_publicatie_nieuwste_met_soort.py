# SPDX-License-Identifier: EUPL-1.2


import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("afspraken", "0012_pilots"),
        ("partijen", "0010_webhookmelding"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="publicatie",
            name="publicatie_nieuwste",
        ),
        migrations.AlterField(
            model_name="publicatie",
            name="voortgang",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="publicaties",
                to="afspraken.voortgang",
                verbose_name="voortgang",
            ),
        ),
        migrations.AddIndex(
            model_name="publicatie",
            index=models.Index(fields=["voortgang", "-id", "soort"], name="publicatie_nieuwste"),
        ),
    ]
