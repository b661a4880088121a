# SPDX-License-Identifier: EUPL-1.2
"""A third kind of notice: a webhook that was switched off."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("partijen", "0009_herinneringen"),
    ]

    operations = [
        migrations.AlterField(
            model_name="afmelding",
            name="soort",
            field=models.CharField(
                choices=[
                    ("publicatie", "wat wacht op publiceren"),
                    ("herinnering", "wat u nog te doen hebt, eens per week"),
                    ("webhook", "een webhook die het portaal uitzette"),
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
                    ("webhook", "een webhook die het portaal uitzette"),
                ],
                max_length=20,
                verbose_name="soort",
            ),
        ),
    ]
