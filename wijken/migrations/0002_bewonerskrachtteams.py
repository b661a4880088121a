# SPDX-License-Identifier: EUPL-1.2
"""Bewonerskrachtteams; parts of places with dates; the phase of the approach of a place."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("partijen", "0001_initial"),
        ("wijken", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Bewonerskrachtteam",
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
                (
                    "gestopt_op",
                    models.DateField(
                        blank=True,
                        help_text="De eerste dag waarop het team er niet meer is.",
                        null=True,
                        verbose_name="gestopt op",
                    ),
                ),
            ],
            options={
                "verbose_name": "bewonerskrachtteam",
                "verbose_name_plural": "bewonerskrachtteams",
                "ordering": ("gemeente", "gebied__naam", "corporatie__naam"),
            },
        ),
        migrations.CreateModel(
            name="Teamfase",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                (
                    "fase",
                    models.PositiveSmallIntegerField(
                        choices=[(0, "opstarten"), (1, "signaleren"), (2, "activeren"), (3, "huismeester")],
                        verbose_name="fase",
                    ),
                ),
                (
                    "van",
                    models.DateField(
                        blank=True, help_text="Leeg: de bron zegt niet sinds wanneer.", null=True, verbose_name="vanaf"
                    ),
                ),
            ],
            options={
                "verbose_name": "fase van een team",
                "verbose_name_plural": "fases van teams",
                "ordering": ("team", models.OrderBy(models.F("van"), nulls_first=True), "pk"),
            },
        ),
        migrations.RemoveConstraint(
            model_name="gebiedsdeel",
            name="gebiedsdeel_uniek",
        ),
        migrations.AddField(
            model_name="gebied",
            name="aanpakfase",
            field=models.CharField(
                blank=True,
                choices=[("afronden", "afronden"), ("doorstarten", "doorstarten"), ("anticiperen", "anticiperen")],
                help_text="Leeg: de bron noemt voor dit gebied geen fase.",
                max_length=12,
                verbose_name="fase van de aanpak",
            ),
        ),
        migrations.AddConstraint(
            model_name="gebiedsdeel",
            constraint=models.UniqueConstraint(
                fields=("geheel", "deel", "van"),
                name="gebiedsdeel_uniek",
                violation_error_message="Dit deel staat al bij dit gebied, met dezelfde begindatum.",
            ),
        ),
        migrations.AddConstraint(
            model_name="gebiedsdeel",
            constraint=models.UniqueConstraint(
                condition=models.Q(("van", None)),
                fields=("geheel", "deel"),
                name="gebiedsdeel_zonder_datum_uniek",
                violation_error_message="Dit deel staat al bij dit gebied, zonder begindatum.",
            ),
        ),
        migrations.AddConstraint(
            model_name="gebiedsdeel",
            constraint=models.CheckConstraint(
                condition=models.Q(("tot__gte", models.F("van")), ("van", None), ("tot", None), _connector="OR"),
                name="gebiedsdeel_van_voor_tot",
                violation_error_message="De einddatum ligt voor de begindatum.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="gebiedsdeel",
            name="gebiedsdeel_niet_zichzelf",
            constraint=models.CheckConstraint(
                condition=models.Q(("geheel", models.F("deel")), _negated=True),
                name="gebiedsdeel_niet_zichzelf",
                violation_error_message="Een gebied is geen deel van zichzelf.",
            ),
        ),
        migrations.AddField(
            model_name="bewonerskrachtteam",
            name="bron",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="partijen.brondocument",
                verbose_name="brondocument",
            ),
        ),
        migrations.AddField(
            model_name="bewonerskrachtteam",
            name="corporatie",
            field=models.ForeignKey(
                limit_choices_to={"soort": "corporatie"},
                on_delete=django.db.models.deletion.PROTECT,
                related_name="bewonerskrachtteams",
                to="partijen.partij",
                verbose_name="corporatie",
            ),
        ),
        migrations.AddField(
            model_name="bewonerskrachtteam",
            name="gebied",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="bewonerskrachtteams",
                to="wijken.gebied",
                verbose_name="buurt",
            ),
        ),
        migrations.AddField(
            model_name="bewonerskrachtteam",
            name="gemeente",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="bewonerskrachtteams",
                to="partijen.gemeente",
                verbose_name="gemeente",
            ),
        ),
        migrations.AddField(
            model_name="teamfase",
            name="bron",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="partijen.brondocument",
                verbose_name="brondocument",
            ),
        ),
        migrations.AddField(
            model_name="teamfase",
            name="gemeente",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="partijen.gemeente"
            ),
        ),
        migrations.AddField(
            model_name="teamfase",
            name="team",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="fases",
                to="wijken.bewonerskrachtteam",
                verbose_name="team",
            ),
        ),
        migrations.AddConstraint(
            model_name="bewonerskrachtteam",
            constraint=models.UniqueConstraint(
                fields=("gemeente", "gebied", "corporatie"),
                name="bewonerskrachtteam_uniek",
                violation_error_message="Deze corporatie heeft in deze buurt al een team.",
            ),
        ),
        migrations.AddConstraint(
            model_name="teamfase",
            constraint=models.UniqueConstraint(
                fields=("team", "van"),
                name="teamfase_uniek",
                violation_error_message="Dit team heeft op deze datum al een fase.",
            ),
        ),
        migrations.AddConstraint(
            model_name="teamfase",
            constraint=models.UniqueConstraint(
                condition=models.Q(("van", None)),
                fields=("team",),
                name="teamfase_zonder_datum_uniek",
                violation_error_message="Dit team heeft al een fase zonder datum.",
            ),
        ),
        migrations.AddConstraint(
            model_name="teamfase",
            constraint=models.CheckConstraint(condition=models.Q(("fase__lte", 3)), name="teamfase_bestaat"),
        ),
    ]
