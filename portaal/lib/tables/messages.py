# SPDX-License-Identifier: EUPL-1.2
"""The Dutch text of everything that can be wrong with a file: what it is, and how to mend it."""

from collections.abc import Mapping
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

FILE_MESSAGES = {
    # What it is instead of a spreadsheet.
    "empty_file": _("Het bestand is leeg (0 bytes). Sla het opnieuw op en kies het nog een keer."),
    "blank_file": _("In het bestand staat geen enkele gevulde regel. Zet de gegevens erin en kies het opnieuw."),
    "old_xls": _(
        "Dit is een oud Excel-bestand (.xls). Open het in Excel, kies Opslaan als en dan “Excel-werkmap (.xlsx)”."
    ),
    "encrypted": _("Het bestand is beveiligd met een wachtwoord. Haal het wachtwoord eraf en sla het opnieuw op."),
    "other_ole": _("Dit is geen spreadsheet maar een ander Office-bestand. Kies een bestand in xlsx, ods of csv."),
    "pdf": _("Dit is een PDF. Daar zijn geen rijen uit te lezen. Kies de spreadsheet zelf: xlsx, ods of csv."),
    "html": _(
        "Dit is een webpagina (HTML), ook als de naam anders zegt. Open het bestand in Excel of LibreOffice en sla het "
        "op als .xlsx."
    ),
    "xml": _("Dit is een XML-bestand. Open het in Excel of LibreOffice en sla het op als .xlsx."),
    "binary": _(
        "Dit is geen spreadsheet: er staan tekens in die geen tekst zijn. Kies een bestand in xlsx, ods of csv."
    ),
    "other_archive": _("Dit is een ingepakt archief. Pak het eerst uit en kies de spreadsheet die erin zit."),
    "other_zip": _(
        "Dit is een zipbestand zonder spreadsheet. Pak het eerst uit en kies een bestand in xlsx, ods of csv."
    ),
    "other_office": _("Dit is een document of presentatie, geen spreadsheet. Kies een bestand in xlsx, ods of csv."),
    "binary_xlsb": _(
        "Dit is een binaire Excel-werkmap (.xlsb). Open het in Excel, kies Opslaan als en dan “Excel-werkmap (.xlsx)”."
    ),
    "strict_xlsx": _(
        "Dit bestand is opgeslagen als “Strict Open XML”. Open het in Excel, kies Opslaan als en dan de gewone "
        "“Excel-werkmap (.xlsx)”."
    ),
    "macros": _("In dit bestand zitten macro’s. Sla het op zonder macro’s, als “Excel-werkmap (.xlsx)” of als .ods."),
    # Too much.
    "too_big": _(
        "Het bestand is %(size)s MB; het mag hoogstens %(limit)s MB zijn. Haal afbeeldingen en ongebruikte bladen weg."
    ),
    "too_big_unpacked": _(
        "Het bestand wordt uitgepakt groter dan %(limit)s MB. Haal afbeeldingen en ongebruikte bladen weg."
    ),
    "too_many_parts": _(
        "Het bestand bestaat uit meer dan %(limit)s onderdelen. Haal afbeeldingen en ongebruikte bladen weg."
    ),
    "too_many_rows": _("Het blad heeft meer dan %(limit)s rijen. Verdeel de rijen over meer bestanden."),
    "too_much_text": _(
        "In het blad staat meer dan %(limit)s miljoen tekens tekst. Verdeel de rijen over meer bestanden."
    ),
    "too_many_merges": _(
        "Het blad heeft meer dan %(limit)s samengevoegde cellen. Hef de samenvoeging op en vul elke cel apart."
    ),
    "too_slow": _(
        "Het lezen van dit bestand duurde te lang en is afgebroken. Kopieer alleen de rijen met gegevens naar een "
        "nieuw bestand en probeer dat."
    ),
    "too_heavy": _(
        "Het lezen van dit bestand vroeg te veel geheugen en is afgebroken. Kopieer alleen de rijen met gegevens naar "
        "een nieuw bestand en probeer dat."
    ),
    # Damaged or unsafe.
    "damaged_zip": _(
        "Het bestand is beschadigd of niet helemaal aangekomen. Open het in Excel of LibreOffice, sla het opnieuw "
        "op en kies het nog een keer."
    ),
    "damaged": _(
        "De inhoud van het bestand is beschadigd en niet te lezen. Open het in Excel of LibreOffice, sla het opnieuw "
        "op en kies het nog een keer."
    ),
    "unsafe_zip": _(
        "Het bestand is niet veilig te openen: het is anders ingepakt dan een spreadsheet hoort te zijn. Open het in "
        "Excel of LibreOffice en sla het opnieuw op."
    ),
    "unsafe_xml": _(
        "Het bestand is niet veilig te openen: er staan XML-verwijzingen (DTD) of tekencoderingen in die een "
        "spreadsheet niet nodig heeft. Open het in Excel of LibreOffice en sla het opnieuw op."
    ),
    "bad_encoding": _(
        "De letters in het bestand zijn niet te lezen: de tekencodering klopt niet. Sla het op als “CSV UTF-8”."
    ),
    "bad_quotes": _(
        'Rond rij %(row)s staat een aanhalingsteken (") zonder tweede, of met tekst erachter. Verbeter die rij, of sla '
        "het bestand op als .xlsx."
    ),
    "crashed": _(
        "Het lezen van dit bestand is afgebroken; waarschijnlijk is het beschadigd. Open het in Excel of LibreOffice, "
        "sla het opnieuw op en kies het nog een keer."
    ),
    "not_now": _("Het bestand kan nu niet worden gelezen. Dat ligt niet aan het bestand. Probeer het straks opnieuw."),
    # The wrong sheet.
    "empty_workbook": _("Alle bladen van het bestand zijn leeg. Zet de gegevens erin en kies het bestand opnieuw."),
    "empty_sheet": _("Het blad “%(sheet)s” is leeg. Zet de gegevens op dat blad en kies het bestand opnieuw."),
    "no_such_sheet": _(
        "Er is geen blad met de naam “%(sheet)s”. Wel gevonden: %(sheets)s. Hernoem het blad met de gegevens."
    ),
}

