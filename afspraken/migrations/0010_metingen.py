# SPDX-License-Identifier: EUPL-1.2

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("afspraken", "0009_documentimport"),
        ("partijen", "0009_herinneringen"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Meting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("datum", models.DateField(verbose_name="gemeten op")),
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
                    "herkomst",
                    models.CharField(help_text="Document, tabel of systeem.", max_length=200, verbose_name="bron"),
                ),
                ("toelichting", models.TextField(blank=True, max_length=2000, verbose_name="toelichting")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="ingevoerd op")),
                ("demo", models.BooleanField(default=False, verbose_name="demo")),
            ],
            options={
                "verbose_name": "meting",
                "verbose_name_plural": "metingen",
                "ordering": ("doelstelling", "datum", "id"),
            },
        ),
        migrations.AddField(
            model_name="doelstelling",
            name="begin_op",
            field=models.DateField(blank=True, null=True, verbose_name="beginwaarde gemeten op"),
        ),
        migrations.AddField(
            model_name="doelstelling",
            name="beginwaarde",
            field=models.DecimalField(
                blank=True,
                decimal_places=2,
                help_text="Hoe het aan het begin was.",
                max_digits=14,
                null=True,
                verbose_name="beginwaarde",
            ),
        ),
        migrations.AddConstraint(
            model_name="doelstelling",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("begin_op", None), ("beginwaarde", None)),
                    models.Q(("begin_op__isnull", False), ("beginwaarde__isnull", False)),
                    _connector="OR",
                ),
                name="doelstelling_begin_met_datum",
                violation_error_message="Geef bij de beginwaarde ook de dag waarop die gold.",
            ),
        ),
        migrations.AddField(
            model_name="meting",
            name="deel",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="metingen",
                to="afspraken.doeldeel",
                verbose_name="deel",
            ),
        ),
        migrations.AddField(
            model_name="meting",
            name="doelstelling",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="metingen",
                to="afspraken.doelstelling",
                verbose_name="doelstelling",
            ),
        ),
        migrations.AddField(
            model_name="meting",
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
            model_name="meting",
            name="gemeente",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="partijen.gemeente",
                verbose_name="gemeente",
            ),
        ),
        migrations.AddIndex(
            model_name="meting",
            index=models.Index(fields=["doelstelling", "datum", "id"], name="meting_datum"),
        ),
        migrations.AddConstraint(
            model_name="meting",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("waarde__isnull", False), ("waardestatus", "bekend")),
                    models.Q(("waarde__isnull", True), models.Q(("waardestatus", "bekend"), _negated=True)),
                    _connector="OR",
                ),
                name="meting_waarde_of_waarom_niet",
                violation_error_message="Een meting heeft een waarde, of zegt waarom die er niet is.",
            ),
        ),
    ]
