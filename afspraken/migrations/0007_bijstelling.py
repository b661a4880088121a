# SPDX-License-Identifier: EUPL-1.2
"""Decided changes of what was agreed."""

import django.db.models.deletion
import django.db.models.functions.comparison
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("afspraken", "0006_doelen_en_verbanden"),
        ("partijen", "0009_herinneringen"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Bijstelling",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("versie", models.PositiveIntegerField(default=1, editable=False, verbose_name="versie")),
                (
                    "soort",
                    models.CharField(
                        choices=[("doel", "doel"), ("termijn", "termijn"), ("streefwaarde", "streefwaarde")],
                        max_length=12,
                        verbose_name="soort",
                    ),
                ),
                ("onderwerp", models.CharField(max_length=300, verbose_name="wat is bijgesteld")),
                ("oud", models.TextField(blank=True, max_length=4000, verbose_name="oude waarde")),
                ("nieuw", models.TextField(max_length=4000, verbose_name="nieuwe waarde")),
                ("reden", models.TextField(max_length=2000, verbose_name="reden")),
                ("datum", models.DateField(verbose_name="besloten op")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="ingevoerd op")),
                ("gepubliceerd", models.BooleanField(default=False, verbose_name="gepubliceerd")),
                ("gepubliceerd_op", models.DateTimeField(blank=True, null=True, verbose_name="gepubliceerd op")),
                ("demo", models.BooleanField(default=False, verbose_name="demo")),
                (
                    "actie",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bijstellingen",
                        to="afspraken.actie",
                        verbose_name="actie",
                    ),
                ),
                (
                    "afspraak",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bijstellingen",
                        to="afspraken.afspraak",
                        verbose_name="afspraak",
                    ),
                ),
                (
                    "doelstelling",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="bijstellingen",
                        to="afspraken.doelstelling",
                        verbose_name="doelstelling",
                    ),
                ),
                (
                    "gebruiker",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bijstellingen",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="door",
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
                    "overleg",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bijstellingen",
                        to="partijen.overleg",
                        verbose_name="overleg",
                    ),
                ),
                (
                    "termijn",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="bijstellingen",
                        to="afspraken.termijn",
                        verbose_name="termijn",
                    ),
                ),
            ],
            options={
                "verbose_name": "bijstelling",
                "verbose_name_plural": "bijstellingen",
                "ordering": ("afspraak", "id"),
                "constraints": [
                    models.UniqueConstraint(
                        models.F("afspraak"),
                        django.db.models.functions.comparison.Coalesce("termijn", 0),
                        django.db.models.functions.comparison.Coalesce("doelstelling", 0),
                        condition=models.Q(
                            ("gepubliceerd", False),
                            models.Q(
                                ("soort", "doel"),
                                ("termijn__isnull", False),
                                ("doelstelling__isnull", False),
                                _connector="OR",
                            ),
                        ),
                        name="bijstelling_een_concept",
                        violation_error_message="Hiervan wacht al een bijstelling. Pas die aan of gooi die weg.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("doelstelling", None), ("soort", "doel"), ("termijn", None)),
                            models.Q(("doelstelling", None), ("soort", "termijn")),
                            models.Q(("soort", "streefwaarde"), ("termijn", None)),
                            _connector="OR",
                        ),
                        name="bijstelling_soort_past",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("gepubliceerd", True), ("gepubliceerd_op__isnull", False)),
                            models.Q(("gepubliceerd", False), ("gepubliceerd_op", None)),
                            _connector="OR",
                        ),
                        name="bijstelling_gepubliceerd_met_moment",
                    ),
                ],
            },
        ),
    ]
