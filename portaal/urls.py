# SPDX-License-Identifier: EUPL-1.2
"""The site map (design, section 4)."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import TemplateView

from afspraken import urls as afspraken
from corporaties import urls as corporaties
from monitoring import views as monitoring
from partijen import views as partijen
from portaal.lib import converters
from wijken import urls as wijken

__all__ = ["converters", "urlpatterns"]

een_evaluatie = [
    path("", monitoring.evaluatie, name="evaluatie"),
    path("schrijven/", monitoring.evaluatie_schrijven, name="evaluatie-schrijven"),
    path("toevoegen/", monitoring.evaluatie_toevoegen, name="evaluatie-toevoegen"),
    path("vaststellen/", monitoring.evaluatie_vaststellen, name="evaluatie-vaststellen"),
    path("weggooien/", monitoring.evaluatie_weg, name="evaluatie-weg"),
    path("evaluatie.<slug:formaat>", monitoring.evaluatie_bestand, name="evaluatie-bestand"),
]
evaluaties: list[URLPattern | URLResolver] = [
    path("", monitoring.evaluaties, name="evaluaties"),
    path("maken/", monitoring.evaluatie_maken, name="evaluatie-maken"),
    path("regel/<nummer:nummer>/", monitoring.evaluatieregel, name="evaluatieregel"),
    path("regel/<nummer:nummer>/oordeel/", monitoring.oordeel, name="evaluatie-oordeel"),
    path("<slug:afsprakenset>/<nummer:jaar>/", include(een_evaluatie)),
]
zienswijzen = [
    path("", monitoring.zienswijzen, name="zienswijzen"),
    path("nieuw/<slug:soort>/<nummer:nummer>/", monitoring.zienswijze_nieuw, name="zienswijze-nieuw"),
    path("<nummer:nummer>/", monitoring.zienswijze, name="zienswijze"),
    path("<nummer:nummer>/schrijven/", monitoring.zienswijze_schrijven, name="zienswijze-schrijven"),
    path("<nummer:nummer>/antwoord/", monitoring.zienswijze_antwoord, name="zienswijze-antwoord"),
    path("<nummer:nummer>/stap/<slug:stap>/", monitoring.zienswijze_stap, name="zienswijze-stap"),
]

urlpatterns = [
    path("", monitoring.start, name="start"),
    path("werkbank/", monitoring.werkbank, name="werkbank"),
    # Not below accounts/, which coordinators reach before their second step.
    path("werkbank/mijn-gegevens/", partijen.mijn_gegevens, name="mijn-gegevens"),
    path("werkbank/berichten/", partijen.berichten, name="berichten"),
    path("beheer/", admin.site.urls),
    path("accounts/email/", partijen.email_address, name="account_email"),
    path("accounts/berichten/uit/<str:token>/", partijen.berichten_uit, name="berichten-uit"),
    path("accounts/", include("allauth.urls")),
    path("api/v1/catalogus.jsonld", monitoring.catalogus, name="catalogus"),
    path("", include("portaal.api")),
    path("hulp/", TemplateView.as_view(template_name="monitoring/hulp.html"), name="hulp"),
    path(
        "toegankelijkheid/",
        TemplateView.as_view(template_name="monitoring/toegankelijkheid.html"),
        name="toegankelijkheid",
    ),
    path("stijl/", monitoring.stijl, name="stijl"),
    path(".well-known/security.txt", monitoring.security_txt, name="security-txt"),
    path("gezondheid/live", monitoring.live, name="gezondheid-live"),
    path("gezondheid/klaar", monitoring.ready, name="gezondheid-klaar"),
    path("<slug:gemeente>/", monitoring.gemeente_start, name="gemeente"),
    path("<slug:gemeente>/bestuur/", monitoring.bestuur, name="bestuur"),
    path("<slug:gemeente>/overleggen/", monitoring.overleggen, name="overleggen"),
    path("<slug:gemeente>/overleggen/<datum:datum>/", monitoring.overleg, name="overleg"),
    path("<slug:gemeente>/overleggen/<datum:datum>/maken/", monitoring.rapportage_maken, name="rapportage-maken"),
    path("<slug:gemeente>/overleggen/<datum:datum>/agendapunt/", monitoring.agendapunt_nieuw, name="agendapunt-nieuw"),
    path(
        "<slug:gemeente>/overleggen/<datum:datum>/agendapunt/<nummer:nummer>/weg/",
        monitoring.agendapunt_weg,
        name="agendapunt-weg",
    ),
    path("<slug:gemeente>/overleggen/<datum:datum>/stuk/", monitoring.overlegstuk_nieuw, name="overlegstuk-nieuw"),
    path("<slug:gemeente>/overleggen/<datum:datum>/stuk/<nummer:nummer>/", monitoring.overlegstuk, name="overlegstuk"),
    path("<slug:gemeente>/overleggen/<datum:datum>/besluit/", monitoring.besluit_nieuw, name="besluit-nieuw"),
    path(
        "<slug:gemeente>/overleggen/<datum:datum>/besluit/<nummer:nummer>/afdoen/",
        monitoring.besluit_afdoen,
        name="besluit-afdoen",
    ),
    path(
        "<slug:gemeente>/overleggen/<datum:datum>/besluit/<nummer:nummer>/bijstelling/",
        monitoring.besluit_bijstelling,
        name="besluit-bijstelling",
    ),
    path("<slug:gemeente>/overleggen/<datum:datum>/<slug:afsprakenset>/", monitoring.rapportage, name="rapportage"),
    path(
        "<slug:gemeente>/overleggen/<datum:datum>/<slug:afsprakenset>/vergelijking/",
        monitoring.vergelijking,
        name="vergelijking",
    ),
    path(
        "<slug:gemeente>/overleggen/<datum:datum>/<slug:afsprakenset>/vaststellen/",
        monitoring.rapportage_vaststellen,
        name="rapportage-vaststellen",
    ),
    path(
        "<slug:gemeente>/overleggen/<datum:datum>/<slug:afsprakenset>/weggooien/",
        monitoring.rapportage_weg,
        name="rapportage-weg",
    ),
    path(
        "<slug:gemeente>/overleggen/<datum:datum>/<slug:afsprakenset>/rapportage.<slug:formaat>",
        monitoring.rapportage_bestand,
        name="rapportage-bestand",
    ),
    path("<slug:gemeente>/kalender/", monitoring.kalender, name="kalender"),
    path("<slug:gemeente>/kalender/nieuw/", monitoring.moment_nieuw, name="kalender-nieuw"),
    path("<slug:gemeente>/kalender/<nummer:nummer>/", monitoring.moment, name="kalender-moment"),
    path("<slug:gemeente>/kalender/overleg/", monitoring.overleg_plannen, name="overleg-plannen"),
    path(
        "<slug:gemeente>/kalender/overleg/<nummer:nummer>/", monitoring.overleg_verplaatsen, name="overleg-verplaatsen"
    ),
    path("<slug:gemeente>/volgen/", monitoring.volgen, name="volgen"),
    path("<slug:gemeente>/wijken/", monitoring.buurten, name="buurten"),
    path("<slug:gemeente>/wijken/vergelijken/", monitoring.vergelijken, name="buurten-vergelijken"),
    path("<slug:gemeente>/wijken/<slug:gebied>/", monitoring.buurt, name="buurt"),
    path("<slug:gemeente>/wijkplannen/", monitoring.wijkplannen, name="wijkplannen"),
    path("<slug:gemeente>/wijkplannen/<slug:gebied>/", monitoring.wijkplan, name="wijkplan"),
    path("<slug:gemeente>/wijkplannen/<slug:gebied>/nieuw/", monitoring.initiatief_nieuw, name="initiatief-nieuw"),
    path("<slug:gemeente>/wijkplannen/<slug:gebied>/<nummer:nummer>/", monitoring.initiatief, name="initiatief"),
    path("<slug:gemeente>/energielabels/", monitoring.labels_pagina, name="energielabels"),
    path("<slug:gemeente>/corporaties/", monitoring.corporaties, name="corporaties"),
    path("<slug:gemeente>/corporaties/<slug:corporatie>/", monitoring.corporatie, name="corporatie"),
    path("<slug:gemeente>/jaarschijf/<slug:afsprakenset>/", monitoring.jaarschijf_volgende, name="jaarschijf-volgende"),
    path("<slug:gemeente>/evaluaties/", include(evaluaties)),
    path("<slug:gemeente>/zienswijzen/", include(zienswijzen)),
    path("<slug:gemeente>/prioriteiten/", monitoring.prioriteiten, name="prioriteiten"),
    path("<slug:gemeente>/prioriteiten/nieuw/", monitoring.prioriteit_nieuw, name="prioriteit-nieuw"),
    path("<slug:gemeente>/prioriteiten/<nummer:nummer>/", monitoring.prioriteit, name="prioriteit"),
    path("<slug:gemeente>/prioriteiten/<nummer:nummer>/weg/", monitoring.prioriteit_weg, name="prioriteit-weg"),
    path("<slug:gemeente>/partijen/", monitoring.partijen, name="partijen"),
    path("<slug:gemeente>/smart/", monitoring.smart_toets, name="smart-toets"),
    path("<slug:gemeente>/instellingen/", monitoring.instellingen, name="instellingen"),
    path("<slug:gemeente>/thema-<slug:versie>.css", monitoring.thema_css, name="thema-css"),
    path("<slug:gemeente>/als-publiek/", partijen.als_publiek, name="als-publiek"),
    path("<slug:gemeente>/leden/", partijen.leden, name="leden"),
    path("<slug:gemeente>/leden/<nummer:gebruiker>/", partijen.lid, name="lid"),
    path("<slug:gemeente>/leden/<nummer:gebruiker>/uitnodigen/", partijen.lid_uitnodigen, name="lid-uitnodigen"),
    path("<slug:gemeente>/leden/<nummer:gebruiker>/uit/", partijen.lid_uit, name="lid-uit"),
    path("<slug:gemeente>/leden/<nummer:gebruiker>/aan/", partijen.lid_aan, name="lid-aan"),
    path("<slug:gemeente>/leden/<nummer:gebruiker>/gegevens/", partijen.lid_gegevens, name="lid-gegevens"),
    path("<slug:gemeente>/leden/<nummer:gebruiker>/anonimiseren/", partijen.lid_anonimiseren, name="lid-anonimiseren"),
    path("<slug:gemeente>/leden/rol/<nummer:lidmaatschap>/beeindigen/", partijen.rol_beeindigen, name="rol-beeindigen"),
    path("<slug:gemeente>/zwartmaken/", partijen.zwartmaken, name="zwartmaken"),
    path("<slug:gemeente>/wijzigingen/", monitoring.wijzigingen, name="wijzigingen"),
    path("<slug:gemeente>/wijzigingen.atom", monitoring.feed, name="wijzigingen-atom"),
    path("<slug:gemeente>/agenda.ics", monitoring.agenda, name="agenda-ics"),
    path("<slug:gemeente>/logboek/", partijen.logboek, name="logboek"),
    path("<slug:gemeente>/sleutels/", partijen.sleutels, name="sleutels"),
    path("<slug:gemeente>/sleutels/<nummer:sleutel>/", partijen.sleutel, name="sleutel"),
    path("<slug:gemeente>/sleutels/<nummer:sleutel>/vervangen/", partijen.sleutel_vervangen, name="sleutel-vervangen"),
    path("<slug:gemeente>/sleutels/<nummer:sleutel>/intrekken/", partijen.sleutel_intrekken, name="sleutel-intrekken"),
    path("<slug:gemeente>/webhooks/", monitoring.webhooks, name="webhooks"),
    path("<slug:gemeente>/webhooks/<nummer:webhook>/", monitoring.webhook, name="webhook"),
    path("<slug:gemeente>/webhooks/<nummer:webhook>/proef/", monitoring.webhook_proef, name="webhook-proef"),
    path("<slug:gemeente>/webhooks/<nummer:webhook>/geheim/", monitoring.webhook_geheim, name="webhook-geheim"),
    path("<slug:gemeente>/webhooks/<nummer:webhook>/uit/", monitoring.webhook_uit, name="webhook-uit"),
    path("<slug:gemeente>/webhooks/<nummer:webhook>/aan/", monitoring.webhook_aan, name="webhook-aan"),
    path(
        "<slug:gemeente>/webhooks/<nummer:webhook>/berichten/<nummer:bericht>/opnieuw/",
        monitoring.webhook_opnieuw,
        name="webhook-opnieuw",
    ),
    path("<slug:gemeente>/", include(wijken)),
    path("<slug:gemeente>/", include(corporaties)),
    path("<slug:gemeente>/", include(afspraken)),
]
