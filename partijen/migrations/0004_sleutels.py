# SPDX-License-Identifier: EUPL-1.2

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("partijen", "0003_zwartmaken"),
    ]

    operations = [
        migrations.CreateModel(
            name="Sleutel",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "naam",
                    models.CharField(
                        help_text="Bijvoorbeeld: koppeling met ons woningsysteem.",
                        max_length=80,
                        verbose_name="waarvoor",
                    ),
                ),
                ("lezen", models.BooleanField(default=False, verbose_name="lezen")),
                ("leveren", models.BooleanField(default=False, verbose_name="leveren")),
                ("voortgang", models.BooleanField(default=False, verbose_name="voortgang melden")),
                ("prefix", models.CharField(max_length=12, unique=True, verbose_name="begint met")),
                ("token_hash", models.CharField(editable=False, max_length=64, unique=True)),
                ("geldig_tot", models.DateField(verbose_name="geldig tot en met")),
                ("ingetrokken_op", models.DateTimeField(editable=False, null=True, verbose_name="ingetrokken op")),
                (
                    "aanvraag",
                    models.UUIDField(
                        default=uuid.uuid4,
                        editable=False,
                        help_text="Herkent een formulier dat twee keer is verstuurd.",
                        unique=True,
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="gemaakt op"),
                ),
                ("last_used_at", models.DateTimeField(editable=False, null=True, verbose_name="laatst gebruikt")),
                (
                    "gemaakt_door",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="gemaakt door",
                    ),
                ),
                (
                    "gemeente",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sleutels",
                        to="partijen.gemeente",
                        verbose_name="gemeente",
                    ),
                ),
                (
                    "partij",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sleutels",
                        to="partijen.partij",
                        verbose_name="partij",
                    ),
                ),
                (
                    "vervangt",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="opvolgers",
                        to="partijen.sleutel",
                        verbose_name="vervangt",
                    ),
                ),
            ],
            options={
                "verbose_name": "sleutel",
                "verbose_name_plural": "sleutels",
                "ordering": ("gemeente", "partij", "id"),
            },
        ),
        migrations.AddField(
            model_name="wijziging",
            name="api_sleutel",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="partijen.sleutel",
                verbose_name="met sleutel",
            ),
        ),
        migrations.AddIndex(
            model_name="sleutel",
            index=models.Index(fields=["gemeente", "partij"], name="sleutel_partij"),
        ),
        migrations.AddConstraint(
            model_name="sleutel",
            constraint=models.CheckConstraint(
                condition=models.Q(("lezen", True), ("leveren", True), ("voortgang", True), _connector="OR"),
                name="sleutel_mag_iets",
                violation_error_message="Kies waar de sleutel voor is.",
            ),
        ),
    ]
