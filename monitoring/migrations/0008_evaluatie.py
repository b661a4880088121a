# SPDX-License-Identifier: EUPL-1.2
"""Evaluations of a year."""

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("afspraken", "0008_voortzetting"),
        ("monitoring", "0007_volger"),
        ("partijen", "0009_herinneringen"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Evaluatie",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("versie", models.PositiveIntegerField(default=1, editable=False, verbose_name="versie")),
                ("set_naam", models.CharField(max_length=160, verbose_name="naam van de set")),
                ("jaar", models.PositiveSmallIntegerField(verbose_name="jaar")),
                ("peildatum", models.DateField(verbose_name="peildatum")),
                ("samenvatting", models.TextField(blank=True, max_length=4000, verbose_name="samenvatting")),
                ("onderwerpen", models.JSONField(default=dict, verbose_name="onderwerpen")),
                (
                    "hash",
                    models.CharField(
                        blank=True, help_text="SHA-256 over de inhoud.", max_length=64, verbose_name="kenmerk"
                    ),
                ),
                ("gemaakt_op", models.DateTimeField(default=django.utils.timezone.now, verbose_name="gemaakt op")),
                ("vastgesteld", models.BooleanField(default=False, verbose_name="vastgesteld")),
                ("vastgesteld_op", models.DateTimeField(null=True, verbose_name="vastgesteld op")),
                ("zwartgemaakt_op", models.DateTimeField(null=True, verbose_name="zwartgemaakt op")),
                ("demo", models.BooleanField(default=False, verbose_name="demo")),
                (
                    "afsprakenset",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="evaluaties",
                        to="afspraken.afsprakenset",
                        verbose_name="afsprakenset",
                    ),
                ),
                (
                    "gemaakt_door",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="evaluaties_gemaakt",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="gemaakt door",
                    ),
                ),
                (
                    "gemeente",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="evaluaties",
                        to="partijen.gemeente",
                        verbose_name="gemeente",
                    ),
                ),
                (
                    "vastgesteld_door",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="evaluaties_vastgesteld",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="vastgesteld door",
                    ),
                ),
            ],
            options={
                "verbose_name": "evaluatie",
                "verbose_name_plural": "evaluaties",
                "ordering": ("-jaar", "-id"),
            },
        ),
        migrations.CreateModel(
            name="Evaluatieregel",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("versie", models.PositiveIntegerField(default=1, editable=False, verbose_name="versie")),
                ("volgorde", models.PositiveIntegerField(verbose_name="volgorde")),
                (
                    "code",
                    models.CharField(
                        blank=True,
                        max_length=20,
                        validators=[
                            django.core.validators.RegexValidator(
                                "\\A[0-9A-Za-z]+(?:[.\\-][0-9A-Za-z]+)*\\Z",
                                "Een code bestaat uit letters en cijfers, met een punt of streepje ertussen, zoals 1a, 1.7 of 6a-1.",
                                code="code",
                            )
                        ],
                        verbose_name="code",
                    ),
                ),
                ("titel", models.CharField(max_length=160, verbose_name="titel")),
                ("thema_nummer", models.PositiveSmallIntegerField(null=True, verbose_name="nummer van het thema")),
                ("thema_naam", models.CharField(blank=True, max_length=120, verbose_name="thema")),
                (
                    "status",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("niet_gestart", "Nog niet gestart"),
                            ("op_koers", "Op koers"),
                            ("aandacht", "Vraagt aandacht"),
                            ("stagnatie", "Stagneert"),
                            ("gereed", "Gereed"),
                            ("aangehouden", "Aangehouden"),
                            ("vervallen", "Vervallen"),
                        ],
                        max_length=15,
                        verbose_name="status",
                    ),
                ),
                ("doel", models.TextField(blank=True, max_length=4000, verbose_name="doel")),
                ("gepland", models.TextField(blank=True, max_length=4000, verbose_name="gepland")),
                ("gerealiseerd", models.TextField(blank=True, max_length=4000, verbose_name="gerealiseerd")),
                ("toelichting", models.TextField(blank=True, max_length=4000, verbose_name="toelichting")),
                ("les", models.TextField(blank=True, max_length=4000, verbose_name="les")),
                (
                    "voorstel",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("doorgaan", "doorgaan"),
                            ("bijstellen", "bijstellen"),
                            ("stoppen", "stoppen"),
                            ("toevoegen", "toevoegen"),
                        ],
                        max_length=12,
                        verbose_name="voorstel",
                    ),
                ),
                (
                    "voorstel_tekst",
                    models.TextField(blank=True, max_length=4000, verbose_name="uitleg bij het voorstel"),
                ),
                ("vastgesteld", models.BooleanField(default=False, verbose_name="vastgesteld")),
                ("demo", models.BooleanField(default=False, verbose_name="demo")),
                (
                    "afspraak",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="evaluatieregels",
                        to="afspraken.afspraak",
                        verbose_name="afspraak",
                    ),
                ),
                (
                    "evaluatie",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="regels",
                        to="monitoring.evaluatie",
                        verbose_name="evaluatie",
                    ),
                ),
                (
                    "gemeente",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="partijen.gemeente"
                    ),
                ),
            ],
            options={
                "verbose_name": "regel van een evaluatie",
                "verbose_name_plural": "regels van evaluaties",
                "ordering": ("evaluatie", "volgorde", "id"),
            },
        ),
        migrations.CreateModel(
            name="Oordeel",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("versie", models.PositiveIntegerField(default=1, editable=False, verbose_name="versie")),
                (
                    "waarde",
                    models.CharField(
                        choices=[
                            ("tevreden", "tevreden"),
                            ("deels", "deels tevreden"),
                            ("ontevreden", "niet tevreden"),
                        ],
                        max_length=12,
                        verbose_name="oordeel",
                    ),
                ),
                ("toelichting", models.TextField(blank=True, max_length=2000, verbose_name="toelichting")),
                ("vastgesteld", models.BooleanField(default=False, verbose_name="vastgesteld")),
                ("demo", models.BooleanField(default=False, verbose_name="demo")),
                (
                    "gebruiker",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="oordelen",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="door",
                    ),
                ),
                (
                    "gemeente",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="partijen.gemeente"
                    ),
                ),
                (
                    "partij",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="oordelen",
                        to="partijen.partij",
                        verbose_name="partij",
                    ),
                ),
                (
                    "regel",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="oordelen",
                        to="monitoring.evaluatieregel",
                        verbose_name="regel",
                    ),
                ),
            ],
            options={
                "verbose_name": "oordeel",
                "verbose_name_plural": "oordelen",
                "ordering": ("regel", "partij__naam", "id"),
            },
        ),
        migrations.AddConstraint(
            model_name="evaluatie",
            constraint=models.UniqueConstraint(fields=("afsprakenset", "jaar"), name="evaluatie_uniek"),
        ),
        migrations.AddConstraint(
            model_name="evaluatie",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("vastgesteld", False), ("vastgesteld_op", None)),
                    models.Q(("vastgesteld", True), ("vastgesteld_op__isnull", False)),
                    _connector="OR",
                ),
                name="evaluatie_vastgesteld_met_moment",
            ),
        ),
        migrations.AddConstraint(
            model_name="evaluatieregel",
            constraint=models.UniqueConstraint(
                condition=models.Q(("afspraak__isnull", False)),
                fields=("evaluatie", "afspraak"),
                name="evaluatieregel_uniek",
            ),
        ),
        migrations.AddConstraint(
            model_name="evaluatieregel",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("afspraak", None), ("voorstel", "toevoegen")),
                    models.Q(("afspraak__isnull", False), models.Q(("voorstel", "toevoegen"), _negated=True)),
                    _connector="OR",
                ),
                name="evaluatieregel_toevoegen_zonder_afspraak",
            ),
        ),
        migrations.AddConstraint(
            model_name="oordeel",
            constraint=models.UniqueConstraint(fields=("regel", "partij"), name="oordeel_uniek"),
        ),
    ]
