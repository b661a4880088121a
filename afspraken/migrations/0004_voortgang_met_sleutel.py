# SPDX-License-Identifier: EUPL-1.2

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("afspraken", "0003_vastgoedprojecten"),
        ("partijen", "0004_sleutels"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="voortgang",
            name="api_sleutel",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="partijen.sleutel",
                verbose_name="met sleutel",
            ),
        ),
        migrations.AddIndex(
            model_name="voortgang",
            index=models.Index(
                condition=models.Q(("api_sleutel__isnull", False)), fields=["api_sleutel"], name="voortgang_sleutel"
            ),
        ),
    ]
