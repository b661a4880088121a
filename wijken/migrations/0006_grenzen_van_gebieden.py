# SPDX-License-Identifier: EUPL-1.2
"""Outlines of neighbourhoods."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("partijen", "0005_kleuren"),
        ("wijken", "0005_kaart"),
    ]

    operations = [
        migrations.CreateModel(
            name="Gebiedsomtrek",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("pad", models.TextField(verbose_name="omtrek als SVG-pad")),
                ("west", models.IntegerField(verbose_name="west")),
                ("zuid", models.IntegerField(verbose_name="zuid")),
                ("oost", models.IntegerField(verbose_name="oost")),
                ("noord", models.IntegerField(verbose_name="noord")),
                (
                    "midden_x",
                    models.IntegerField(help_text="Waar een getal of naam in het vlak past.", verbose_name="midden, x"),
                ),
                ("midden_y", models.IntegerField(verbose_name="midden, y")),
                (
                    "herkomst",
                    models.CharField(
                        help_text="Uit welk bestand de grens komt.", max_length=160, verbose_name="herkomst"
                    ),
                ),
                (
                    "gebied",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="omtrek",
                        to="wijken.gebied",
                        verbose_name="gebied",
                    ),
                ),
                (
                    "gemeente",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partijen.gemeente",
                        verbose_name="gemeente",
                    ),
                ),
            ],
            options={
                "verbose_name": "omtrek van een gebied",
                "verbose_name_plural": "omtrekken van gebieden",
                "ordering": ("gemeente", "gebied"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("west__lt", models.F("oost")), ("zuid__lt", models.F("noord"))),
                        name="gebiedsomtrek_heeft_oppervlak",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("pad__startswith", "M")), name="gebiedsomtrek_is_een_pad"
                    ),
                ],
            },
        ),
    ]
