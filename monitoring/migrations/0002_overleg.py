# SPDX-License-Identifier: EUPL-1.2
"""Points of the agenda and decisions of meetings."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("afspraken", "0005_api_volgorde"),
        ("monitoring", "0001_rapportage"),
        ("partijen", "0008_inlogdiensten"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Agendapunt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("versie", models.PositiveIntegerField(default=1, editable=False, verbose_name="versie")),
                ("titel", models.CharField(max_length=160, verbose_name="titel")),
                ("toelichting", models.TextField(blank=True, max_length=2000, verbose_name="toelichting")),
                ("namens", models.CharField(blank=True, max_length=120, verbose_name="namens")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="ingebracht op")),
                ("demo", models.BooleanField(default=False, verbose_name="demo")),
                (
                    "afspraak",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="agendapunten",
                        to="afspraken.afspraak",
                        verbose_name="afspraak",
                    ),
                ),
                (
                    "gebruiker",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="agendapunten",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="door",
                    ),
                ),
                (
                    "gemeente",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="agendapunten",
                        to="partijen.gemeente",
                        verbose_name="gemeente",
                    ),
                ),
                (
                    "overleg",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="agendapunten",
                        to="partijen.overleg",
                        verbose_name="overleg",
                    ),
                ),
            ],
            options={
                "verbose_name": "agendapunt",
                "verbose_name_plural": "agendapunten",
                "ordering": ("overleg", "id"),
            },
        ),
        migrations.CreateModel(
            name="Besluit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("versie", models.PositiveIntegerField(default=1, editable=False, verbose_name="versie")),
                ("nummer", models.PositiveSmallIntegerField(verbose_name="nummer")),
                ("wat", models.TextField(max_length=2000, verbose_name="wat")),
                ("uiterlijk", models.DateField(blank=True, null=True, verbose_name="uiterlijk")),
                ("afgedaan_op", models.DateField(blank=True, null=True, verbose_name="afgedaan op")),
                ("afloop", models.TextField(blank=True, max_length=2000, verbose_name="afloop")),
                ("demo", models.BooleanField(default=False, verbose_name="demo")),
                (
                    "actie",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="besluit",
                        to="afspraken.actie",
                        verbose_name="actie",
                    ),
                ),
                (
                    "afspraak",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="besluiten",
                        to="afspraken.afspraak",
                        verbose_name="afspraak",
                    ),
                ),
                (
                    "gemeente",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="besluiten",
                        to="partijen.gemeente",
                        verbose_name="gemeente",
                    ),
                ),
                (
                    "overleg",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="besluiten",
                        to="partijen.overleg",
                        verbose_name="overleg",
                    ),
                ),
                (
                    "wie",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="besluiten",
                        to="partijen.partij",
                        verbose_name="wie",
                    ),
                ),
            ],
            options={
                "verbose_name": "besluit",
                "verbose_name_plural": "besluiten",
                "ordering": ("overleg", "nummer"),
                "indexes": [
                    models.Index(
                        condition=models.Q(("afgedaan_op", None)), fields=["gemeente", "overleg"], name="besluit_open"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("overleg", "nummer"), name="besluit_nummer_uniek"),
                    models.CheckConstraint(
                        condition=models.Q(("actie", None), ("afspraak__isnull", False), _connector="OR"),
                        name="besluit_actie_onder_afspraak",
                    ),
                ],
            },
        ),
    ]
