# SPDX-License-Identifier: EUPL-1.2
"""What is said when two squares of the map are in one place, or one is two things."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("partijen", "0007_api_volgorde"),
        ("wijken", "0006_grenzen_van_gebieden"),
    ]

    operations = [
        migrations.AlterConstraint(
            model_name="kaarttegel",
            name="kaarttegel_plaats_uniek",
            constraint=models.UniqueConstraint(
                fields=("gemeente", "rij", "kolom"),
                name="kaarttegel_plaats_uniek",
                violation_error_message="Op deze plaats van de kaart staat al een vakje.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="kaarttegel",
            name="kaarttegel_gebied_of_naam",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("gebied__isnull", False), ("naam", "")),
                    models.Q(("gebied__isnull", True), models.Q(("naam", ""), _negated=True)),
                    _connector="OR",
                ),
                name="kaarttegel_gebied_of_naam",
                violation_error_message="Kies een buurt of vul een naam in (zoals Maas), niet allebei.",
            ),
        ),
    ]
