# SPDX-License-Identifier: EUPL-1.2

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("corporaties", "0003_inlezing"),
    ]

    operations = [
        migrations.AlterField(
            model_name="afwijking",
            name="volgorde",
            field=models.PositiveBigIntegerField(default=0, verbose_name="volgorde"),
        ),
    ]
