# SPDX-License-Identifier: EUPL-1.2

import django.core.serializers.json
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import corporaties.models.inlezing


class Migration(migrations.Migration):
    dependencies = [
        ("corporaties", "0002_regels_van_controle"),
        ("partijen", "0002_public_versions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Inlezing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("versie", models.PositiveIntegerField(default=1, editable=False, verbose_name="versie")),
                (
                    "bestand",
                    models.FileField(
                        blank=True,
                        max_length=200,
                        upload_to=corporaties.models.inlezing.inlezing_path,
                        verbose_name="bestand",
                    ),
                ),
                ("bestandsnaam", models.CharField(max_length=200, verbose_name="naam van het bestand")),
                ("sha256", models.CharField(max_length=64, verbose_name="controlegetal")),
                ("peildatum", models.DateField(verbose_name="peildatum")),
                ("toelichting", models.TextField(blank=True, max_length=2000, verbose_name="toelichting")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("wacht", "wacht op lezen"),
                            ("leest", "wordt gelezen"),
                            ("fouten", "bevat fouten"),
                            ("gelezen", "gelezen, nog niet ingediend"),
                            ("wacht_op_opslaan", "wacht op opslaan"),
                            ("ingediend", "ingediend"),
                            ("mislukt", "mislukt"),
                        ],
                        default="wacht",
                        max_length=20,
                        verbose_name="status",
                    ),
                ),
                ("stap", models.CharField(blank=True, max_length=20, verbose_name="stap")),
                ("percentage", models.PositiveSmallIntegerField(default=0, verbose_name="percentage")),
                ("taak", models.CharField(blank=True, max_length=40, verbose_name="taak van de werker")),
                (
                    "basisversie",
                    models.BigIntegerField(default=0, verbose_name="versie van de cijfers waarmee is vergeleken"),
                ),
                (
                    "kenmerk",
                    models.CharField(
                        blank=True,
                        help_text="Van de cijfers die het bestand zei toen het werd gelezen.",
                        max_length=64,
                        verbose_name="kenmerk",
                    ),
                ),
                (
                    "uitkomst",
                    models.JSONField(
                        default=dict,
                        encoder=django.core.serializers.json.DjangoJSONEncoder,
                        verbose_name="wat er verandert",
                    ),
                ),
                (
                    "fouten",
                    models.JSONField(
                        default=list, encoder=django.core.serializers.json.DjangoJSONEncoder, verbose_name="fouten"
                    ),
                ),
                ("aantal_fouten", models.PositiveIntegerField(default=0, verbose_name="aantal fouten")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="ontvangen op")),
                ("updated_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="bijgewerkt op")),
            ],
            options={
                "verbose_name": "ingelezen bestand",
                "verbose_name_plural": "ingelezen bestanden",
                "ordering": ("-created_at", "-id"),
            },
        ),
        migrations.RemoveConstraint(
            model_name="levering",
            name="levering_concept_is_niet_openbaar",
        ),
        migrations.AddField(
            model_name="levering",
            name="reden_afwijzing",
            field=models.TextField(blank=True, max_length=2000, verbose_name="reden van de afwijzing"),
        ),
        migrations.AlterField(
            model_name="levering",
            name="status",
            field=models.CharField(
                choices=[
                    ("concept", "concept"),
                    ("ingediend", "ingediend"),
                    ("vastgesteld", "vastgesteld"),
                    ("vervangen", "vervangen"),
                    ("afgewezen", "afgewezen"),
                ],
                default="concept",
                max_length=12,
                verbose_name="status",
            ),
        ),
        migrations.AddConstraint(
            model_name="levering",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status__in", ("concept", "ingediend", "afgewezen")), _negated=True),
                    ("openbaar", False),
                    _connector="OR",
                ),
                name="levering_concept_is_niet_openbaar",
            ),
        ),
        migrations.AddConstraint(
            model_name="levering",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "afgewezen"), _negated=True),
                    models.Q(("reden_afwijzing", ""), _negated=True),
                    _connector="OR",
                ),
                name="levering_afgewezen_met_reden",
                violation_error_message="Zeg waarom de levering wordt afgewezen.",
            ),
        ),
        migrations.AddField(
            model_name="inlezing",
            name="gebruiker",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="door",
            ),
        ),
        migrations.AddField(
            model_name="inlezing",
            name="gemeente",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="partijen.gemeente",
                verbose_name="gemeente",
            ),
        ),
        migrations.AddField(
            model_name="inlezing",
            name="levering",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="inlezing",
                to="corporaties.levering",
                verbose_name="levering",
            ),
        ),
        migrations.AddField(
            model_name="inlezing",
            name="partij",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="inlezingen",
                to="partijen.partij",
                verbose_name="corporatie",
            ),
        ),
        migrations.AddIndex(
            model_name="inlezing",
            index=models.Index(fields=["partij", "gemeente", "-created_at"], name="inlezing_partij"),
        ),
        migrations.AddConstraint(
            model_name="inlezing",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("levering__isnull", False), ("status", "ingediend")),
                    models.Q(models.Q(("status", "ingediend"), _negated=True), ("levering__isnull", True)),
                    _connector="OR",
                ),
                name="inlezing_ingediend_heeft_levering",
            ),
        ),
    ]
