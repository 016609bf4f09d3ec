"""What is wrong with a file of numbers or one of its entries, and what to do now for each that is refused (rule I4)."""

from collections.abc import Callable, Mapping
from xml.parsers.expat import errors

from gps.domain.errors import ErrorCode, Fault

E = ErrorCode
Data = Mapping[str, object]

_NOT_WELL_FORMED = {
    errors.XML_ERROR_NO_ELEMENTS: "le fichier s’arrête avant la fin : il a sans doute été coupé",
    errors.XML_ERROR_UNCLOSED_TOKEN: "le fichier s’arrête au milieu d’une balise : il a sans doute été coupé",
    errors.XML_ERROR_PARTIAL_CHAR: "le fichier s’arrête au milieu d’un caractère : il a sans doute été coupé",
    errors.XML_ERROR_INVALID_TOKEN: "un caractère est interdit en XML ou mal codé",
    errors.XML_ERROR_TAG_MISMATCH: "la balise fermante n’est pas celle de l’élément ouvert",
    errors.XML_ERROR_DUPLICATE_ATTRIBUTE: "un attribut est répété dans la même balise",
    errors.XML_ERROR_JUNK_AFTER_DOC_ELEMENT: "le fichier continue après la fin de la liste",
    errors.XML_ERROR_UNDEFINED_ENTITY: "une entité n’est pas définie ; seules amp, lt, gt, quot et apos le sont",
    errors.XML_ERROR_UNBOUND_PREFIX: "un préfixe n’est lié à aucun espace de noms",
    errors.XML_ERROR_MISPLACED_XML_PI: "la déclaration XML n’est pas au tout début du fichier",
}
_WHY = {errors.codes[message]: words for message, words in _NOT_WELL_FORMED.items()}
_NOTHING = "Tout le fichier est refusé ; rien n’a été enregistré."
_FORMATS = {"zip": ", c’est une archive ZIP", "gzip": ", c’est une archive gzip", "pdf": ", c’est un document PDF"}


def _place(d: Data) -> str:
    return f"Ligne {d['line']}, colonne {d['column']} : "


def _named(what: str, d: Data) -> str:
    return f"{what} « {d['found']} »" if d["found"] else f"{what} (vide)"


def _not_well_formed(d: Data) -> str:
    why = d["why"]
    said = _WHY.get(why, "ce n’est pas du XML bien formé") if isinstance(why, int) else ""
    return f"{_place(d)}{said}. {_NOTHING}"


def _element(d: Data) -> str:
    found, expected = str(d["found"]), str(d["expected"])
    if found.startswith("/"):
        said = f"l’élément « {found[1:]} » se termine sans « {expected} »"
    elif expected.startswith("/"):
        said = f"« {found} » n’a pas sa place ici : l’élément « {expected[1:]} » devait se terminer"
    else:
        said = f"« {found} » au lieu de « {expected} »"
    return f"{_place(d)}{said}. {_NOTHING}"


def _namespace(d: Data) -> str:
    found = f"est dans l’espace de noms « {d['found']} »" if d["found"] else "n’est dans aucun espace de noms"
    return f"{_place(d)}« {d['element']} » {found} ; celui qui est attendu est « {d['expected']} ». {_NOTHING}"


SENTENCES: dict[ErrorCode, str | Callable[[Data], str]] = {
    E.IMPORT_RESERVED: (
        "L’import est réservé aux opérateurs en EDI ou en DTI+ et aux prestataires EDI mandatés. En DTI, enregistrez "
        "vos numéros un par un, sur la page « Enregistrer »."
    ),
    E.IMPORT_FILE_EMPTY: "Le fichier est vide. Choisissez celui qui contient vos numéros.",
    E.IMPORT_TOO_LARGE: lambda d: (
        f"Le fichier dépasse {d['most']} Mo. Partagez-le en plusieurs fichiers, et envoyez-les l’un après l’autre."
    ),
    E.IMPORT_NOT_XML: lambda d: (
        f"Ligne 1, colonne 1 : ce fichier n’est pas du XML{_FORMATS.get(str(d['found']), '')}. {_NOTHING}"
    ),
    E.IMPORT_ENCODING: lambda d: (
        f"{_place(d)}le fichier est codé en {d['encoding']}. Enregistrez-le en UTF-8, seul codage accepté, et "
        f"envoyez-le de nouveau. {_NOTHING}"
    ),
    E.IMPORT_DOCTYPE: lambda d: (
        f"{_place(d)}une déclaration DOCTYPE n’est jamais acceptée, ni les entités qu’elle définirait. Retirez-la. "
        f"{_NOTHING}"
    ),
    E.IMPORT_NOT_WELL_FORMED: _not_well_formed,
    E.IMPORT_TAG_TOO_LONG: lambda d: f"{_place(d)}une balise ou un commentaire dépasse {d['most']} octets. {_NOTHING}",
    E.IMPORT_NAMESPACE: _namespace,
    E.IMPORT_ELEMENT: _element,
    E.IMPORT_ATTRIBUTE: lambda d: f"{_place(d)}l’attribut « {d['found']} » n’existe pas dans ce format. {_NOTHING}",
    E.IMPORT_TEXT: lambda d: f"{_place(d)}le texte « {d['found']} » est hors de tout élément. {_NOTHING}",
    E.IMPORT_NO_ENTRY: lambda d: f"{_place(d)}la liste ne contient aucun élément « craps ». {_NOTHING}",
    E.IMPORT_ACCESS_MODE: "Ce numéro d’accise est en DTI : enregistrez ses numéros sur la page « Enregistrer ».",
    E.IMPORT_TYPE: lambda d: f"{_named('Le type', d)} n’est ni DAA ni DSA.",
    E.IMPORT_DATE: lambda d: (
        f"{_named('La date d’expédition', d)} n’est pas une date qui existe, de la forme aaaa-mm-jj, par exemple "
        "2026-11-20."
    ),
    E.IMPORT_TIME: lambda d: f"{_named('L’heure d’expédition', d)} n’est pas de la forme hh:mm, de 00:00 à 23:59.",
    E.IMPORT_CONFIRMED: lambda d: f"{_named('La valeur de « confirme »', d)} n’est ni true ni false.",
    E.IMPORT_TOO_LONG: lambda d: f"La valeur de « {d['element']} » compte plus de {d['most']} caractères.",
}

