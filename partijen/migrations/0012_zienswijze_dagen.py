# SPDX-License-Identifier: EUPL-1.2
"""How long an answer to a zienswijze may take."""

import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("partijen", "0011_drempels"),
    ]

    operations = [
        migrations.AddField(
            model_name="gemeente",
            name="zienswijze_dagen",
            field=models.PositiveSmallIntegerField(
                default=28,
                help_text="Zo lang heeft een partij de tijd om een zienswijze of vraag te beantwoorden.",
                validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(365)],
                verbose_name="antwoord op een zienswijze binnen (dagen)",
            ),
        ),
        migrations.AddConstraint(
            model_name="gemeente",
            constraint=models.CheckConstraint(
                condition=models.Q(("zienswijze_dagen__gte", 1), ("zienswijze_dagen__lte", 365)),
                name="gemeente_zienswijze_dagen",
            ),
        ),
    ]
