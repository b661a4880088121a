# SPDX-License-Identifier: EUPL-1.2
import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

import partijen.models.inlogdienst


class Migration(migrations.Migration):
    dependencies = [
        ("partijen", "0007_api_volgorde"),
    ]

    operations = [
        migrations.CreateModel(
            name="Inlogdienst",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("versie", models.PositiveIntegerField(default=1, editable=False, verbose_name="versie")),
                (
                    "slug",
                    models.CharField(
                        error_messages={"unique": "Deze naam is al in gebruik."},
                        max_length=40,
                        unique=True,
                        validators=[
                            django.core.validators.RegexValidator(
                                "\\A[a-z0-9]+(?:-[a-z0-9]+)*\\Z", "Gebruik kleine letters, cijfers en losse streepjes."
                            ),
                            partijen.models.inlogdienst.validate_slug,
                        ],
                        verbose_name="naam in het adres",
                    ),
                ),
                (
                    "naam",
                    models.CharField(
                        help_text="Staat op de knop bij het inloggen.", max_length=80, verbose_name="naam"
                    ),
                ),
                (
                    "server_url",
                    models.CharField(
                        help_text="Daar staat /.well-known/openid-configuration. Laat dat zelf weg.",
                        max_length=300,
                        validators=[partijen.models.inlogdienst.validate_server_url],
                        verbose_name="adres van de dienst",
                    ),
                ),
                ("client_id", models.CharField(max_length=191, verbose_name="client-id")),
                ("geheim_versleuteld", models.TextField(blank=True, editable=False)),
                ("geheim_op", models.DateTimeField(editable=False, null=True, verbose_name="geheim vervangen op")),
                (
                    "domeinen",
                    models.JSONField(
                        default=list,
                        help_text="Voor welke adressen deze dienst mag spreken: wat achter de @ staat, een per regel.",
                        validators=[partijen.models.inlogdienst.validate_domeinen],
                        verbose_name="domeinen van e-mailadressen",
                    ),
                ),
                (
                    "adressen_bevestigd",
                    models.BooleanField(
                        default=False,
                        help_text="Alleen voor een dienst die elk e-mailadres controleert en dat er niet bij zegt.",
                        verbose_name="bevestigt elk adres",
                    ),
                ),
                (
                    "aanmelding",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "zoals de dienst zelf zegt"),
                            ("client_secret_basic", "client_secret_basic"),
                            ("client_secret_post", "client_secret_post"),
                        ],
                        default="",
                        max_length=20,
                        verbose_name="aanmelden met het geheim",
                    ),
                ),
                ("actief", models.BooleanField(default=True, verbose_name="actief")),
                (
                    "gemeente",
                    models.ForeignKey(
                        blank=True,
                        help_text="Wie voor een andere gemeente werkt, kan er niet mee inloggen. Leeg: voor alle gemeenten.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="inlogdiensten",
                        to="partijen.gemeente",
                        verbose_name="gemeente",
                    ),
                ),
            ],
            options={
                "verbose_name": "inlogdienst",
                "verbose_name_plural": "inlogdiensten",
                "ordering": ("naam", "id"),
            },
        ),
    ]