_THE_NUMBER = (
    "Comparez le numéro au papier et corrigez l’entrée. Si le papier porte bien ce numéro, signalez-le sur la page "
    "« Enregistrer » : le service donnera un numéro de remplacement."
)
_THE_ENTRY = "Corrigez cette valeur dans l’entrée, et envoyez le fichier à corriger."
_CONFIRM = 'Relisez le papier. Si c’est bien écrit ainsi, ajoutez confirme="true" à l’entrée et envoyez-la de nouveau.'
_THE_TRANSPORT = "Corrigez « immatriculation-transport » : de 1 à 35 caractères, comme sur le papier."

REMEDIES: dict[ErrorCode, str] = {
    E.REFERENCE_LENGTH: _THE_NUMBER,
    E.REFERENCE_CHARACTER: _THE_NUMBER,
    E.REFERENCE_LETTER_O: _THE_NUMBER,
    E.REFERENCE_YEAR_FORM: _THE_NUMBER,
    E.REFERENCE_YEAR_TO_COME: _THE_NUMBER,
    E.REFERENCE_OTHER_EXCISE_NUMBER: (
        "Comparez au papier « numero-document » et « numero-accise-expediteur », et corrigez celui qui est faux."
    ),
    E.REFERENCE_SEQUENCE_FORM: _THE_NUMBER,
    E.REFERENCE_SEQUENCE_ZERO: _THE_NUMBER,
    E.REFERENCE_LAST_CHARACTER: (
        "Comparez au papier « type-document » et le dernier chiffre, et corrigez celui qui est faux."
    ),
    E.EXCISE_NUMBER_COUNTRY: _THE_NUMBER,
    E.EXCISE_NUMBER_NOT_ENTITLED: (
        "Corrigez « numero-accise-expediteur ». S’il est juste, faites ouvrir l’habilitation ou le mandat, puis "
        "envoyez de nouveau le même fichier."
    ),
    E.DISPATCH_TIME_MISSING_HOUR: (
        "Corrigez « heure-expedition » : cette heure a été sautée au passage à l’heure d’été."
    ),
    E.DISPATCH_DATE_TOO_FAR: "Corrigez « date-expedition » : l’année est sans doute fausse.",
    E.TRANSPORT_EMPTY: _THE_TRANSPORT,
    E.TRANSPORT_TOO_LONG: _THE_TRANSPORT,
    E.TRANSPORT_CHARACTER: _THE_TRANSPORT,
    E.CONFIRM_JUMP: _CONFIRM,
    E.CONFIRM_OUTSIDE_YEAR: _CONFIRM,
    E.ALREADY_REGISTERED: (
        "Comparez l’entrée au document qui porte déjà ce numéro. Si le papier porte bien ce numéro, attendez le numéro "
        "de remplacement du service ; sinon, corrigez le numéro."
    ),
    E.IMPORT_RESERVED: "Enregistrez vos numéros sur la page « Enregistrer ».",
    E.IMPORT_FILE_EMPTY: "Envoyez le fichier qui contient vos numéros.",
    E.IMPORT_TOO_LARGE: "Partagez le fichier en plusieurs, et envoyez-les l’un après l’autre.",
    E.IMPORT_NOT_XML: "Envoyez le fichier XML lui-même, sans archive.",
    E.IMPORT_ENCODING: "Enregistrez le fichier en UTF-8, et envoyez-le de nouveau.",
    E.IMPORT_DOCTYPE: "Retirez la déclaration DOCTYPE, et envoyez le fichier de nouveau.",
    E.IMPORT_NOT_WELL_FORMED: "Faites produire de nouveau le fichier par votre logiciel, et envoyez-le en entier.",
    E.IMPORT_TAG_TOO_LONG: "Retirez cette balise ou ce commentaire, et envoyez le fichier de nouveau.",
    E.IMPORT_NAMESPACE: 'Déclarez xmlns="urn:gps:import:v1" sur l’élément « import-craps ».',
    E.IMPORT_ELEMENT: "Validez le fichier avec le schéma import-v1.xsd, corrigez-le et envoyez-le de nouveau.",
    E.IMPORT_ATTRIBUTE: "Retirez cet attribut : une entrée n’a que « ref » et « confirme ».",
    E.IMPORT_TEXT: "Retirez ce texte, ou mettez-le dans un commentaire.",
    E.IMPORT_NO_ENTRY: "Ajoutez au moins une entrée, ou n’envoyez rien.",
    E.IMPORT_ACCESS_MODE: "Enregistrez ce numéro sur la page « Enregistrer », et retirez l’entrée du fichier.",
    E.IMPORT_TYPE: _THE_ENTRY,
    E.IMPORT_DATE: _THE_ENTRY,
    E.IMPORT_TIME: _THE_ENTRY,
    E.IMPORT_CONFIRMED: 'Écrivez confirme="true", ou retirez l’attribut.',
    E.IMPORT_TOO_LONG: _THE_ENTRY,
}
"""What to do now, for each code that a file or an entry may be refused with."""


def remedy(fault: Fault) -> str:
    """Say what to do now about what an entry or a file is refused for."""
    return REMEDIES.get(fault.code, _THE_ENTRY)
