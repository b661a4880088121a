# SPDX-License-Identifier: EUPL-1.2
"""Views and questions of parties."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("afspraken", "0010_metingen"),
        ("monitoring", "0008_evaluatie"),
        ("partijen", "0012_zienswijze_dagen"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Zienswijze",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("versie", models.PositiveIntegerField(default=1, editable=False, verbose_name="versie")),
                (
                    "soort",
                    models.CharField(
                        choices=[("zienswijze", "zienswijze"), ("vraag", "vraag")],
                        default="zienswijze",
                        max_length=12,
                        verbose_name="soort",
                    ),
                ),
                ("over_naam", models.CharField(max_length=240, verbose_name="waarover")),
                ("titel", models.CharField(max_length=160, verbose_name="in één zin")),
                ("tekst", models.TextField(max_length=4000, verbose_name="toelichting")),
                ("ingediend_op", models.DateTimeField(default=django.utils.timezone.now, verbose_name="ingediend op")),
                ("antwoord_uiterlijk", models.DateField(verbose_name="antwoord uiterlijk op")),
                ("antwoord", models.TextField(blank=True, max_length=4000, verbose_name="antwoord")),
                ("beantwoord_op", models.DateTimeField(blank=True, null=True, verbose_name="beantwoord op")),
                (
                    "akkoord_indiener_op",
                    models.DateTimeField(blank=True, null=True, verbose_name="indiener akkoord op"),
                ),
                (
                    "akkoord_antwoord_op",
                    models.DateTimeField(blank=True, null=True, verbose_name="beantwoorder akkoord op"),
                ),
                ("gepubliceerd", models.BooleanField(default=False, verbose_name="gepubliceerd")),
                ("gepubliceerd_op", models.DateTimeField(blank=True, null=True, verbose_name="gepubliceerd op")),
                ("ingetrokken_op", models.DateTimeField(blank=True, null=True, verbose_name="ingetrokken op")),
                ("demo", models.BooleanField(default=False, verbose_name="demo")),
                (
                    "afspraak",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="zienswijzen",
                        to="afspraken.afspraak",
                        verbose_name="afspraak",
                    ),
                ),
                (
                    "akkoord_antwoord_door",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="akkoord beantwoorder",
                    ),
                ),
                (
                    "akkoord_indiener_door",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="akkoord indiener",
                    ),
                ),
                (
                    "antwoord_namens",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="zienswijzen_beantwoord",
                        to="partijen.partij",
                        verbose_name="antwoord namens",
                    ),
                ),
                (
                    "beantwoord_door",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="beantwoord door",
                    ),
                ),
                (
                    "evaluatie",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="zienswijzen",
                        to="monitoring.evaluatie",
                        verbose_name="evaluatie",
                    ),
                ),
                (
                    "gemeente",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="zienswijzen",
                        to="partijen.gemeente",
                        verbose_name="gemeente",
                    ),
                ),
                (
                    "gericht_aan",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="zienswijzen_te_beantwoorden",
                        to="partijen.partij",
                        verbose_name="gericht aan",
                    ),
                ),
                (
                    "ingediend_door",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="ingediend door",
                    ),
                ),
                (
                    "partij",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="zienswijzen",
                        to="partijen.partij",
                        verbose_name="namens",
                    ),
                ),
                (
                    "rapportage",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="zienswijzen",
                        to="monitoring.rapportage",
                        verbose_name="rapportage",
                    ),
                ),
            ],
            options={
                "verbose_name": "zienswijze",
                "verbose_name_plural": "zienswijzen",
                "ordering": ("-id",),
                "indexes": [models.Index(fields=["gemeente", "-id"], name="zienswijze_lijst")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("afspraak__isnull", False), ("evaluatie__isnull", True), ("rapportage__isnull", True)
                            ),
                            models.Q(
                                ("afspraak__isnull", True), ("evaluatie__isnull", True), ("rapportage__isnull", False)
                            ),
                            models.Q(
                                ("afspraak__isnull", True), ("evaluatie__isnull", False), ("rapportage__isnull", True)
                            ),
                            _connector="OR",
                        ),
                        name="zienswijze_over_een_ding",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("antwoord", ""), ("beantwoord_op", None)),
                            models.Q(("beantwoord_op__isnull", False), models.Q(("antwoord", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="zienswijze_antwoord_met_moment",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("beantwoord_op__isnull", False),
                            models.Q(("akkoord_antwoord_op", None), ("akkoord_indiener_op", None)),
                            _connector="OR",
                        ),
                        name="zienswijze_akkoord_na_antwoord",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("gepubliceerd", False), ("gepubliceerd_op", None)),
                            models.Q(
                                ("akkoord_antwoord_op__isnull", False),
                                ("akkoord_indiener_op__isnull", False),
                                ("gepubliceerd", True),
                                ("gepubliceerd_op__isnull", False),
                                ("ingetrokken_op", None),
                            ),
                            _connector="OR",
                        ),
                        name="zienswijze_openbaar_na_akkoord",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("gericht_aan", None),
                            models.Q(("gericht_aan", models.F("partij")), _negated=True),
                            _connector="OR",
                        ),
                        name="zienswijze_niet_aan_zichzelf",
                    ),
                ],
            },
        ),
    ]
