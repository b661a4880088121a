# SPDX-License-Identifier: EUPL-1.2
"""A threshold per signal, and when people hear of a meeting."""

import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("partijen", "0010_webhookmelding"),
    ]

    operations = [
        migrations.AddField(
            model_name="gemeente",
            name="besluit_na_dagen",
            field=models.PositiveSmallIntegerField(
                default=0,
                help_text="Ligt een vraag aan de bestuurders er zoveel dagen, dan krijgt de afspraak het signaal. 0: meteen.",
                validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(365)],
                verbose_name="wacht op besluit na (dagen)",
            ),
        ),
        migrations.AddField(
            model_name="gemeente",
            name="herinnering_dagen",
            field=models.PositiveSmallIntegerField(
                default=10,
                help_text="Zoveel dagen voor een overleg krijgt iedereen een e-mail met wat daarvoor nodig is. 0: geen bericht.",
                validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(60)],
                verbose_name="bericht voor een bestuurlijk overleg (dagen)",
            ),
        ),
        migrations.AddField(
            model_name="gemeente",
            name="verslechterd_bij_stappen",
            field=models.PositiveSmallIntegerField(
                default=1,
                help_text="Van goed naar slecht: gereed, op koers of nog niet gestart, aangehouden, vraagt aandacht, stagneert. Zoveel stappen slechter dan bij het vorige overleg geeft het signaal. 1: elke stap.",
                validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(4)],
                verbose_name="verslechterd bij (stappen)",
            ),
        ),
        migrations.AddField(
            model_name="gemeente",
            name="verstreken_na_dagen",
            field=models.PositiveSmallIntegerField(
                default=0,
                help_text="Zoveel dagen na de laatste dag is een termijn nog niet verstreken. 0: de dag erna al.",
                validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(365)],
                verbose_name="termijn verstreken na (dagen)",
            ),
        ),
        migrations.AddField(
            model_name="gemeente",
            name="zonder_termijn_na_dagen",
            field=models.PositiveSmallIntegerField(
                default=0,
                help_text="Zoveel dagen na de eerste dag van de set moet er een termijn zijn. 0: meteen.",
                validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(365)],
                verbose_name="zonder termijn na (dagen)",
            ),
        ),
        migrations.AddField(
            model_name="gemeente",
            name="zonder_trekker_na_dagen",
            field=models.PositiveSmallIntegerField(
                default=0,
                help_text="Zoveel dagen na de eerste dag van de set moet er een trekker zijn. 0: meteen.",
                validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(365)],
                verbose_name="zonder trekker na (dagen)",
            ),
        ),
        migrations.AlterField(
            model_name="gemeente",
            name="verouderd_na_dagen",
            field=models.PositiveSmallIntegerField(
                default=90,
                help_text="Is een stand ouder, dan krijgt de afspraak het signaal “verouderd”.",
                validators=[django.core.validators.MinValueValidator(7), django.core.validators.MaxValueValidator(730)],
                verbose_name="verouderd na (dagen)",
            ),
        ),
        migrations.AddConstraint(
            model_name="gemeente",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("herinnering_dagen__lte", 60),
                    ("verstreken_na_dagen__gte", 0),
                    ("verstreken_na_dagen__lte", 365),
                    ("verouderd_na_dagen__gte", 7),
                    ("verouderd_na_dagen__lte", 730),
                    ("zonder_trekker_na_dagen__gte", 0),
                    ("zonder_trekker_na_dagen__lte", 365),
                    ("zonder_termijn_na_dagen__gte", 0),
                    ("zonder_termijn_na_dagen__lte", 365),
                    ("verslechterd_bij_stappen__gte", 1),
                    ("verslechterd_bij_stappen__lte", 4),
                    ("besluit_na_dagen__gte", 0),
                    ("besluit_na_dagen__lte", 365),
                ),
                name="gemeente_drempels_binnen_grenzen",
                violation_error_message="Een van de drempels van de signalen kan niet zo hoog of laag zijn.",
            ),
        ),
    ]