# What differs when a document with tables is asked for, and not a spreadsheet alone.
_DOCUMENT_KINDS = _("Kies een bestand in docx, odt, xlsx, ods of csv, of plak de tabel als tekst.")
DOCUMENT_MESSAGES = {
    "old_xls": _("Dit is een oud Excel-bestand (.xls). Sla het op als .xlsx en kies het opnieuw."),
    "other_ole": _(
        "Dit is een oud Word-bestand (.doc) of een ander oud Office-bestand. Open het, kies Opslaan als en dan .docx."
    ),
    "pdf": _(
        "Dit is een PDF. Daar zijn geen tabellen uit te lezen. Kies het Word-bestand, of plak de tabel als tekst."
    ),
    "html": _("Dit is een webpagina (HTML), ook als de naam anders zegt. Open het in Word en sla het op als .docx."),
    "xml": _("Dit is een XML-bestand. Open het in Word of LibreOffice en sla het op als .docx of .odt."),
    "binary": format_lazy(
        _("Dit is geen document: er staan tekens in die geen tekst zijn. {kinds}"), kinds=_DOCUMENT_KINDS
    ),
    "other_archive": format_lazy(_("Dit is een ingepakt archief. Pak het eerst uit. {kinds}"), kinds=_DOCUMENT_KINDS),
    "other_zip": format_lazy(_("Dit is een zipbestand zonder document erin. {kinds}"), kinds=_DOCUMENT_KINDS),
    "other_office": format_lazy(_("Dit is een presentatie of tekening, geen document. {kinds}"), kinds=_DOCUMENT_KINDS),
    "macros": _("In dit bestand zitten macro’s. Sla het op zonder macro’s, als .docx, .xlsx of .odt."),
    "too_big_unpacked": _("Het bestand wordt uitgepakt groter dan %(limit)s MB. Haal afbeeldingen eruit."),
    "too_many_parts": _("Het bestand bestaat uit meer dan %(limit)s onderdelen. Haal afbeeldingen eruit."),
    "too_big": _("Het bestand is %(size)s MB; het mag hoogstens %(limit)s MB zijn. Haal afbeeldingen eruit."),
    "empty_workbook": _("In dit bestand staat geen tabel met tekst."),
    "no_tables": _(
        "In dit bestand staat geen tabel met tekst. Staan de afspraken in een plaatje of in losse tekst, zet ze dan "
        "eerst in een tabel."
    ),
    "too_many_tables": _("Het bestand heeft meer dan %(limit)s tabellen. Verdeel het over meer bestanden."),
    "too_many_rows_in_tables": _("De tabellen hebben samen meer dan %(limit)s rijen. Verdeel ze over meer bestanden."),
    "too_many_rows": _("Een blad heeft meer dan %(limit)s rijen. Verdeel de rijen over meer bestanden."),
    "too_many_columns": _("Een tabel heeft meer dan %(limit)s kolommen. Haal kolommen weg die niet nodig zijn."),
    "cell_too_long": _("In één cel staan meer dan %(limit)s tekens. Verdeel die cel over meer rijen."),
    "damaged_zip": _(
        "Het bestand is beschadigd of niet helemaal aangekomen. Open het, sla het opnieuw op en kies het nog een keer."
    ),
    "damaged": _(
        "De inhoud van het bestand is beschadigd en niet te lezen. Open het, sla het opnieuw op en kies het nog eens."
    ),
    "unsafe_zip": _(
        "Het bestand is niet veilig te openen: het is anders ingepakt dan een document hoort te zijn. Open het in Word "
        "of LibreOffice en sla het opnieuw op."
    ),
    "unsafe_xml": _(
        "Het bestand is niet veilig te openen: er staan XML-verwijzingen (DTD) of tekencoderingen in die een document "
        "niet nodig heeft. Open het in Word of LibreOffice en sla het opnieuw op."
    ),
    "too_slow": _(
        "Het lezen van dit bestand duurde te lang en is afgebroken. Bewaar alleen de tabellen met afspraken."
    ),
    "too_heavy": _(
        "Het lezen van dit bestand vroeg te veel geheugen en is afgebroken. Bewaar alleen de tabellen met afspraken."
    ),
}

