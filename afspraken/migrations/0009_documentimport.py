# SPDX-License-Identifier: EUPL-1.2


import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import afspraken.models.documentimport


class Migration(migrations.Migration):
    dependencies = [
        ("afspraken", "0008_voortzetting"),
        ("partijen", "0009_herinneringen"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Documentimport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("versie", models.PositiveIntegerField(default=1, editable=False, verbose_name="versie")),
                (
                    "bestand",
                    models.FileField(upload_to=afspraken.models.documentimport.document_path, verbose_name="bestand"),
                ),
                ("bestandsnaam", models.CharField(max_length=120, verbose_name="bestandsnaam")),
                ("sha256", models.CharField(max_length=64, verbose_name="kenmerk van het bestand")),
                ("keuzes", models.JSONField(default=dict, verbose_name="keuzes")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="ontvangen op")),
                ("verwerkt_op", models.DateTimeField(null=True, verbose_name="verwerkt op")),
                ("telling", models.JSONField(default=dict, verbose_name="uitkomst")),
                (
                    "afsprakenset",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="afspraken.afsprakenset"
                    ),
                ),
                (
                    "bron",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partijen.brondocument",
                        verbose_name="brondocument",
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
                "verbose_name": "import van een document",
                "verbose_name_plural": "imports van documenten",
                "ordering": ("-created_at", "-id"),
                "constraints": [
                    models.UniqueConstraint(fields=("afsprakenset", "sha256"), name="documentimport_uniek")
                ],
            },
        ),
    ]
