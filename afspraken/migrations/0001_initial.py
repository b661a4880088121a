# SPDX-License-Identifier: EUPL-1.2
"""First tables."""

import uuid

import django.core.validators
import django.utils.timezone
from django.db import migrations, models

import afspraken.models.actielijstimport
import afspraken.models.bijlage
import portaal.lib.periods


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Actie",
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
                        default="niet_gestart",
                        editable=False,
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
                        editable=False,
                        max_length=15,
                        verbose_name="fase",
                    ),
                ),
                ("bijgewerkt_op", models.DateField(editable=False, null=True, verbose_name="bijgewerkt op")),
                (
                    "status_publiek",
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
                        default="niet_gestart",
                        editable=False,
                        max_length=15,
                        verbose_name="gepubliceerde status",
                    ),
                ),
                (
                    "fase_publiek",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("voorbereiding", "Voorbereiding"),
                            ("besluitvorming", "Besluitvorming"),
                            ("uitvoering", "Uitvoering"),
                            ("afronding", "Afronding"),
                        ],
                        editable=False,
                        max_length=15,
                        verbose_name="gepubliceerde fase",
                    ),
                ),
                (
                    "bijgewerkt_op_publiek",
                    models.DateField(editable=False, null=True, verbose_name="gepubliceerd bijgewerkt op"),
                ),
                (
                    "code",
                    models.CharField(
                        max_length=25,
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
                ("volgnummer", models.PositiveSmallIntegerField(verbose_name="volgnummer")),
                ("titel", models.CharField(max_length=200, verbose_name="titel")),
                ("omschrijving", models.TextField(blank=True, verbose_name="omschrijving")),
                ("locatie", models.CharField(blank=True, max_length=160, verbose_name="locatie")),
                ("aantal_woningen", models.PositiveIntegerField(blank=True, null=True, verbose_name="aantal woningen")),
                (
                    "aantal_tekst",
                    models.CharField(
                        blank=True,
                        help_text="Bijvoorbeeld: circa 50.",
                        max_length=80,
                        verbose_name="aantal zoals in de bron",
                    ),
                ),
                ("gepubliceerd", models.BooleanField(default=False, verbose_name="gepubliceerd")),
            ],
            options={
                "verbose_name": "actie",
                "verbose_name_plural": "acties",
                "ordering": ("afspraak", "volgnummer", "id"),
            },
        ),
        migrations.CreateModel(
            name="Actielijstimport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "bestand",
                    models.FileField(upload_to=afspraken.models.actielijstimport.upload_path, verbose_name="bestand"),
                ),
                ("bestandsnaam", models.CharField(max_length=120, verbose_name="bestandsnaam")),
                ("sha256", models.CharField(max_length=64, verbose_name="kenmerk van het bestand")),
                ("basisversie", models.BigIntegerField(verbose_name="versie van de gegevens bij de voorvertoning")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="ontvangen op")),
                ("verwerkt_op", models.DateTimeField(null=True, verbose_name="verwerkt op")),
                ("telling", models.JSONField(default=dict, verbose_name="uitkomst")),
            ],
            options={
                "verbose_name": "import van een actielijst",
                "verbose_name_plural": "imports van actielijsten",
                "ordering": ("-created_at", "-id"),
            },
        ),
        migrations.CreateModel(
            name="Afspraak",
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
                        default="niet_gestart",
                        editable=False,
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
                        editable=False,
                        max_length=15,
                        verbose_name="fase",
                    ),
                ),
                ("bijgewerkt_op", models.DateField(editable=False, null=True, verbose_name="bijgewerkt op")),
                (
                    "status_publiek",
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
                        default="niet_gestart",
                        editable=False,
                        max_length=15,
                        verbose_name="gepubliceerde status",
                    ),
                ),
                (
                    "fase_publiek",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("voorbereiding", "Voorbereiding"),
                            ("besluitvorming", "Besluitvorming"),
                            ("uitvoering", "Uitvoering"),
                            ("afronding", "Afronding"),
                        ],
                        editable=False,
                        max_length=15,
                        verbose_name="gepubliceerde fase",
                    ),
                ),
                (
                    "bijgewerkt_op_publiek",
                    models.DateField(editable=False, null=True, verbose_name="gepubliceerd bijgewerkt op"),
                ),
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
                ("volgorde", models.PositiveIntegerField(default=0, verbose_name="volgorde in de set")),
                ("titel", models.CharField(max_length=160, verbose_name="titel")),
                (
                    "titel_in_document",
                    models.CharField(
                        blank=True,
                        help_text="Alleen als die anders of onjuist is.",
                        max_length=300,
                        verbose_name="titel in het document",
                    ),
                ),
                ("samenvatting", models.TextField(blank=True, verbose_name="samenvatting")),
                ("doel", models.TextField(blank=True, verbose_name="doel")),
                (
                    "huurdersprioriteit",
                    models.TextField(
                        blank=True,
                        help_text="Wat huurders hierover als belangrijk aangaven.",
                        verbose_name="prioriteit van huurders",
                    ),
                ),
                ("gepubliceerd", models.BooleanField(default=False, verbose_name="gepubliceerd")),
            ],
            options={
                "verbose_name": "afspraak",
                "verbose_name_plural": "afspraken",
                "ordering": ("afsprakenset", "volgorde", "id"),
            },
        ),
        migrations.CreateModel(
            name="Afsprakenset",
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
                ("slug", models.SlugField(max_length=80, verbose_name="naam in het adres")),
                ("naam", models.CharField(max_length=160, verbose_name="naam")),
                (
                    "soort",
                    models.CharField(
                        choices=[
                            ("meerjarig", "meerjarige prestatieafspraken"),
                            ("jaarschijf", "jaarschijf"),
                            ("programma", "programma"),
                            ("uitvoeringsplan", "uitvoeringsplan"),
                            ("pilot", "pilot"),
                            ("onderzoek", "onderzoek"),
                        ],
                        max_length=20,
                        verbose_name="soort",
                    ),
                ),
                (
                    "levensfase",
                    models.CharField(
                        choices=[
                            ("concept", "concept"),
                            ("ondertekend", "ondertekend"),
                            ("lopend", "lopend"),
                            ("afgesloten", "afgesloten"),
                        ],
                        default="concept",
                        max_length=15,
                        verbose_name="levensfase",
                    ),
                ),
                (
                    "periode",
                    portaal.lib.periods.PeriodeField(
                        first="begindatum", last="einddatum", max_length=21, verbose_name="looptijd"
                    ),
                ),
                ("begindatum", models.DateField(editable=False, verbose_name="eerste dag")),
                ("einddatum", models.DateField(editable=False, verbose_name="laatste dag")),
                ("ondertekend_op", models.DateField(blank=True, null=True, verbose_name="ondertekend op")),
                ("gepubliceerd", models.BooleanField(default=False, verbose_name="gepubliceerd")),
            ],
            options={
                "verbose_name": "afsprakenset",
                "verbose_name_plural": "afsprakensets",
                "ordering": ("gemeente", "-begindatum", "slug"),
            },
        ),
        migrations.CreateModel(
            name="Betrokkenheid",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "rol",
                    models.CharField(
                        choices=[("trekker", "trekker"), ("betrokken", "betrokken")], max_length=10, verbose_name="rol"
                    ),
                ),
                ("volgorde", models.PositiveSmallIntegerField(default=0, verbose_name="volgorde")),
            ],
            options={
                "verbose_name": "betrokkenheid",
                "verbose_name_plural": "betrokkenheden",
                "ordering": ("afspraak", "rol", "volgorde", "id"),
                "default_related_name": "betrokkenheden",
            },
        ),
        migrations.CreateModel(
            name="Bewijsstuk",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("titel", models.CharField(max_length=160, verbose_name="titel")),
                ("url", models.URLField(blank=True, max_length=500, verbose_name="webadres")),
                (
                    "bestand",
                    models.FileField(
                        blank=True, upload_to=afspraken.models.bijlage.evidence_path, verbose_name="bestand"
                    ),
                ),
                ("bestandsnaam", models.CharField(blank=True, max_length=120, verbose_name="bestandsnaam")),
                ("bestandstype", models.CharField(blank=True, max_length=80, verbose_name="bestandstype")),
                ("gepubliceerd", models.BooleanField(default=False, verbose_name="gepubliceerd")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="ingevoerd op")),
            ],
            options={
                "verbose_name": "bewijsstuk",
                "verbose_name_plural": "bewijsstukken",
                "ordering": ("-created_at", "-id"),
            },
        ),
        migrations.CreateModel(
            name="LandelijkePrioriteit",
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
                ("nummer", models.PositiveSmallIntegerField(verbose_name="nummer")),
                ("naam", models.CharField(max_length=160, verbose_name="naam")),
                ("jaren", models.CharField(blank=True, max_length=21, verbose_name="jaren")),
            ],
            options={
                "verbose_name": "landelijke prioriteit",
                "verbose_name_plural": "landelijke prioriteiten",
                "ordering": ("afsprakenset", "nummer"),
            },
        ),
        migrations.CreateModel(
            name="Ligging",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("volgorde", models.PositiveSmallIntegerField(default=0, verbose_name="volgorde")),
            ],
            options={
                "verbose_name": "ligging",
                "verbose_name_plural": "liggingen",
                "ordering": ("afspraak", "volgorde", "id"),
                "default_related_name": "liggingen",
            },
        ),
        migrations.CreateModel(
            name="Notitie",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("tekst", models.TextField(max_length=4000, verbose_name="notitie")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="ingevoerd op")),
            ],
            options={
                "verbose_name": "notitie",
                "verbose_name_plural": "notities",
                "ordering": ("-created_at", "-id"),
            },
        ),
        migrations.CreateModel(
            name="Publicatie",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "soort",
                    models.CharField(
                        choices=[("gepubliceerd", "gepubliceerd"), ("ingetrokken", "ingetrokken")],
                        max_length=15,
                        verbose_name="soort",
                    ),
                ),
                ("moment", models.DateTimeField(default=django.utils.timezone.now, verbose_name="moment")),
                ("reden", models.TextField(blank=True, verbose_name="reden")),
                ("demo", models.BooleanField(default=False, verbose_name="demo")),
            ],
            options={
                "verbose_name": "publicatie",
                "verbose_name_plural": "publicaties",
                "ordering": ("id",),
            },
        ),
        migrations.CreateModel(
            name="Termijn",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "soort",
                    models.CharField(
                        choices=[
                            ("start", "start"),
                            ("gereed", "gereed"),
                            ("besluit", "besluit"),
                            ("evaluatie", "evaluatie"),
                        ],
                        max_length=10,
                        verbose_name="soort",
                    ),
                ),
                (
                    "periode",
                    portaal.lib.periods.PeriodeField(
                        first="begindatum", last="einddatum", max_length=21, verbose_name="periode"
                    ),
                ),
                ("begindatum", models.DateField(editable=False, verbose_name="eerste dag")),
                ("einddatum", models.DateField(editable=False, verbose_name="laatste dag")),
                ("wat", models.CharField(blank=True, max_length=200, verbose_name="wat")),
                ("voldaan_op", models.DateField(blank=True, null=True, verbose_name="voldaan op")),
                ("bron_opmerking", models.TextField(blank=True, verbose_name="opmerking bij de bron")),
            ],
            options={
                "verbose_name": "termijn",
                "verbose_name_plural": "termijnen",
                "ordering": ("afspraak", "begindatum", "einddatum", "id"),
                "default_related_name": "termijnen",
            },
        ),
        migrations.CreateModel(
            name="Thema",
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
                ("naam", models.CharField(max_length=120, verbose_name="naam")),
            ],
            options={
                "verbose_name": "thema",
                "verbose_name_plural": "themas",
                "ordering": ("afsprakenset", "nummer"),
            },
        ),
        migrations.CreateModel(
            name="Voortgang",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "datum",
                    models.DateField(
                        default=django.utils.timezone.localdate,
                        help_text="De dag waarop dit zo was.",
                        verbose_name="datum",
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
                ("toelichting", models.TextField(blank=True, verbose_name="toelichting")),
                ("oorzaak", models.TextField(blank=True, verbose_name="oorzaak")),
                ("gevolg", models.TextField(blank=True, verbose_name="gevolg")),
                ("maatregel", models.TextField(blank=True, verbose_name="maatregel")),
                ("volgende_stap", models.TextField(blank=True, verbose_name="volgende stap")),
                ("gevraagd_besluit", models.TextField(blank=True, verbose_name="gevraagd van het bestuurlijk overleg")),
                ("reden", models.TextField(blank=True, verbose_name="reden om te heropenen")),
                (
                    "sleutel",
                    models.UUIDField(
                        default=uuid.uuid4,
                        help_text="Herkent een formulier dat twee keer is verstuurd.",
                        unique=True,
                        verbose_name="sleutel",
                    ),
                ),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="ingevoerd op")),
                ("demo", models.BooleanField(default=False, verbose_name="demo")),
            ],
            options={
                "verbose_name": "voortgang",
                "verbose_name_plural": "voortgang",
                "ordering": ("-datum", "-id"),
            },
        ),
    ]
