# SPDX-License-Identifier: EUPL-1.2
"""Rapportages with their lines."""

import django.core.serializers.json
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("afspraken", "0004_voortgang_met_sleutel"),
        ("partijen", "0005_kleuren"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Rapportage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("overleg_datum", models.DateField(verbose_name="datum van het overleg")),
                ("set_naam", models.CharField(max_length=160, verbose_name="naam van de set")),
                ("peildatum", models.DateField(verbose_name="peildatum")),
                ("aantal", models.PositiveIntegerField(verbose_name="aantal afspraken")),
                ("hash", models.CharField(help_text="SHA-256 over de inhoud.", max_length=64, verbose_name="kenmerk")),
                ("gemaakt_op", models.DateTimeField(default=django.utils.timezone.now, verbose_name="gemaakt op")),
                ("concept", models.BooleanField(default=True, verbose_name="concept")),
                ("vastgesteld_op", models.DateTimeField(null=True, verbose_name="vastgesteld op")),
                ("zwartgemaakt_op", models.DateTimeField(null=True, verbose_name="zwartgemaakt op")),
                ("demo", models.BooleanField(default=False, verbose_name="demo")),
                (
                    "afsprakenset",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rapportages",
                        to="afspraken.afsprakenset",
                        verbose_name="afsprakenset",
                    ),
                ),
                (
                    "gemaakt_door",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rapportages_gemaakt",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="gemaakt door",
                    ),
                ),
                (
                    "gemeente",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rapportages",
                        to="partijen.gemeente",
                        verbose_name="gemeente",
                    ),
                ),
                (
                    "overleg",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rapportages",
                        to="partijen.overleg",
                        verbose_name="overleg",
                    ),
                ),
                (
                    "vastgesteld_door",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rapportages_vastgesteld",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="vastgesteld door",
                    ),
                ),
            ],
            options={
                "verbose_name": "rapportage",
                "verbose_name_plural": "rapportages",
                "ordering": ("-peildatum", "-id"),
            },
        ),
        migrations.CreateModel(
            name="Rapportageregel",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("volgorde", models.PositiveIntegerField(verbose_name="volgorde")),
                (
                    "code",
                    models.CharField(
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
                ("thema_nummer", models.PositiveSmallIntegerField(verbose_name="nummer van het thema")),
                ("thema_naam", models.CharField(max_length=120, verbose_name="thema")),
                (
                    "trekkers",
                    models.JSONField(
                        default=list, encoder=django.core.serializers.json.DjangoJSONEncoder, verbose_name="trekkers"
                    ),
                ),
                (
                    "status",
                    models.CharField(
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
                (
                    "fase",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("voorbereiding", "Voorbereiding"),
                            ("besluitvorming", "Besluitvorming"),
                            ("uitvoering", "Uitvoering"),
                            ("afronding", "Afronding"),
                        ],
                        max_length=15,
                        verbose_name="fase",
                    ),
                ),
                ("bijgewerkt_op", models.DateField(null=True, verbose_name="bijgewerkt op")),
                ("sinds", models.DateField(null=True, verbose_name="status sinds")),
                ("toelichting", models.TextField(blank=True, verbose_name="toelichting")),
                ("oorzaak", models.TextField(blank=True, verbose_name="oorzaak")),
                ("gevolg", models.TextField(blank=True, verbose_name="gevolg")),
                ("maatregel", models.TextField(blank=True, verbose_name="maatregel")),
                ("volgende_stap", models.TextField(blank=True, verbose_name="volgende stap")),
                ("gevraagd_besluit", models.TextField(blank=True, verbose_name="gevraagd besluit")),
                ("signalen", models.JSONField(default=list, verbose_name="signalen")),
                (
                    "acties",
                    models.JSONField(
                        default=list, encoder=django.core.serializers.json.DjangoJSONEncoder, verbose_name="acties"
                    ),
                ),
                (
                    "termijnen",
                    models.JSONField(
                        default=list, encoder=django.core.serializers.json.DjangoJSONEncoder, verbose_name="termijnen"
                    ),
                ),
                (
                    "cijfers",
                    models.JSONField(
                        default=list, encoder=django.core.serializers.json.DjangoJSONEncoder, verbose_name="cijfers"
                    ),
                ),
                ("concept", models.BooleanField(default=True, verbose_name="concept")),
                ("demo", models.BooleanField(default=False, verbose_name="demo")),
                (
                    "afspraak",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rapportageregels",
                        to="afspraken.afspraak",
                        verbose_name="afspraak",
                    ),
                ),
                (
                    "gemeente",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="partijen.gemeente"
                    ),
                ),
                (
                    "rapportage",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="regels",
                        to="monitoring.rapportage",
                        verbose_name="rapportage",
                    ),
                ),
            ],
            options={
                "verbose_name": "regel van een rapportage",
                "verbose_name_plural": "regels van rapportages",
                "ordering": ("rapportage", "volgorde", "id"),
            },
        ),
        migrations.AddIndex(
            model_name="rapportage",
            index=models.Index(fields=["gemeente", "afsprakenset", "-peildatum"], name="rapportage_reeks"),
        ),
        migrations.AddConstraint(
            model_name="rapportage",
            constraint=models.UniqueConstraint(fields=("overleg", "afsprakenset"), name="rapportage_uniek"),
        ),
        migrations.AddConstraint(
            model_name="rapportage",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("concept", True), ("vastgesteld_op", None)),
                    models.Q(("concept", False), ("vastgesteld_op__isnull", False)),
                    _connector="OR",
                ),
                name="rapportage_vastgesteld_met_datum",
            ),
        ),
        migrations.AddConstraint(
            model_name="rapportage",
            constraint=models.CheckConstraint(
                condition=models.Q(("peildatum__lte", models.F("overleg_datum"))),
                name="rapportage_peildatum_voor_overleg",
            ),
        ),
        migrations.AddConstraint(
            model_name="rapportageregel",
            constraint=models.UniqueConstraint(fields=("rapportage", "afspraak"), name="rapportageregel_uniek"),
        ),
    ]
