# SPDX-License-Identifier: EUPL-1.2
"""The history tells that something was blacked out."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("partijen", "0002_public_versions"),
    ]

    operations = [
        migrations.AlterField(
            model_name="wijziging",
            name="soort",
            field=models.CharField(
                choices=[
                    ("nieuw", "nieuw"),
                    ("gewijzigd", "gewijzigd"),
                    ("verwijderd", "verwijderd"),
                    ("gepubliceerd", "gepubliceerd"),
                    ("ingetrokken", "ingetrokken"),
                    ("zwartgemaakt", "zwartgemaakt"),
                ],
                max_length=12,
                verbose_name="soort",
            ),
        ),
    ]
