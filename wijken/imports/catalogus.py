# SPDX-License-Identifier: EUPL-1.2
"""Which columns of national files become which indicator.

CBS, "Kerncijfers wijken en buurten": a column is called `AantalInwoners_5` in StatLine and `a_inw` in the yearly
spreadsheet. The number behind it differs per year, so a column is known by its stem; a few stems changed as well.
Leefbaarometer: nine classes, from very bad to excellent, for the whole and for five dimensions.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from wijken.models import Indicator

G, E, O, A, R = (  # noqa: E741 - short names keep the tables below readable
    Indicator.Groep,
    Indicator.Eenheid,
    Indicator.Onderwerp,
    Indicator.Aggregatie,
    Indicator.Richting,
)

CBS = "cbs-kerncijfers-wijken-en-buurten"
LEEFBAAROMETER = "leefbaarometer"

INWONERS, HUISHOUDENS, WONINGEN = "cbs-inwoners", "cbs-huishoudens", "cbs-woningen"


@dataclass(frozen=True, slots=True)
class Definitie:
    """An indicator as an import makes it, when the gemeente does not have it yet, and the columns it comes from.

    Attributes:
        stammen: stems of column names; the first one stands as place in the source, whatever the file is called.
        weegt_naar: slug of the indicator by which a mean is weighted.
        waarom_niet: why values of buurten cannot be made into one.
    """

    slug: str
    naam: str | Promise
    groep: str
    stammen: tuple[str, ...]
    eenheid: str
    onderwerp: str
    volgorde: int = 100
    richting: str = R.GEEN
    weegt_naar: str = ""
    waarom_niet: str | Promise = ""
    uitleg: str | Promise = ""
    klassen: tuple[str | Promise, ...] = ()

    @property
    def aggregatie(self) -> str:
        """Counts are summed; what is weighted says by what; the rest is not put together."""
        if self.weegt_naar:
            return A.GEWOGEN
        return A.GEEN if self.waarom_niet else A.SOM


def _aantal(slug: str, naam: Promise | str, groep: str, onderwerp: str, volgorde: int, *stammen: str) -> Definitie:
    return Definitie(slug, naam, groep, stammen, E.AANTAL, onderwerp, volgorde)


def _deel(
    slug: str, naam: Promise | str, groep: str, onderwerp: str, volgorde: int, naar: str, *stammen: str
) -> Definitie:
    return Definitie(slug, naam, groep, stammen, E.PROCENT, onderwerp, volgorde, weegt_naar=naar)


CBS_DEFINITIES = (
    # Counts first: the others are weighted by them.
    _aantal(INWONERS, _("Inwoners"), G.INWONERS, O.PERSONEN, 100, "AantalInwoners", "a_inw"),
    _aantal(HUISHOUDENS, _("Huishoudens"), G.INWONERS, O.HUISHOUDENS, 110, "HuishoudensTotaal", "a_hh"),
    _aantal(WONINGEN, _("Woningen"), G.WONEN, O.WONINGEN, 100, "Woningvoorraad", "a_woning"),
    _aantal(
        "cbs-0-tot-15-jaar", _("Inwoners van 0 tot 15 jaar"), G.INWONERS, O.PERSONEN, 101, "k_0Tot15Jaar", "a_00_14"
    ),
    _aantal(
        "cbs-15-tot-25-jaar", _("Inwoners van 15 tot 25 jaar"), G.INWONERS, O.PERSONEN, 102, "k_15Tot25Jaar", "a_15_24"
    ),
    _aantal(
        "cbs-25-tot-45-jaar", _("Inwoners van 25 tot 45 jaar"), G.INWONERS, O.PERSONEN, 103, "k_25Tot45Jaar", "a_25_44"
    ),
    _aantal(
        "cbs-45-tot-65-jaar", _("Inwoners van 45 tot 65 jaar"), G.INWONERS, O.PERSONEN, 104, "k_45Tot65Jaar", "a_45_64"
    ),
    _aantal(
        "cbs-65-en-ouder", _("Inwoners van 65 jaar en ouder"), G.INWONERS, O.PERSONEN, 105, "k_65JaarOfOuder", "a_65_oo"
    ),
    _aantal(
        "cbs-alleenwonend",
        _("Mensen die alleen wonen"),
        G.INWONERS,
        O.HUISHOUDENS,
        111,
        "Eenpersoonshuishoudens",
        "a_1p_hh",
    ),
    _aantal(
        "cbs-zonder-kinderen",
        _("Huishoudens zonder kinderen"),
        G.INWONERS,
        O.HUISHOUDENS,
        112,
        "HuishoudensZonderKinderen",
        "a_hh_z_k",
    ),
    _aantal(
        "cbs-met-kinderen",
        _("Huishoudens met kinderen"),
        G.INWONERS,
        O.HUISHOUDENS,
        113,
        "HuishoudensMetKinderen",
        "a_hh_m_k",
    ),
    Definitie(
        "cbs-huishoudensgrootte",
        _("Mensen per huishouden"),
        G.INWONERS,
        ("GemiddeldeHuishoudensgrootte", "g_hhgro"),
        E.PER_HUISHOUDEN,
        O.HUISHOUDENS,
        114,
        weegt_naar=HUISHOUDENS,
    ),
    Definitie(
        "cbs-woz-waarde",
        _("Gemiddelde WOZ-waarde van een woning"),
        G.WONEN,
        ("GemiddeldeWOZWaardeVanWoningen", "GemiddeldeWoningwaarde", "g_wozbag", "g_woz"),
        E.DUIZEND_EURO,
        O.WONINGEN,
        101,
        weegt_naar=WONINGEN,
    ),
    _deel(
        "cbs-eengezins",
        _("Eengezinswoningen"),
        G.WONEN,
        O.WONINGEN,
        102,
        WONINGEN,
        "PercentageEengezinswoning",
        "p_1gezw",
    ),
    _deel(
        "cbs-meergezins",
        _("Flats en appartementen"),
        G.WONEN,
        O.WONINGEN,
        103,
        WONINGEN,
        "PercentageMeergezinswoning",
        "p_mgezw",
    ),
    _deel(
        "cbs-koop",
        _("Koopwoningen"),
        G.WONEN,
        O.WONINGEN,
        104,
        WONINGEN,
        "Koopwoningen",
        "PercentageKoopwoningen",
        "p_koopw",
    ),
    _deel(
        "cbs-huur",
        _("Huurwoningen"),
        G.WONEN,
        O.WONINGEN,
        105,
        WONINGEN,
        "HuurwoningenTotaal",
        "PercentageHuurwoningen",
        "p_huurw",
    ),
    _deel(
        "cbs-corporatiewoningen",
        _("Woningen van een corporatie"),
        G.WONEN,
        O.WONINGEN,
        106,
        WONINGEN,
        "InBezitWoningcorporatie",
        "PercentageInBezitWoningcorporatie",
        "p_wcorpw",
    ),
    _deel(
        "cbs-andere-verhuurders",
        _("Huurwoningen van andere verhuurders"),
        G.WONEN,
        O.WONINGEN,
        107,
        WONINGEN,
        "InBezitOverigeVerhuurders",
        "PercentageInBezitOverigeVerhuurders",
        "p_ov_hw",
    ),
    _deel(
        "cbs-leegstand",
        _("Woningen zonder bewoners"),
        G.WONEN,
        O.WONINGEN,
        108,
        WONINGEN,
        "PercentageOnbewoond",
        "p_leegsw",
    ),
    _deel(
        "cbs-stadsverwarming",
        _("Woningen met stadsverwarming"),
        G.WONEN,
        O.WONINGEN,
        109,
        WONINGEN,
        "PercentageWoningenMetStadsverwarming",
        "p_stadsv",
    ),
    Definitie(
        "cbs-inkomen-inwoner",
        _("Gemiddeld inkomen per inwoner"),
        G.INKOMEN,
        ("GemiddeldInkomenPerInwoner", "g_ink_pi"),
        E.DUIZEND_EURO,
        O.PERSONEN,
        100,
        weegt_naar=INWONERS,
    ),
    Definitie(
        "cbs-inkomen-huishouden",
        _("Gemiddeld inkomen van een huishouden, vergelijkbaar gemaakt"),
        G.INKOMEN,
        ("GemGestandaardiseerdInkomen", "GemGestandaardiseerdInkomenVanHuish", "g_hh_sti"),
        E.DUIZEND_EURO,
        O.HUISHOUDENS,
        101,
        weegt_naar=HUISHOUDENS,
    ),
    _deel(
        "cbs-laagste-inkomens",
        _("Huishoudens bij de 40% laagste inkomens van Nederland"),
        G.INKOMEN,
        O.HUISHOUDENS,
        102,
        HUISHOUDENS,
        "k_40HuishoudensMetLaagsteInkomen",
        "p_hh_li",
    ),
    _deel(
        "cbs-hoogste-inkomens",
        _("Huishoudens bij de 20% hoogste inkomens van Nederland"),
        G.INKOMEN,
        O.HUISHOUDENS,
        103,
        HUISHOUDENS,
        "k_20HuishoudensMetHoogsteInkomen",
        "p_hh_hi",
    ),
    _deel(
        "cbs-laag-inkomen",
        _("Huishoudens met een laag inkomen"),
        G.INKOMEN,
        O.HUISHOUDENS,
        104,
        HUISHOUDENS,
        "HuishoudensMetEenLaagInkomen",
        "p_hh_lkk",
    ),
    _deel(
        "cbs-sociaal-minimum",
        _("Huishoudens rond het sociaal minimum"),
        G.INKOMEN,
        O.HUISHOUDENS,
        105,
        HUISHOUDENS,
        "HuishOnderOfRondSociaalMinimum",
        "p_hh_osm",
    ),
    Definitie(
        "cbs-vermogen",
        _("Vermogen van het middelste huishouden"),
        G.INKOMEN,
        ("MediaanVermogenVanParticuliereHuish", "m_hh_ver"),
        E.DUIZEND_EURO,
        O.HUISHOUDENS,
        106,
        waarom_niet=_("Een mediaan is niet op te tellen of te middelen."),
    ),
    _aantal(
        "cbs-bijstand",
        _("Mensen met bijstand"),
        G.INKOMEN,
        O.PERSONEN,
        110,
        "PersonenPerSoortUitkeringBijstand",
        "a_soz_wb",
    ),
    _aantal(
        "cbs-arbeidsongeschikt",
        _("Mensen met een uitkering omdat ze niet kunnen werken"),
        G.INKOMEN,
        O.PERSONEN,
        111,
        "PersonenPerSoortUitkeringAO",
        "a_soz_ao",
    ),
    _aantal(
        "cbs-ww",
        _("Mensen met een WW-uitkering"),
        G.INKOMEN,
        O.PERSONEN,
        112,
        "PersonenPerSoortUitkeringWW",
        "a_soz_ww",
    ),
    _aantal("cbs-aow", _("Mensen met AOW"), G.INKOMEN, O.PERSONEN, 113, "PersonenPerSoortUitkeringAOW", "a_soz_ow"),
    _aantal("cbs-wmo", _("Mensen met hulp vanuit de Wmo"), G.ZORG, O.PERSONEN, 100, "WmoClienten", "a_wmo_t"),
    Definitie(
        "cbs-wmo-per-1000",
        _("Mensen met hulp vanuit de Wmo, per 1.000 inwoners"),
        G.ZORG,
        ("WmoClientenRelatief", "p_wmo_t"),
        E.PER_1000,
        O.PERSONEN,
        101,
        weegt_naar=INWONERS,
    ),
    _aantal(
        "cbs-jeugdzorg", _("Jongeren met jeugdzorg"), G.ZORG, O.PERSONEN, 102, "JongerenMetJeugdzorgInNatura", "a_jz_tn"
    ),
    Definitie(
        "cbs-jeugdzorg-deel",
        _("Deel van de jongeren met jeugdzorg"),
        G.ZORG,
        ("PercentageJongerenMetJeugdzorg", "p_jz_tn"),
        E.PROCENT,
        O.PERSONEN,
        103,
        waarom_niet=_("Het bestand noemt niet hoeveel jongeren er tot en met 22 jaar zijn."),
    ),
    Definitie(
        "cbs-inbraak",
        _("Diefstal uit woning of schuur, per 1.000 inwoners"),
        G.OVERLAST,
        ("TotaalDiefstalUitWoningSchuurED", "g_wodief"),
        E.PER_1000,
        O.GEBIED,
        100,
        R.LAGER_BETER,
        weegt_naar=INWONERS,
    ),
    Definitie(
        "cbs-vernieling",
        _("Vernieling en verstoring van de orde, per 1.000 inwoners"),
        G.OVERLAST,
        ("VernielingMisdrijfTegenOpenbareOrde", "g_vernoo"),
        E.PER_1000,
        O.GEBIED,
        101,
        R.LAGER_BETER,
        weegt_naar=INWONERS,
    ),
    Definitie(
        "cbs-geweld",
        _("Geweld en seksuele misdrijven, per 1.000 inwoners"),
        G.OVERLAST,
        ("GeweldsEnSeksueleMisdrijven", "g_gewsek"),
        E.PER_1000,
        O.GEBIED,
        102,
        R.LAGER_BETER,
        weegt_naar=INWONERS,
    ),
    Definitie(
        "cbs-afstand-huisarts",
        _("Afstand tot een huisarts"),
        G.SAMENLEVEN,
        ("AfstandTotHuisartsenpraktijk", "g_afs_hp"),
        E.KILOMETER,
        O.GEBIED,
        100,
        R.LAGER_BETER,
        weegt_naar=INWONERS,
    ),
    Definitie(
        "cbs-afstand-supermarkt",
        _("Afstand tot een grote supermarkt"),
        G.SAMENLEVEN,
        ("AfstandTotGroteSupermarkt", "g_afs_gs"),
        E.KILOMETER,
        O.GEBIED,
        101,
        R.LAGER_BETER,
        weegt_naar=INWONERS,
    ),
    Definitie(
        "cbs-afstand-school",
        _("Afstand tot een basisschool"),
        G.SAMENLEVEN,
        ("AfstandTotSchool", "g_afs_sc"),
        E.KILOMETER,
        O.GEBIED,
        102,
        R.LAGER_BETER,
        weegt_naar=INWONERS,
    ),
    Definitie(
        "cbs-oppervlakte",
        _("Oppervlakte"),
        G.SAMENLEVEN,
        ("OppervlakteTotaal", "a_opp_ha"),
        E.HECTARE,
        O.GEBIED,
        110,
    ),
)

LEEFBAAROMETER_KLASSEN = (
    _("zeer onvoldoende"),
    _("ruim onvoldoende"),
    _("onvoldoende"),
    _("zwak"),
    _("voldoende"),
    _("ruim voldoende"),
    _("goed"),
    _("zeer goed"),
    _("uitstekend"),
)
_KLASSE_NIET = _("Klassen zijn niet te middelen; een wijk heeft in de Leefbaarometer een eigen klasse.")
_SCORE_NIET = _("De Leefbaarometer geeft voor een wijk een eigen score; die volgt niet uit die van de buurten.")
DIMENSIES = {
    "lbm": ("", _("Leefbaarheid volgens de Leefbaarometer"), G.LEEFBAARHEID),
    "won": ("-woningen", _("Leefbaarometer: woningen"), G.WONEN),
    "fys": ("-omgeving", _("Leefbaarometer: straten, groen en gebouwen"), G.SAMENLEVEN),
    "vrz": ("-voorzieningen", _("Leefbaarometer: voorzieningen"), G.SAMENLEVEN),
    "soc": ("-samenleven", _("Leefbaarometer: samenleven"), G.SAMENLEVEN),
    "onv": ("-overlast", _("Leefbaarometer: overlast en onveiligheid"), G.OVERLAST),
}


def _leefbaarometer(afkorting: str, ending: str, naam: str | Promise, groep: str, *, score: bool) -> Definitie:
    stam = afkorting if score else f"k{afkorting}"
    return Definitie(
        f"{LEEFBAAROMETER}{ending}-score" if score else f"{LEEFBAAROMETER}{ending}",
        format_lazy(_("{naam}, score"), naam=naam) if score else naam,
        groep,
        (stam,),
        E.SCORE if score else E.KLASSE,
        O.GEBIED,
        11 if score else 10,
        R.HOGER_BETER,
        waarom_niet=_SCORE_NIET if score else _KLASSE_NIET,
        klassen=() if score else LEEFBAAROMETER_KLASSEN,
    )


LEEFBAAROMETER_KLASSE = {key: _leefbaarometer(key, *rest, score=False) for key, rest in DIMENSIES.items()}
LEEFBAAROMETER_SCORE = {key: _leefbaarometer(key, *rest, score=True) for key, rest in DIMENSIES.items()}
LEEFBAAROMETER_SCORE["afw"] = Definitie(
    f"{LEEFBAAROMETER}-verschil",
    _("Leefbaarometer: verschil met het gemiddelde van Nederland"),
    G.LEEFBAARHEID,
    ("afw",),
    E.SCORE,
    O.GEBIED,
    12,
    R.HOGER_BETER,
    waarom_niet=_SCORE_NIET,
)
