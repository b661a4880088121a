# SPDX-License-Identifier: EUPL-1.2

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("corporaties", "0004_volgorde_van_afwijkingen"),
        ("partijen", "0007_api_volgorde"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="inlezing",
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
        migrations.AddField(
            model_name="inlezing",
            name="door_systeem",
            field=models.BooleanField(
                default=False,
                help_text="Wordt zonder tussenkomst gelezen en ingediend.",
                verbose_name="door een systeem",
            ),
        ),
        migrations.AddField(
            model_name="inlezing",
            name="proefrun",
            field=models.BooleanField(
                default=False, help_text="Alleen zeggen wat er zou veranderen.", verbose_name="proefrun"
            ),
        ),
        migrations.AddField(
            model_name="inlezing",
            name="sleutel",
            field=models.CharField(
                blank=True,
                help_text="Herkent een aanroep die twee keer is verstuurd.",
                max_length=80,
                verbose_name="sleutel",
            ),
        ),
        migrations.AddConstraint(
            model_name="inlezing",
            constraint=models.UniqueConstraint(
                condition=models.Q(("sleutel", ""), _negated=True),
                fields=("gemeente", "partij", "sleutel"),
                name="inlezing_sleutel_uniek",
            ),
        ),
    ]
