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
        "Château de la Garonne, DTI : générer, enregistrer, annuler, suivre", ((WINE, _DECLARE),),
    ),
    Person(
        "negoce", "Étienne", "Terrasson", Role.OPERATOR,
        "groupe de trois numéros d’accise, dont un entrepôt de droits acquittés (lettre A)",
        ((SPIRITS, _DECLARE), (CHAMPAGNE, _DECLARE), (CELLAR, _DECLARE)),
    ),
    Person(
        "comptable", "Nadia", "Belkacem", Role.OPERATOR,
        "même groupe, consultation seule, sur le numéro de Cognac", ((SPIRITS, _CONSULT),),
    ),
    Person(
        "brasseur", "Hugo", "Vandamme", Role.OPERATOR,
        "brasserie en EDI, cliente du prestataire ; un saut de séquence à confirmer",
        ((BREWERY, _DECLARE), (DEPOT, _DECLARE)),
    ),
    Person(
        "rhumier", "Marie-Josée", "Payet", Role.OPERATOR,
        "rhumerie de La Réunion, DTI+, au fuseau de La Réunion", ((RUM, _DECLARE),),
    ),
    Person(
        "edi", "Samuel", "Lefort", Role.PROVIDER,
        "prestataire EDI : agit pour la brasserie et son dépôt", provider=True,
    ),
    Person(
        "bordeaux", "Anne", "Lasserre", Role.OFFICER,
        "service de rattachement : lots de numéros, réactivations, anomalies", office=BORDEAUX,
    ),
    Person(
        "saintquentin", "Marc", "Delattre", Role.OFFICER,
        "service du champagne et de la bière : autre ressort, autres anomalies", office=SAINT_QUENTIN,
    ),
    Person(
        "leport", "Jean-Yves", "Hoarau", Role.OFFICER,
        "service de La Réunion, à l’heure de La Réunion", office=LE_PORT,
    ),
    Person("sau", "Sophie", "Marchand", Role.NATIONAL, "assistance nationale (SAU) : consulte tout"),
    Person("admin", "Paul", "Girard", Role.ADMINISTRATOR, "données de référence et registre, sous /administration/"),
)  # fmt: skip


def table() -> str:
    """The accounts as an aligned table, for the console."""
    rows = [("Rôle", "Adresse", "Pour voir"), *((p.role.label, p.email, p.good_for) for p in PEOPLE)]
    widths = [max(len(row[column]) for row in rows) for column in (0, 1)]
    lines = [f"{role:<{widths[0]}}  {email:<{widths[1]}}  {good_for}" for role, email, good_for in rows]
    rule = "-" * max(map(len, lines))
    return "\n".join([f"Comptes de démonstration, mot de passe : {PASSWORD}", rule, lines[0], rule, *lines[1:], rule])
