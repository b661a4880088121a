# SPDX-License-Identifier: EUPL-1.2

import django.db.models.deletion
from django.db import migrations, models

import portaal.lib.periods


class Migration(migrations.Migration):
    dependencies = [
        ("afspraken", "0005_api_volgorde"),
        ("partijen", "0008_inlogdiensten"),
    ]

    operations = [
        migrations.CreateModel(
            name="Doelstelling",
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
                    "code",
                    models.SlugField(
                        help_text="Blijft altijd hetzelfde, zoals: woningen-ouderen.",
                        max_length=80,
                        verbose_name="code",
                    ),
                ),
                ("volgorde", models.PositiveSmallIntegerField(default=0, verbose_name="volgorde")),
                ("titel", models.CharField(max_length=160, verbose_name="titel")),
                ("groep", models.CharField(blank=True, max_length=120, verbose_name="groep")),
                (
                    "eenheid",
                    models.CharField(
                        choices=[
                            ("aantal", "aantal"),
                            ("woningen", "woningen"),
                            ("procent", "procent"),
                            ("euro", "euro"),
                            ("tekst", "in woorden"),
                        ],
                        default="aantal",
                        max_length=10,
                        verbose_name="eenheid",
                    ),
                ),
                (
                    "richting",
                    models.CharField(
                        choices=[
                            ("minstens", "minstens"),
                            ("hoogstens", "hoogstens"),
                            ("precies", "precies"),
                            ("volgen", "alleen volgen"),
                        ],
                        default="minstens",
                        max_length=10,
                        verbose_name="richting",
                    ),
                ),
                (
                    "doel",
                    models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True, verbose_name="doel"),
                ),
                (
                    "doel_tekst",
                    models.CharField(
                        blank=True,
                        help_text="Als het geen getal is, zoals: label B.",
                        max_length=80,
                        verbose_name="doel zoals gedrukt",
                    ),
                ),
                (
                    "waardestatus",
                    models.CharField(
                        choices=[
                            ("bekend", "bekend"),
                            ("onbekend", "onbekend"),
                            ("nader_te_bepalen", "nader te bepalen"),
                            ("niet_van_toepassing", "niet van toepassing"),
                        ],
                        default="bekend",
                        max_length=20,
                        verbose_name="waardestatus",
                    ),
                ),
                (
                    "periode",
                    portaal.lib.periods.PeriodeField(
                        blank=True, first="begindatum", last="einddatum", max_length=21, verbose_name="wanneer"
                    ),
                ),
                ("begindatum", models.DateField(editable=False, null=True, verbose_name="eerste dag")),
                ("einddatum", models.DateField(editable=False, null=True, verbose_name="laatste dag")),
                ("toelichting", models.TextField(blank=True, verbose_name="toelichting")),
                (
                    "afspraak",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="doelstellingen",
                        to="afspraken.afspraak",
                        verbose_name="afspraak",
                    ),
                ),
                (
                    "afsprakenset",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="doelstellingen",
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
                        related_name="doelstellingen",
                        to="partijen.gemeente",
                        verbose_name="gemeente",
                    ),
                ),
            ],
            options={
                "verbose_name": "doelstelling",
                "verbose_name_plural": "doelstellingen",
                "ordering": ("afsprakenset", "volgorde", "id"),
            },
        ),
        migrations.CreateModel(
            name="Doeldeel",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "verdeling",
                    models.CharField(
                        help_text="Waarnaar verdeeld is, zoals: corporatie, halfjaar of niveau.",
                        max_length=80,
                        verbose_name="verdeling",
                    ),
                ),
                ("naam", models.CharField(max_length=120, verbose_name="naam")),
                ("volgorde", models.PositiveSmallIntegerField(default=0, verbose_name="volgorde")),
                (
                    "eenheid",
                    models.CharField(
                        choices=[
                            ("aantal", "aantal"),
                            ("woningen", "woningen"),
                            ("procent", "procent"),
                            ("euro", "euro"),
                            ("tekst", "in woorden"),
                        ],
                        default="aantal",
                        max_length=10,
                        verbose_name="eenheid",
                    ),
                ),
                (
                    "waarde",
                    models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True, verbose_name="waarde"),
                ),
                (
                    "waardestatus",
                    models.CharField(
                        choices=[
                            ("bekend", "bekend"),
                            ("onbekend", "onbekend"),
                            ("nader_te_bepalen", "nader te bepalen"),
                            ("niet_van_toepassing", "niet van toepassing"),
                        ],
                        default="bekend",
                        max_length=20,
                        verbose_name="waardestatus",
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
                    "doelstelling",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="delen",
                        to="afspraken.doelstelling",
                        verbose_name="doelstelling",
                    ),
                ),
            ],
            options={
                "verbose_name": "deel van een doelstelling",
                "verbose_name_plural": "delen van doelstellingen",
                "ordering": ("doelstelling", "volgorde", "id"),
            },
        ),
        migrations.CreateModel(
            name="Verband",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "soort",
                    models.CharField(
                        choices=[
                            ("volgt_uit", "volgt uit"),
                            ("draagt_bij", "draagt bij aan"),
                            ("zelfde", "is hetzelfde als"),
                            ("blokkeert", "houdt tegen"),
                        ],
                        max_length=12,
                        verbose_name="soort",
                    ),
                ),
                ("toelichting", models.TextField(blank=True, verbose_name="toelichting")),
                (
                    "gemeente",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partijen.gemeente",
                        verbose_name="gemeente",
                    ),
                ),
                (
                    "naar",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="verbanden_in",
                        to="afspraken.afspraak",
                        verbose_name="andere afspraak",
                    ),
                ),
                (
                    "van",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="verbanden_uit",
                        to="afspraken.afspraak",
                        verbose_name="afspraak",
                    ),
                ),
            ],
            options={
                "verbose_name": "verband tussen afspraken",
                "verbose_name_plural": "verbanden tussen afspraken",
                "ordering": ("van", "soort", "naar", "id"),
            },
        ),
        migrations.AddConstraint(
            model_name="doelstelling",
            constraint=models.UniqueConstraint(
                fields=("afsprakenset", "code"),
                name="doelstelling_uniek",
                violation_error_message="Er is al een doelstelling met deze code in deze afsprakenset.",
            ),
        ),
        migrations.AddConstraint(
            model_name="doelstelling",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("doel__isnull", False), ("waardestatus", "bekend")),
                    models.Q(
                        ("doel__isnull", True),
                        models.Q(
                            models.Q(("doel_tekst", ""), _negated=True),
                            models.Q(("waardestatus", "bekend"), _negated=True),
                            _connector="OR",
                        ),
                    ),
                    _connector="OR",
                ),
                name="doelstelling_doel_of_waarom_niet",
                violation_error_message="Geef het doel als getal of in woorden, of kies waarom het er niet is.",
            ),
        ),
        migrations.AddConstraint(
            model_name="doeldeel",
            constraint=models.UniqueConstraint(
                fields=("doelstelling", "verdeling", "naam"),
                name="doeldeel_uniek",
                violation_error_message="Dit deel staat er al.",
            ),
        ),
        migrations.AddConstraint(
            model_name="doeldeel",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("waarde__isnull", False), ("waardestatus", "bekend")),
                    models.Q(("waarde__isnull", True), models.Q(("waardestatus", "bekend"), _negated=True)),
                    _connector="OR",
                ),
                name="doeldeel_waarde_of_waarom_niet",
                violation_error_message="Een deel heeft een waarde, of zegt waarom die er niet is.",
            ),
        ),
        migrations.AddConstraint(
            model_name="verband",
            constraint=models.UniqueConstraint(
                fields=("van", "naar", "soort"), name="verband_uniek", violation_error_message="Dit verband is er al."
            ),
        ),
        migrations.AddConstraint(
            model_name="verband",
            constraint=models.CheckConstraint(
                condition=models.Q(("van", models.F("naar")), _negated=True),
                name="verband_niet_met_zichzelf",
                violation_error_message="Een afspraak heeft geen verband met zichzelf.",
            ),
        ),
    ]
