# SPDX-License-Identifier: EUPL-1.2
"""The leefbaarheidsfonds: funds, their ledger, and applications."""

import uuid

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import wijken.models.aanvraag


class Migration(migrations.Migration):
    dependencies = [
        ("partijen", "0002_public_versions"),
        ("wijken", "0003_indicatoren"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Aanvraag",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("versie", models.PositiveIntegerField(default=1, editable=False, verbose_name="versie")),
                ("kenmerk", models.CharField(blank=True, max_length=20, verbose_name="kenmerk")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("onbevestigd", "wacht op bevestiging van het e-mailadres"),
                            ("ingediend", "ingediend"),
                            ("in_behandeling", "in behandeling"),
                            ("toegekend", "toegekend"),
                            ("afgewezen", "afgewezen"),
                            ("uitbetaald", "uitbetaald"),
                            ("verantwoord", "verantwoord"),
                            ("ingetrokken", "ingetrokken"),
                        ],
                        default="onbevestigd",
                        max_length=15,
                        verbose_name="status",
                    ),
                ),
                ("gevraagd", models.DecimalField(decimal_places=2, max_digits=12, verbose_name="gevraagd bedrag")),
                (
                    "toegekend",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=12, null=True, verbose_name="toegekend bedrag"
                    ),
                ),
                ("ingediend_op", models.DateField(blank=True, null=True, verbose_name="ingediend op")),
                ("beslissen_voor", models.DateField(blank=True, null=True, verbose_name="beslissen uiterlijk op")),
                ("beslist_op", models.DateField(blank=True, null=True, verbose_name="beslist op")),
                (
                    "verantwoorden_voor",
                    models.DateField(blank=True, null=True, verbose_name="verantwoorden uiterlijk op"),
                ),
                ("afgerond_op", models.DateField(blank=True, null=True, verbose_name="afgerond op")),
                ("openbaar", models.BooleanField(default=False, verbose_name="openbaar")),
                (
                    "openbare_titel",
                    models.CharField(
                        blank=True,
                        help_text="Zo staat de aanvraag op de openbare pagina’s.",
                        max_length=120,
                        verbose_name="openbare titel",
                    ),
                ),
                (
                    "openbare_samenvatting",
                    models.CharField(blank=True, max_length=400, verbose_name="openbare samenvatting"),
                ),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="ingevoerd op")),
                ("demo", models.BooleanField(default=False, editable=False, verbose_name="demo")),
                (
                    "behandelaar",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="behandelaar",
                    ),
                ),
                (
                    "gebied",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="wijken.gebied",
                        verbose_name="buurt",
                    ),
                ),
                (
                    "gemeente",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="fondsaanvragen",
                        to="partijen.gemeente",
                        verbose_name="gemeente",
                    ),
                ),
            ],
            options={
                "verbose_name": "fondsaanvraag",
                "verbose_name_plural": "fondsaanvragen",
                "ordering": ("gemeente", "-created_at", "-id"),
            },
        ),
        migrations.CreateModel(
            name="Aanvraagstap",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("onbevestigd", "wacht op bevestiging van het e-mailadres"),
                            ("ingediend", "ingediend"),
                            ("in_behandeling", "in behandeling"),
                            ("toegekend", "toegekend"),
                            ("afgewezen", "afgewezen"),
                            ("uitbetaald", "uitbetaald"),
                            ("verantwoord", "verantwoord"),
                            ("ingetrokken", "ingetrokken"),
                        ],
                        max_length=15,
                        verbose_name="status",
                    ),
                ),
                ("moment", models.DateTimeField(default=django.utils.timezone.now, verbose_name="moment")),
                ("demo", models.BooleanField(default=False, verbose_name="demo")),
                (
                    "aanvraag",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stappen",
                        to="wijken.aanvraag",
                        verbose_name="aanvraag",
                    ),
                ),
                (
                    "gebruiker",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
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
            ],
            options={
                "verbose_name": "stap van een aanvraag",
                "verbose_name_plural": "stappen van aanvragen",
                "ordering": ("aanvraag", "id"),
            },
        ),
        migrations.CreateModel(
            name="Dossier",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("naam", models.CharField(max_length=120, verbose_name="naam")),
                ("email", models.EmailField(max_length=254, verbose_name="e-mailadres")),
                ("telefoon", models.CharField(blank=True, max_length=20, verbose_name="telefoonnummer")),
                ("organisatie", models.CharField(blank=True, max_length=120, verbose_name="groep of organisatie")),
                ("titel", models.CharField(max_length=120, verbose_name="titel van het plan")),
                ("plan", models.TextField(max_length=4000, verbose_name="plan")),
                ("wanneer", models.CharField(blank=True, max_length=120, verbose_name="wanneer")),
                (
                    "motivering",
                    models.TextField(blank=True, max_length=4000, verbose_name="motivering van het besluit"),
                ),
                ("verantwoording", models.TextField(blank=True, max_length=4000, verbose_name="verantwoording")),
                ("sleutel", models.UUIDField(default=uuid.uuid4, unique=True, verbose_name="sleutel")),
                (
                    "aanvraag",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="dossier",
                        to="wijken.aanvraag",
                        verbose_name="aanvraag",
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
                "verbose_name": "dossier van een aanvraag",
                "verbose_name_plural": "dossiers van aanvragen",
            },
        ),
        migrations.CreateModel(
            name="Aanvraagdocument",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "soort",
                    models.CharField(
                        choices=[("aanvraag", "bij de aanvraag"), ("verantwoording", "bij de verantwoording")],
                        max_length=15,
                        verbose_name="soort",
                    ),
                ),
                ("bestand", models.FileField(upload_to=wijken.models.aanvraag.document_path, verbose_name="bestand")),
                ("bestandsnaam", models.CharField(max_length=120, verbose_name="bestandsnaam")),
                ("bestandstype", models.CharField(max_length=80, verbose_name="bestandstype")),
                ("bytes", models.PositiveIntegerField(verbose_name="grootte in bytes")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="ingevoerd op")),
                (
                    "gemeente",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="partijen.gemeente"
                    ),
                ),
                (
                    "dossier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="documenten",
                        to="wijken.dossier",
                        verbose_name="dossier",
                    ),
                ),
            ],
            options={
                "verbose_name": "document bij een aanvraag",
                "verbose_name_plural": "documenten bij aanvragen",
                "ordering": ("dossier", "id"),
            },
        ),
        migrations.CreateModel(
            name="Fonds",
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
                    "doel",
                    models.TextField(
                        blank=True,
                        help_text="Waarvoor het geld is, in gewone taal. Iedereen kan dit lezen.",
                        max_length=500,
                        verbose_name="doel",
                    ),
                ),
                (
                    "budget_in_bron",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        help_text="Het bedrag zoals het in het document staat.",
                        max_digits=12,
                        null=True,
                        verbose_name="budget in de bron",
                    ),
                ),
                ("open", models.BooleanField(default=True, verbose_name="open voor aanvragen")),
                (
                    "aanvragen_tot",
                    models.DateField(
                        blank=True,
                        help_text="Leeg: er is geen einddatum.",
                        null=True,
                        verbose_name="aanvragen tot en met",
                    ),
                ),
                (
                    "beslistermijn_dagen",
                    models.PositiveSmallIntegerField(
                        default=56,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(366),
                        ],
                        verbose_name="beslissen binnen (dagen)",
                    ),
                ),
                (
                    "verantwoordingstermijn_dagen",
                    models.PositiveSmallIntegerField(
                        default=182,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(1100),
                        ],
                        verbose_name="verantwoorden binnen (dagen na betaling)",
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
                    "gebied",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="fondsen",
                        to="wijken.gebied",
                        verbose_name="gebied",
                    ),
                ),
                (
                    "gemeente",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="fondsen",
                        to="partijen.gemeente",
                        verbose_name="gemeente",
                    ),
                ),
            ],
            options={
                "verbose_name": "leefbaarheidsfonds",
                "verbose_name_plural": "leefbaarheidsfondsen",
                "ordering": ("gemeente", "gebied__naam"),
            },
        ),
        migrations.CreateModel(
            name="Boeking",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("volgnummer", models.PositiveIntegerField(verbose_name="volgnummer")),
                (
                    "soort",
                    models.CharField(
                        choices=[
                            ("storting", "storting"),
                            ("reservering", "reservering"),
                            ("vrijval", "reservering vrijgegeven"),
                            ("overheveling_uit", "overgeheveld naar een ander fonds"),
                            ("overheveling_in", "overgeheveld uit een ander fonds"),
                            ("toekenning", "toekenning"),
                            ("intrekking", "toekenning verlaagd of ingetrokken"),
                            ("betaling", "betaling"),
                            ("terugbetaling", "terugbetaling"),
                            ("tegenboeking", "tegenboeking"),
                        ],
                        max_length=20,
                        verbose_name="soort",
                    ),
                ),
                (
                    "van",
                    models.CharField(
                        choices=[
                            ("buiten", "buiten het fonds"),
                            ("vrij", "vrij"),
                            ("gereserveerd", "gereserveerd"),
                            ("toegekend", "toegekend, nog niet betaald"),
                            ("besteed", "besteed"),
                        ],
                        max_length=15,
                        verbose_name="van",
                    ),
                ),
                (
                    "naar",
                    models.CharField(
                        choices=[
                            ("buiten", "buiten het fonds"),
                            ("vrij", "vrij"),
                            ("gereserveerd", "gereserveerd"),
                            ("toegekend", "toegekend, nog niet betaald"),
                            ("besteed", "besteed"),
                        ],
                        max_length=15,
                        verbose_name="naar",
                    ),
                ),
                ("bedrag", models.DecimalField(decimal_places=2, max_digits=12, verbose_name="bedrag")),
                ("datum", models.DateField(verbose_name="datum")),
                ("omschrijving", models.CharField(blank=True, max_length=200, verbose_name="omschrijving")),
                ("besluit", models.CharField(blank=True, max_length=200, verbose_name="besluit")),
                ("koppeling", models.UUIDField(blank=True, null=True, verbose_name="koppeling")),
                ("vrij_na", models.DecimalField(decimal_places=2, max_digits=12, verbose_name="vrij na deze boeking")),
                (
                    "gereserveerd_na",
                    models.DecimalField(decimal_places=2, max_digits=12, verbose_name="gereserveerd na deze boeking"),
                ),
                (
                    "toegekend_na",
                    models.DecimalField(decimal_places=2, max_digits=12, verbose_name="toegekend na deze boeking"),
                ),
                (
                    "besteed_na",
                    models.DecimalField(decimal_places=2, max_digits=12, verbose_name="besteed na deze boeking"),
                ),
                ("sleutel", models.UUIDField(default=uuid.uuid4, unique=True, verbose_name="sleutel")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="ingevoerd op")),
                ("demo", models.BooleanField(default=False, verbose_name="demo")),
                (
                    "aanvraag",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="boekingen",
                        to="wijken.aanvraag",
                        verbose_name="aanvraag",
                    ),
                ),
                (
                    "gebruiker",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
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
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partijen.partij",
                        verbose_name="partij",
                    ),
                ),
                (
                    "reservering",
                    models.ForeignKey(
                        blank=True,
                        help_text="De reservering waar dit geld bij hoort.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="gebruik",
                        to="wijken.boeking",
                        verbose_name="uit reservering",
                    ),
                ),
                (
                    "tegenboeking_van",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tegenboeking",
                        to="wijken.boeking",
                        verbose_name="tegenboeking van",
                    ),
                ),
                (
                    "fonds",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="boekingen",
                        to="wijken.fonds",
                        verbose_name="fonds",
                    ),
                ),
            ],
            options={
                "verbose_name": "boeking",
                "verbose_name_plural": "boekingen",
                "ordering": ("fonds", "demo", "volgnummer"),
            },
        ),
        migrations.AddField(
            model_name="aanvraag",
            name="fonds",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="aanvragen",
                to="wijken.fonds",
                verbose_name="fonds",
            ),
        ),
        migrations.AddConstraint(
            model_name="fonds",
            constraint=models.UniqueConstraint(
                fields=("gemeente", "gebied"),
                name="fonds_uniek",
                violation_error_message="Dit gebied heeft al een fonds.",
            ),
        ),
        migrations.AddConstraint(
            model_name="fonds",
            constraint=models.CheckConstraint(
                condition=models.Q(("budget_in_bron", None), ("budget_in_bron__gte", 0), _connector="OR"),
                name="fonds_budget_in_bron",
            ),
        ),
        migrations.AddIndex(
            model_name="boeking",
            index=models.Index(fields=["gemeente", "demo", "datum"], name="boeking_jaar"),
        ),
        migrations.AddIndex(
            model_name="boeking",
            index=models.Index(fields=["aanvraag"], name="boeking_aanvraag"),
        ),
        migrations.AddConstraint(
            model_name="boeking",
            constraint=models.UniqueConstraint(fields=("fonds", "demo", "volgnummer"), name="boeking_volgnummer_uniek"),
        ),
        migrations.AddConstraint(
            model_name="boeking",
            constraint=models.CheckConstraint(condition=models.Q(("bedrag__gt", 0)), name="boeking_bedrag_boven_nul"),
        ),
        migrations.AddConstraint(
            model_name="boeking",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("naar", "vrij"), ("soort", "storting"), ("van", "buiten")),
                    models.Q(("naar", "gereserveerd"), ("soort", "reservering"), ("van", "vrij")),
                    models.Q(("naar", "vrij"), ("soort", "vrijval"), ("van", "gereserveerd")),
                    models.Q(("naar", "buiten"), ("soort", "overheveling_uit"), ("van", "vrij")),
                    models.Q(("naar", "vrij"), ("soort", "overheveling_in"), ("van", "buiten")),
                    models.Q(("naar", "toegekend"), ("soort", "toekenning"), ("van", "vrij")),
                    models.Q(("naar", "toegekend"), ("soort", "toekenning"), ("van", "gereserveerd")),
                    models.Q(("naar", "vrij"), ("soort", "intrekking"), ("van", "toegekend")),
                    models.Q(("naar", "gereserveerd"), ("soort", "intrekking"), ("van", "toegekend")),
                    models.Q(("naar", "besteed"), ("soort", "betaling"), ("van", "toegekend")),
                    models.Q(("naar", "besteed"), ("soort", "betaling"), ("van", "gereserveerd")),
                    models.Q(("naar", "vrij"), ("soort", "terugbetaling"), ("van", "besteed")),
                    models.Q(("naar", "gereserveerd"), ("soort", "tegenboeking"), ("van", "besteed")),
                    models.Q(("naar", "toegekend"), ("soort", "tegenboeking"), ("van", "besteed")),
                    models.Q(("naar", "vrij"), ("soort", "tegenboeking"), ("van", "buiten")),
                    models.Q(("naar", "toegekend"), ("soort", "tegenboeking"), ("van", "gereserveerd")),
                    models.Q(("naar", "vrij"), ("soort", "tegenboeking"), ("van", "gereserveerd")),
                    models.Q(("naar", "gereserveerd"), ("soort", "tegenboeking"), ("van", "toegekend")),
                    models.Q(("naar", "vrij"), ("soort", "tegenboeking"), ("van", "toegekend")),
                    models.Q(("naar", "besteed"), ("soort", "tegenboeking"), ("van", "vrij")),
                    models.Q(("naar", "buiten"), ("soort", "tegenboeking"), ("van", "vrij")),
                    models.Q(("naar", "gereserveerd"), ("soort", "tegenboeking"), ("van", "vrij")),
                    models.Q(("naar", "toegekend"), ("soort", "tegenboeking"), ("van", "vrij")),
                    _connector="OR",
                ),
                name="boeking_beweging_bestaat",
            ),
        ),
        migrations.AddConstraint(
            model_name="boeking",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("soort", "tegenboeking"), ("tegenboeking_van__isnull", False)),
                    models.Q(models.Q(("soort", "tegenboeking"), _negated=True), ("tegenboeking_van__isnull", True)),
                    _connector="OR",
                ),
                name="boeking_tegenboeking_noemt_boeking",
            ),
        ),
        migrations.AddConstraint(
            model_name="boeking",
            constraint=models.CheckConstraint(
                condition=models.Q(("vrij_na__gte", 0)), name="boeking_vrij_niet_onder_nul"
            ),
        ),
        migrations.AddConstraint(
            model_name="boeking",
            constraint=models.CheckConstraint(
                condition=models.Q(("gereserveerd_na__gte", 0)), name="boeking_gereserveerd_niet_onder_nul"
            ),
        ),
        migrations.AddConstraint(
            model_name="boeking",
            constraint=models.CheckConstraint(
                condition=models.Q(("toegekend_na__gte", 0)), name="boeking_toegekend_niet_onder_nul"
            ),
        ),
        migrations.AddConstraint(
            model_name="boeking",
            constraint=models.CheckConstraint(
                condition=models.Q(("besteed_na__gte", 0)), name="boeking_besteed_niet_onder_nul"
            ),
        ),
        migrations.AddIndex(
            model_name="aanvraag",
            index=models.Index(fields=["gemeente", "status", "ingediend_op"], name="aanvraag_werklijst"),
        ),
        migrations.AddIndex(
            model_name="aanvraag",
            index=models.Index(fields=["fonds", "status"], name="aanvraag_fonds_status"),
        ),
        migrations.AddConstraint(
            model_name="aanvraag",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kenmerk", ""), _negated=True),
                fields=("gemeente", "kenmerk"),
                name="aanvraag_kenmerk_uniek",
            ),
        ),
        migrations.AddConstraint(
            model_name="aanvraag",
            constraint=models.CheckConstraint(
                condition=models.Q(("gevraagd__gt", 0)), name="aanvraag_gevraagd_boven_nul"
            ),
        ),
        migrations.AddConstraint(
            model_name="aanvraag",
            constraint=models.CheckConstraint(
                condition=models.Q(("toegekend", None), ("toegekend__gt", 0), _connector="OR"),
                name="aanvraag_toegekend_boven_nul",
            ),
        ),
        migrations.AddConstraint(
            model_name="aanvraag",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status__in", ["toegekend", "uitbetaald", "verantwoord"]), _negated=True),
                    models.Q(("fonds__isnull", False), ("toegekend__isnull", False)),
                    _connector="OR",
                ),
                name="aanvraag_toegekend_uit_fonds",
            ),
        ),
        migrations.AddConstraint(
            model_name="aanvraag",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("openbaar", False), models.Q(("openbare_titel", ""), _negated=True), _connector="OR"
                ),
                name="aanvraag_openbaar_met_titel",
            ),
        ),
    ]