CELL_MESSAGES = {
    "formula": _("Deze cel bevat een formule. Zet er de waarde zelf in (kopiëren, dan Plakken speciaal: Waarden)."),
    "merged": _("Deze cel is samengevoegd met andere. Hef de samenvoeging op en vul elke cel apart."),
    "error_value": _("In deze cel staat de foutwaarde %(value)s. Zet er de juiste waarde in of maak de cel leeg."),
    "unreadable": _("De waarde van deze cel is niet te lezen als getal of datum. Vul de cel opnieuw in."),
    "unprintable": _("In deze tekst staat een onzichtbaar stuurteken. Typ de tekst opnieuw."),
    "too_long": _("Deze tekst is langer dan %(limit)s tekens. Kort de tekst in."),
    "too_wide": _(
        "Deze cel staat buiten de eerste %(limit)s kolommen. Maak de cel leeg of schuif de kolom naar links."
    ),
    "too_low": _("Deze rij staat ver onder de tabel (lager dan rij %(limit)s). Maak de rij leeg of schuif hem omhoog."),
    "more_faults": _("Nog %(count)s keer in deze kolom: %(like)s."),
}

# For the line that counts the faults that are not listed.
_SHORT = {
    "formula": _("een formule"),
    "merged": _("een samengevoegde cel"),
    "error_value": _("een foutwaarde"),
    "unreadable": _("een onleesbare waarde"),
    "unprintable": _("een stuurteken"),
    "too_long": _("een te lange tekst"),
    "too_wide": _("een cel naast de tabel"),
    "too_low": _("een rij onder de tabel"),
}


def file_message(code: str, params: Mapping[str, Any]) -> str:
    """The text of a refusal. An unknown code counts as a damaged file."""
    return str(FILE_MESSAGES.get(code, FILE_MESSAGES["damaged"])) % _readable(params)


def document_message(code: str, params: Mapping[str, Any]) -> str:
    """The text of a refusal of a document with tables."""
    text = DOCUMENT_MESSAGES.get(code) or FILE_MESSAGES.get(code, DOCUMENT_MESSAGES["damaged"])
    return str(text) % _readable(params)


def cell_message(code: str, params: Mapping[str, Any]) -> str:
    """The text of a fault in one cell or row."""
    if code == "more_faults":
        params = {**params, "like": str(_SHORT[params["like"]])}
    return str(CELL_MESSAGES[code]) % _readable(params)


def _readable(params: Mapping[str, Any]) -> dict[str, str]:
    return {name: f"{value:,}".replace(",", ".") if isinstance(value, int) else value for name, value in params.items()}
