# SPDX-License-Identifier: EUPL-1.2
"""First tables."""

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("partijen", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Gebied",
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
                    "soort",
                    models.CharField(
                        choices=[
                            ("buurt", "buurt"),
                            ("wijk", "wijk"),
                            ("stadsdeel", "stadsdeel"),
                            ("rayon", "rayon"),
                            ("focusgebied", "focusgebied"),
                            ("woonzorgzone", "woonzorgzone"),
                        ],
                        max_length=15,
                        verbose_name="soort",
                    ),
                ),
                ("naam", models.CharField(max_length=80, verbose_name="naam")),
                ("slug", models.SlugField(max_length=80, verbose_name="naam in het adres")),
                (
                    "cbs_code",
                    models.CharField(
                        blank=True,
                        max_length=10,
                        validators=[
                            django.core.validators.RegexValidator(
                                "\\A(WK[0-9]{6}|BU[0-9]{8})\\Z", "Een CBS-code is WK met 6 of BU met 8 cijfers."
                            )
                        ],
                        verbose_name="CBS-code",
                    ),
                ),
                (
                    "aliassen",
                    models.JSONField(
                        blank=True,
                        default=list,
                        help_text="Zoals de bronnen het gebied schrijven.",
                        verbose_name="andere schrijfwijzen",
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
                        related_name="gebieden",
                        to="partijen.gemeente",
                        verbose_name="gemeente",
                    ),
                ),
                (
                    "ouder",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="onderdelen",
                        to="wijken.gebied",
                        verbose_name="ligt in",
                    ),
                ),
            ],
            options={
                "verbose_name": "gebied",
                "verbose_name_plural": "gebieden",
                "ordering": ("gemeente", "soort", "naam"),
            },
        ),
        migrations.CreateModel(
            name="Gebiedsdeel",
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
                ("van", models.DateField(blank=True, null=True, verbose_name="van")),
                ("tot", models.DateField(blank=True, null=True, verbose_name="tot en met")),
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
                    "deel",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="gehelen",
                        to="wijken.gebied",
                        verbose_name="deel",
                    ),
                ),
                (
                    "geheel",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="delen",
                        to="wijken.gebied",
                        verbose_name="geheel",
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
                "verbose_name": "deel van een gebied",
                "verbose_name_plural": "delen van gebieden",
            },
        ),
        migrations.AddConstraint(
            model_name="gebied",
            constraint=models.UniqueConstraint(fields=("gemeente", "slug"), name="gebied_slug_uniek"),
        ),
        migrations.AddConstraint(
            model_name="gebied",
            constraint=models.UniqueConstraint(
                condition=models.Q(("cbs_code", ""), _negated=True),
                fields=("gemeente", "cbs_code"),
                name="gebied_cbs_code_uniek",
            ),
        ),
        migrations.AddConstraint(
            model_name="gebied",
            constraint=models.CheckConstraint(
                condition=models.Q(("ouder", models.F("id")), _negated=True), name="gebied_niet_in_zichzelf"
            ),
        ),
        migrations.AddConstraint(
            model_name="gebiedsdeel",
            constraint=models.UniqueConstraint(fields=("geheel", "deel"), name="gebiedsdeel_uniek"),
        ),
        migrations.AddConstraint(
            model_name="gebiedsdeel",
            constraint=models.CheckConstraint(
                condition=models.Q(("geheel", models.F("deel")), _negated=True), name="gebiedsdeel_niet_zichzelf"
            ),
        ),
    ]
