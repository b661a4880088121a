# SPDX-License-Identifier: EUPL-1.2
"""What parties ask to take up first."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("afspraken", "0013_publicatie_nieuwste_met_soort"),
        ("monitoring", "0009_zienswijze"),
        ("partijen", "0012_zienswijze_dagen"),
    ]

    operations = [
        migrations.CreateModel(
            name="Partijprioriteit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("versie", models.PositiveIntegerField(default=1, editable=False, verbose_name="versie")),
                (
                    "bron_plaats",
                    models.CharField(
                        blank=True,
                        help_text="Hoofdstuk, tabel of bladzijde.",
                        max_length=160,
                        verbose_name="plaats in de bron",
                    ),
                ),
                (
                    "bron_opmerking",
                    models.TextField(
                        blank=True,
                        help_text="Wat in het document fout is of ontbreekt.",
                        verbose_name="opmerking bij de bron",
                    ),
                ),
                ("nummer", models.PositiveSmallIntegerField(verbose_name="nummer")),
                (
                    "jaar",
                    models.PositiveSmallIntegerField(
                        blank=True, help_text="Vanaf welk jaar, of leeg.", null=True, verbose_name="jaar"
                    ),
                ),
                ("titel", models.CharField(max_length=160, verbose_name="titel")),
                ("toelichting", models.TextField(blank=True, max_length=2000, verbose_name="toelichting")),
                (
                    "afspraken",
                    models.ManyToManyField(
                        blank=True, related_name="partijprioriteiten", to="afspraken.afspraak", verbose_name="afspraken"
                    ),
                ),
                (
                    "afsprakenset",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="partijprioriteiten",
                        to="afspraken.afsprakenset",
                        verbose_name="afsprakenset",
                    ),
                ),
                (
                    "bron",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partijen.brondocument",
                        verbose_name="brondocument",
                    ),
                ),
                (
                    "gemeente",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="partijprioriteiten",
                        to="partijen.gemeente",
                        verbose_name="gemeente",
                    ),
                ),
                (
                    "partij",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="prioriteiten",
                        to="partijen.partij",
                        verbose_name="partij",
                    ),
                ),
            ],
            options={
                "verbose_name": "prioriteit van een partij",
                "verbose_name_plural": "prioriteiten van partijen",
                "ordering": ("afsprakenset", "partij", "nummer"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("afsprakenset", "partij", "nummer"),
                        name="partijprioriteit_uniek",
                        violation_error_message="Deze partij heeft al een prioriteit met dit nummer.",
                    )
                ],
            },
        ),
    ]
