# SPDX-License-Identifier: EUPL-1.2
"""A second kind of notice: the weekly reminder."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("partijen", "0008_inlogdiensten"),
    ]

    operations = [
        migrations.AlterField(
            model_name="afmelding",
            name="soort",
            field=models.CharField(
                choices=[
                    ("publicatie", "wat wacht op publiceren"),
                    ("herinnering", "wat u nog te doen hebt, eens per week"),
                ],
                max_length=20,
                verbose_name="soort",
            ),
        ),
        migrations.AlterField(
            model_name="bericht",
            name="soort",
            field=models.CharField(
                choices=[
                    ("publicatie", "wat wacht op publiceren"),
                    ("herinnering", "wat u nog te doen hebt, eens per week"),
                ],
                max_length=20,
                verbose_name="soort",
            ),
        ),
    ]
