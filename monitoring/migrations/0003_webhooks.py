# SPDX-License-Identifier: EUPL-1.2
"""Webhooks of parties and what they were told."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import monitoring.models.webhook


class Migration(migrations.Migration):
    dependencies = [
        ("afspraken", "0006_doelen_en_verbanden"),
        ("monitoring", "0002_overleg"),
        ("partijen", "0009_herinneringen"),
    ]

    operations = [
        migrations.CreateModel(
            name="Webhook",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("naam", models.CharField(max_length=80, verbose_name="waarvoor")),
                (
                    "url",
                    models.CharField(
                        max_length=500,
                        validators=[monitoring.models.webhook.validate_webhook_url],
                        verbose_name="adres",
                    ),
                ),
                ("onderwerpen", models.JSONField(default=list, verbose_name="waarover")),
                ("geheim_versleuteld", models.TextField(editable=False)),
                (
                    "geheim_op",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="geheim gemaakt op"
                    ),
                ),
                ("vorig_geheim_versleuteld", models.TextField(blank=True, editable=False)),
                (
                    "vorig_geheim_tot",
                    models.DateTimeField(editable=False, null=True, verbose_name="vorig geheim geldt tot"),
                ),
                ("uitgezet_op", models.DateTimeField(editable=False, null=True, verbose_name="uitgezet op")),
                (
                    "uitgezet_om",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("zelf", "uitgezet door een gebruiker"),
                            ("mislukt", "uitgezet door het portaal: het systeem antwoordde te lang niet goed"),
                            ("weg", "uitgezet door het portaal: het systeem zei dat dit adres niet meer bestaat"),
                        ],
                        editable=False,
                        max_length=10,
                        verbose_name="waarom uitgezet",
                    ),
                ),
                (
                    "gezien_tot",
                    models.BigIntegerField(
                        default=0,
                        editable=False,
                        help_text="Nummer van de laatste wijziging waarvan berichten zijn klaargezet.",
                    ),
                ),
                (
                    "mislukt_sinds",
                    models.DateTimeField(editable=False, help_text="Sindsdien lukte geen bericht.", null=True),
                ),
                (
                    "aanvraag",
                    models.UUIDField(
                        editable=False, help_text="Herkent een formulier dat twee keer is verstuurd.", unique=True
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="gemaakt op"),
                ),
                (
                    "gemeente",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="webhooks",
                        to="partijen.gemeente",
                        verbose_name="gemeente",
                    ),
                ),
                (
                    "partij",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="webhooks",
                        to="partijen.partij",
                        verbose_name="partij",
                    ),
                ),
                (
                    "themas",
                    models.ManyToManyField(
                        related_name="+", to="afspraken.thema", verbose_name="alleen bij deze thema’s"
                    ),
                ),
            ],
            options={
                "verbose_name": "webhook",
                "verbose_name_plural": "webhooks",
                "ordering": ("gemeente", "partij", "id"),
            },
        ),
        migrations.CreateModel(
            name="Webhookbericht",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("nummer", models.CharField(editable=False, max_length=40, unique=True, verbose_name="nummer")),
                ("soort", models.CharField(max_length=40, verbose_name="soort")),
                ("wijziging_nummer", models.BigIntegerField(editable=False, null=True, verbose_name="wijziging")),
                ("object_id", models.BigIntegerField(editable=False, null=True, verbose_name="nummer van de rij")),
                ("inhoud", models.TextField(editable=False, verbose_name="inhoud")),
                (
                    "stand",
                    models.CharField(
                        choices=[("wacht", "wacht"), ("bezorgd", "bezorgd"), ("mislukt", "mislukt")],
                        default="wacht",
                        max_length=10,
                        verbose_name="stand",
                    ),
                ),
                ("pogingen", models.JSONField(default=list, verbose_name="pogingen")),
                ("rest", models.PositiveSmallIntegerField(verbose_name="pogingen die nog kunnen")),
                (
                    "volgende_op",
                    models.DateTimeField(default=django.utils.timezone.now, null=True, verbose_name="volgende poging"),
                ),
                ("geclaimd_op", models.DateTimeField(editable=False, null=True, verbose_name="geclaimd op")),
                ("opnieuw_op", models.DateTimeField(editable=False, null=True, verbose_name="opnieuw gestuurd op")),
                (
                    "created_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="klaargezet op"
                    ),
                ),
                (
                    "gemeente",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="partijen.gemeente"
                    ),
                ),
                (
                    "webhook",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="berichten",
                        to="monitoring.webhook",
                        verbose_name="webhook",
                    ),
                ),
            ],
            options={
                "verbose_name": "bericht van een webhook",
                "verbose_name_plural": "berichten van webhooks",
                "ordering": ("-id",),
            },
        ),
        migrations.AddIndex(
            model_name="webhook",
            index=models.Index(fields=["gemeente", "partij"], name="webhook_partij"),
        ),
        migrations.AddConstraint(
            model_name="webhook",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("uitgezet_om", ""), ("uitgezet_op", None)),
                    models.Q(("uitgezet_op__isnull", False), models.Q(("uitgezet_om", ""), _negated=True)),
                    _connector="OR",
                ),
                name="webhook_uit_met_reden",
            ),
        ),
        migrations.AddConstraint(
            model_name="webhook",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("vorig_geheim_tot", None), ("vorig_geheim_versleuteld", "")),
                    models.Q(
                        ("vorig_geheim_tot__isnull", False), models.Q(("vorig_geheim_versleuteld", ""), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="webhook_vorig_geheim_met_einde",
            ),
        ),
        migrations.AddIndex(
            model_name="webhookbericht",
            index=models.Index(
                condition=models.Q(("stand", "wacht")), fields=["webhook", "volgende_op"], name="webhookbericht_wacht"
            ),
        ),
        migrations.AddIndex(
            model_name="webhookbericht",
            index=models.Index(fields=["webhook", "-id"], name="webhookbericht_logboek"),
        ),
        migrations.AddIndex(
            model_name="webhookbericht",
            index=models.Index(fields=["created_at"], name="webhookbericht_oud"),
        ),
        migrations.AddConstraint(
            model_name="webhookbericht",
            constraint=models.UniqueConstraint(
                fields=("webhook", "wijziging_nummer", "soort", "object_id"), name="webhookbericht_een_per_wijziging"
            ),
        ),
        migrations.AddConstraint(
            model_name="webhookbericht",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("stand", "wacht"), ("volgende_op__isnull", False)),
                    models.Q(models.Q(("stand", "wacht"), _negated=True), ("volgende_op", None)),
                    _connector="OR",
                ),
                name="webhookbericht_wacht_op_moment",
            ),
        ),
    ]
