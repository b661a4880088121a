# SPDX-License-Identifier: EUPL-1.2
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("partijen", "0005_kleuren"),
    ]

    operations = [
        migrations.CreateModel(
            name="Afmelding",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "soort",
                    models.CharField(
                        choices=[("publicatie", "wat wacht op publiceren")], max_length=20, verbose_name="soort"
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="sinds"),
                ),
                (
                    "gebruiker",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="afmeldingen",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="van",
                    ),
                ),
            ],
            options={
                "verbose_name": "afmelding voor berichten",
                "verbose_name_plural": "afmeldingen voor berichten",
                "ordering": ("id",),
                "constraints": [models.UniqueConstraint(fields=("gebruiker", "soort"), name="afmelding_uniek")],
            },
        ),
        migrations.CreateModel(
            name="Bericht",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "soort",
                    models.CharField(
                        choices=[("publicatie", "wat wacht op publiceren")], max_length=20, verbose_name="soort"
                    ),
                ),
                ("dag", models.DateField(verbose_name="dag")),
                (
                    "onderwerpen",
                    models.JSONField(
                        blank=True,
                        default=list,
                        help_text="Soort en nummer van elk ding in het bericht, nooit de inhoud ervan.",
                        verbose_name="waarover",
                    ),
                ),
                ("geclaimd_op", models.DateTimeField(editable=False, null=True, verbose_name="geclaimd op")),
                ("verzonden_op", models.DateTimeField(editable=False, null=True, verbose_name="verzonden op")),
                (
                    "gebruiker",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="berichten",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="aan",
                    ),
                ),
            ],
            options={
                "verbose_name": "bericht per e-mail",
                "verbose_name_plural": "berichten per e-mail",
                "ordering": ("-dag", "-id"),
                "constraints": [
                    models.UniqueConstraint(fields=("gebruiker", "soort", "dag"), name="bericht_een_per_dag")
                ],
            },
        ),
    ]
