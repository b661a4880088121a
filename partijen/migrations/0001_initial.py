# SPDX-License-Identifier: EUPL-1.2
"""First tables."""

import django.core.serializers.json
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.comparison
import django.db.models.functions.text
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import partijen.models.gemeente


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        migrations.CreateModel(
            name="Gemeente",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("versie", models.PositiveIntegerField(default=1, editable=False, verbose_name="versie")),
                (
                    "slug",
                    models.SlugField(
                        max_length=60,
                        unique=True,
                        validators=[partijen.models.gemeente.validate_gemeente_slug],
                        verbose_name="naam in het adres",
                    ),
                ),
                ("naam", models.CharField(max_length=100, unique=True, verbose_name="naam")),
                (
                    "cbs_code",
                    models.CharField(
                        blank=True,
                        max_length=6,
                        validators=[
                            django.core.validators.RegexValidator(
                                "\\AGM[0-9]{4}\\Z", "Een CBS-code van een gemeente is GM met vier cijfers."
                            )
                        ],
                        verbose_name="CBS-code",
                    ),
                ),
                (
                    "overleg_naam",
                    models.CharField(default="BOWW", max_length=40, verbose_name="naam van het bestuurlijk overleg"),
                ),
                (
                    "statuswoorden",
                    models.JSONField(
                        blank=True,
                        default=dict,
                        help_text='Bijvoorbeeld {"op_koers": "Op schema"}. Leeg: de gewone woorden.',
                        verbose_name="eigen woorden voor de statussen",
                    ),
                ),
                (
                    "verouderd_na_dagen",
                    models.PositiveSmallIntegerField(
                        default=90,
                        validators=[
                            django.core.validators.MinValueValidator(7),
                            django.core.validators.MaxValueValidator(730),
                        ],
                        verbose_name="verouderd na (dagen)",
                    ),
                ),
            ],
            options={
                "verbose_name": "gemeente",
                "verbose_name_plural": "gemeenten",
                "ordering": ("naam",),
            },
        ),
        migrations.CreateModel(
            name="Gebruiker",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                (
                    "is_superuser",
                    models.BooleanField(
                        default=False,
                        help_text="Designates that this user has all permissions without explicitly assigning them.",
                        verbose_name="superuser status",
                    ),
                ),
                ("email", models.EmailField(max_length=254, unique=True, verbose_name="e-mailadres")),
                ("naam", models.CharField(max_length=120, verbose_name="naam")),
                ("is_active", models.BooleanField(default=True, verbose_name="actief")),
                ("demo", models.BooleanField(default=False, editable=False, verbose_name="demo")),
                (
                    "created_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="aangemaakt op"
                    ),
                ),
                (
                    "groups",
                    models.ManyToManyField(
                        blank=True,
                        help_text="The groups this user belongs to. A user will get all permissions granted to each of their groups.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.group",
                        verbose_name="groups",
                    ),
                ),
                (
                    "user_permissions",
                    models.ManyToManyField(
                        blank=True,
                        help_text="Specific permissions for this user.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.permission",
                        verbose_name="user permissions",
                    ),
                ),
            ],
            options={
                "verbose_name": "gebruiker",
                "verbose_name_plural": "gebruikers",
                "ordering": ("naam", "id"),
            },
        ),
        migrations.CreateModel(
            name="Brondocument",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("versie", models.PositiveIntegerField(default=1, editable=False, verbose_name="versie")),
                ("slug", models.SlugField(max_length=80, verbose_name="naam in het adres")),
                ("titel", models.CharField(max_length=200, verbose_name="titel")),
                ("jaar", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="jaar")),
                ("uitgever", models.CharField(blank=True, max_length=120, verbose_name="uitgever")),
                ("opmerking", models.TextField(blank=True, verbose_name="opmerking")),
                (
                    "gemeente",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="brondocumenten",
                        to="partijen.gemeente",
                        verbose_name="gemeente",
                    ),
                ),
            ],
            options={
                "verbose_name": "brondocument",
                "verbose_name_plural": "brondocumenten",
                "ordering": ("gemeente", "slug"),
            },
        ),
        migrations.CreateModel(
            name="Overleg",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("versie", models.PositiveIntegerField(default=1, editable=False, verbose_name="versie")),
                (
                    "soort",
                    models.CharField(
                        choices=[("bestuurlijk", "bestuurlijk overleg"), ("kernteam", "kernteam")],
                        default="bestuurlijk",
                        max_length=20,
                        verbose_name="soort",
                    ),
                ),
                ("datum", models.DateField(verbose_name="datum")),
                ("naam", models.CharField(blank=True, max_length=120, verbose_name="naam")),
                ("demo", models.BooleanField(default=False, editable=False, verbose_name="demo")),
                (
                    "gemeente",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="overleggen",
                        to="partijen.gemeente",
                        verbose_name="gemeente",
                    ),
                ),
            ],
            options={
                "verbose_name": "overleg",
                "verbose_name_plural": "overleggen",
                "ordering": ("gemeente", "datum"),
            },
        ),
        migrations.CreateModel(
            name="Partij",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("versie", models.PositiveIntegerField(default=1, editable=False, verbose_name="versie")),
                ("naam", models.CharField(max_length=120, verbose_name="naam")),
                (
                    "soort",
                    models.CharField(
                        choices=[
                            ("gemeente", "gemeente"),
                            ("corporatie", "woningcorporatie"),
                            ("huurdersorganisatie", "huurdersorganisatie"),
                            ("zorg_welzijn", "zorg en welzijn"),
                            ("provincie", "provincie"),
                            ("marktpartij", "marktpartij"),
                            ("werkgroep", "werkgroep"),
                            ("collectief", "collectief"),
                            ("overig", "overig"),
                        ],
                        max_length=20,
                        verbose_name="soort",
                    ),
                ),
                (
                    "aliassen",
                    models.JSONField(
                        blank=True,
                        default=list,
                        help_text="Zoals de bronnen de partij noemen.",
                        verbose_name="andere schrijfwijzen",
                    ),
                ),
                ("opmerking", models.TextField(blank=True, verbose_name="opmerking")),
                (
                    "gemeente",
                    models.ForeignKey(
                        blank=True,
                        help_text="Alleen voor een werkgroep of collectief.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="eigen_groepen",
                        to="partijen.gemeente",
                        verbose_name="gemeente",
                    ),
                ),
                (
                    "huurders_van",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="huurdersorganisaties",
                        to="partijen.partij",
                        verbose_name="huurders van",
                    ),
                ),
            ],
            options={
                "verbose_name": "partij",
                "verbose_name_plural": "partijen",
                "ordering": ("naam", "id"),
            },
        ),
        migrations.CreateModel(
            name="Lidmaatschap",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "rol",
                    models.CharField(
                        choices=[
                            ("werkgroeplid", "werkgroeplid"),
                            ("coordinator", "coördinator"),
                            ("bestuurder", "bestuurder"),
                            ("databeheerder", "databeheerder"),
                            ("huurdersvertegenwoordiger", "huurdersvertegenwoordiger"),
                            ("fondsbeheerder", "fondsbeheerder"),
                            ("beheerder", "beheerder"),
                        ],
                        max_length=30,
                        verbose_name="rol",
                    ),
                ),
                (
                    "gebruiker",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lidmaatschappen",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="gebruiker",
                    ),
                ),
                (
                    "gemeente",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lidmaatschappen",
                        to="partijen.gemeente",
                        verbose_name="gemeente",
                    ),
                ),
                (
                    "partij",
                    models.ForeignKey(
                        blank=True,
                        help_text="De werkgroep, corporatie of organisatie namens wie.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lidmaatschappen",
                        to="partijen.partij",
                        verbose_name="partij",
                    ),
                ),
            ],
            options={
                "verbose_name": "lidmaatschap",
                "verbose_name_plural": "lidmaatschappen",
                "ordering": ("gemeente", "gebruiker", "rol"),
            },
        ),
        migrations.AddField(
            model_name="gemeente",
            name="eigen_partij",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="gemeente_van",
                to="partijen.partij",
                verbose_name="eigen partij",
            ),
        ),
        migrations.CreateModel(
            name="Collectieflid",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("van", models.DateField(blank=True, null=True, verbose_name="van")),
                ("tot", models.DateField(blank=True, null=True, verbose_name="tot en met")),
                (
                    "collectief",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="leden",
                        to="partijen.partij",
                        verbose_name="collectief",
                    ),
                ),
                (
                    "lid",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="collectieven",
                        to="partijen.partij",
                        verbose_name="lid",
                    ),
                ),
            ],
            options={
                "verbose_name": "lid van een collectief",
                "verbose_name_plural": "leden van collectieven",
            },
        ),
        migrations.CreateModel(
            name="PartijInGemeente",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("van", models.DateField(blank=True, null=True, verbose_name="van")),
                ("tot", models.DateField(blank=True, null=True, verbose_name="tot en met")),
                (
                    "gemeente",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="werkzame_partijen",
                        to="partijen.gemeente",
                        verbose_name="gemeente",
                    ),
                ),
                (
                    "partij",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="werkgebieden",
                        to="partijen.partij",
                        verbose_name="partij",
                    ),
                ),
            ],
            options={
                "verbose_name": "partij in gemeente",
                "verbose_name_plural": "partijen in gemeenten",
            },
        ),
        migrations.AddField(
            model_name="partij",
            name="gemeenten",
            field=models.ManyToManyField(
                related_name="partijen",
                through="partijen.PartijInGemeente",
                to="partijen.gemeente",
                verbose_name="werkzaam in",
            ),
        ),
        migrations.CreateModel(
            name="Wijziging",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("moment", models.DateTimeField(default=django.utils.timezone.now, verbose_name="moment")),
                (
                    "soort",
                    models.CharField(
                        choices=[
                            ("nieuw", "nieuw"),
                            ("gewijzigd", "gewijzigd"),
                            ("verwijderd", "verwijderd"),
                            ("gepubliceerd", "gepubliceerd"),
                            ("ingetrokken", "ingetrokken"),
                        ],
                        max_length=12,
                        verbose_name="soort",
                    ),
                ),
                (
                    "oorsprong",
                    models.CharField(
                        choices=[
                            ("pagina", "pagina"),
                            ("beheer", "beheerscherm"),
                            ("api", "API"),
                            ("import", "import"),
                            ("voorbeelddata", "voorbeelddata"),
                            ("systeem", "systeem"),
                        ],
                        max_length=15,
                        verbose_name="oorsprong",
                    ),
                ),
                ("model", models.CharField(max_length=60, verbose_name="wat")),
                ("object_id", models.BigIntegerField(verbose_name="nummer")),
                ("object_naam", models.CharField(max_length=200, verbose_name="naam")),
                ("reden", models.TextField(blank=True, verbose_name="reden")),
                (
                    "velden",
                    models.JSONField(
                        default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder, verbose_name="velden"
                    ),
                ),
                ("demo", models.BooleanField(default=False, verbose_name="demo")),
                (
                    "gebruiker",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="door",
                    ),
                ),
                (
                    "gemeente",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="wijzigingen",
                        to="partijen.gemeente",
                        verbose_name="gemeente",
                    ),
                ),
            ],
            options={
                "verbose_name": "wijziging",
                "verbose_name_plural": "wijzigingen",
                "ordering": ("-id",),
            },
        ),
        migrations.AddConstraint(
            model_name="gebruiker",
            constraint=models.UniqueConstraint(
                django.db.models.functions.text.Lower("email"),
                name="gebruiker_email_uniek",
                violation_error_message="Er is al een gebruiker met dit e-mailadres.",
            ),
        ),
        migrations.AddConstraint(
            model_name="brondocument",
            constraint=models.UniqueConstraint(fields=("gemeente", "slug"), name="brondocument_uniek"),
        ),
        migrations.AddConstraint(
            model_name="overleg",
            constraint=models.UniqueConstraint(fields=("gemeente", "soort", "datum"), name="overleg_uniek"),
        ),
        migrations.AddConstraint(
            model_name="lidmaatschap",
            constraint=models.UniqueConstraint(
                models.F("gebruiker"),
                models.F("gemeente"),
                models.F("rol"),
                django.db.models.functions.comparison.Coalesce("partij", 0),
                name="lidmaatschap_uniek",
                violation_error_message="Deze gebruiker heeft deze rol al.",
            ),
        ),
        migrations.AddConstraint(
            model_name="lidmaatschap",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("rol__in", ["werkgroeplid", "databeheerder", "huurdersvertegenwoordiger"]), _negated=True
                    ),
                    ("partij__isnull", False),
                    _connector="OR",
                ),
                name="lidmaatschap_rol_met_partij",
                violation_error_message="Kies bij deze rol ook de partij.",
            ),
        ),
        migrations.AddConstraint(
            model_name="collectieflid",
            constraint=models.UniqueConstraint(fields=("collectief", "lid"), name="collectieflid_uniek"),
        ),
        migrations.AddConstraint(
            model_name="collectieflid",
            constraint=models.CheckConstraint(
                condition=models.Q(("collectief", models.F("lid")), _negated=True),
                name="collectieflid_niet_van_zichzelf",
            ),
        ),
        migrations.AddConstraint(
            model_name="partijingemeente",
            constraint=models.UniqueConstraint(fields=("gemeente", "partij"), name="partij_in_gemeente_uniek"),
        ),
        migrations.AddConstraint(
            model_name="partijingemeente",
            constraint=models.CheckConstraint(
                condition=models.Q(("tot__gte", models.F("van")), ("van", None), ("tot", None), _connector="OR"),
                name="partij_in_gemeente_van_voor_tot",
            ),
        ),
        migrations.AddConstraint(
            model_name="partij",
            constraint=models.UniqueConstraint(
                django.db.models.functions.text.Lower("naam"),
                django.db.models.functions.comparison.Coalesce("gemeente", 0),
                name="partij_naam_uniek",
                violation_error_message="Er is al een partij met deze naam.",
            ),
        ),
        migrations.AddConstraint(
            model_name="partij",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("gemeente__isnull", False), ("soort__in", ("werkgroep", "collectief"))),
                    models.Q(
                        models.Q(("soort__in", ("werkgroep", "collectief")), _negated=True), ("gemeente__isnull", True)
                    ),
                    _connector="OR",
                ),
                name="partij_gemeente_alleen_bij_groep",
                violation_error_message="Alleen een werkgroep of collectief hoort bij één gemeente.",
            ),
        ),
        migrations.AddConstraint(
            model_name="partij",
            constraint=models.CheckConstraint(
                condition=models.Q(("huurders_van__isnull", True), ("soort", "huurdersorganisatie"), _connector="OR"),
                name="partij_huurders_van_alleen_bij_huurdersorganisatie",
                violation_error_message="Alleen een huurdersorganisatie heeft een corporatie waarvan zij is.",
            ),
        ),
        migrations.AddIndex(
            model_name="wijziging",
            index=models.Index(fields=["model", "object_id", "-id"], name="wijziging_object"),
        ),
        migrations.AddIndex(
            model_name="wijziging",
            index=models.Index(fields=["gemeente", "-id"], name="wijziging_gemeente"),
        ),
    ]
