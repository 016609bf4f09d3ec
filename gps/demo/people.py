"""The people of the demonstration: one account for each thing that there is to see. All of them are invented."""

from dataclasses import dataclass

from gps.accounts.roles import Right, Role

PASSWORD = "demo-gps-secours"  # noqa: S105  printed by the command: it protects invented data
DOMAIN = "demo.invalid"


@dataclass(frozen=True)
class Person:
    """An account: its excise numbers with the right on each, or the office or provider it belongs to."""

    account: str
    first_name: str
    last_name: str
    role: Role
    good_for: str
    rights: tuple[tuple[str, Right], ...] = ()
    office: str = ""
    provider: bool = False

    @property
    def email(self) -> str:
        """What is typed at sign-in."""
        return f"{self.account}@{DOMAIN}"


WINE = "FR007328E0001"
SPIRITS = "FR016102E0024"
CHAMPAGNE = "FR051454E0113"
CELLAR = "FR033063A0042"
BREWERY = "FR059512E0008"
DEPOT = "FR062193E0015"
RUM = "FR097411E0003"

BORDEAUX = "FR002300"
SAINT_QUENTIN = "FR002860"
LE_PORT = "FR009740"

_DECLARE, _CONSULT = Right.DECLARE, Right.CONSULT

PEOPLE = (
    Person(
        "vigneron", "Claire", "Ducasse", Role.OPERATOR,
        "château en DTI, que couvre l’alerte noire en cours : générer aussitôt, enregistrer, annuler, suivre",
        ((WINE, _DECLARE),),
    ),
    Person(
        "negoce", "Étienne", "Terrasson", Role.OPERATOR,
        "groupe de trois numéros d’accise, dont un entrepôt de droits acquittés (lettre A) ; un départ « à justifier »",
        ((SPIRITS, _DECLARE), (CHAMPAGNE, _DECLARE), (CELLAR, _DECLARE)),
    ),
    Person(
        "comptable", "Nadia", "Belkacem", Role.OPERATOR,
        "même groupe, consultation seule, sur le numéro de Cognac", ((SPIRITS, _CONSULT),),
    ),
    Person(
        "brasseur", "Hugo", "Vandamme", Role.OPERATOR,
        "brasserie en EDI, que l’alerte DTI ne couvre pas : « Ai-je le droit ? » ; la demande de son dépôt attend",
        ((BREWERY, _DECLARE), (DEPOT, _DECLARE)),
    ),
    Person(
        "rhumier", "Marie-Josée", "Payet", Role.OPERATOR,
        "rhumerie de La Réunion, DTI+, à l’heure de La Réunion ; des numéros sur autorisation tacite",
        ((RUM, _DECLARE),),
    ),
    Person(
        "edi", "Samuel", "Lefort", Role.PROVIDER,
        "prestataire EDI : agit pour la brasserie et son dépôt ; son incident de ce jour est terminé", provider=True,
    ),
    Person(
        "bordeaux", "Anne", "Lasserre", Role.OFFICER,
        "service du vin : numéros par téléphone et par lots, réactivations, anomalies, « à justifier »",
        office=BORDEAUX,
    ),
    Person(
        "saintquentin", "Marc", "Delattre", Role.OFFICER,
        "service du champagne et de la bière : une demande attend sa réponse depuis 35 minutes, l’heure tourne",
        office=SAINT_QUENTIN,
    ),
    Person(
        "leport", "Jean-Yves", "Hoarau", Role.OFFICER,
        "service de La Réunion, à l’heure et aux jours fériés de La Réunion", office=LE_PORT,
    ),
    Person(
        "sau", "Sophie", "Marchand", Role.NATIONAL,
        "SAU : diagnostiquer un appelant ; publier, modifier et terminer alertes et incidents ; tout consulter",
    ),
    Person("admin", "Paul", "Girard", Role.ADMINISTRATOR, "données de référence et registre, sous /administration/"),
)  # fmt: skip


def table() -> str:
    """The accounts as an aligned table, for the console."""
    rows = [("Rôle", "Adresse", "Pour voir"), *((p.role.label, p.email, p.good_for) for p in PEOPLE)]
    widths = [max(len(row[column]) for row in rows) for column in (0, 1)]
    lines = [f"{role:<{widths[0]}}  {email:<{widths[1]}}  {good_for}" for role, email, good_for in rows]
    rule = "-" * max(map(len, lines))
    return "\n".join([f"Comptes de démonstration, mot de passe : {PASSWORD}", rule, lines[0], rule, *lines[1:], rule])
