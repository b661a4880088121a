# SPDX-License-Identifier: EUPL-1.2
"""A kind of notice of its own: what a meeting asks."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("partijen", "0013_rolwoorden"),
    ]

    operations = [
        migrations.AlterField(
            model_name="afmelding",
            name="soort",
            field=models.CharField(
                choices=[
                    ("publicatie", "wat wacht op publiceren"),
                    ("herinnering", "wat u nog te doen hebt, eens per week"),
                    ("overleg", "wat een bestuurlijk overleg van u vraagt, één keer per overleg"),
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
                    ("overleg", "wat een bestuurlijk overleg van u vraagt, één keer per overleg"),
                    ("webhook", "een webhook die het portaal uitzette"),
                ],
                max_length=20,
                verbose_name="soort",
            ),
        ),
    ]
