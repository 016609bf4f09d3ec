"""The small world that the tests play in: two offices, a few establishments, one person of each role."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from gps.accounts.actors import Actor, actor_of
from gps.accounts.models import CustomsOffice, EdiProvider, Enrolment, ExciseNumber, Mandate, Operator, User
from gps.accounts.roles import AccessMode, Right, Role, Zone
from gps.documents.operations import IssueRequest, Report
from gps.domain.grounds import Failure, Side
from gps.domain.reference import DocumentType
from gps.outages.models import Answer, AuthorisationRequest

PASSWORD = "bordeaux-1855-cru"
NOW = datetime(2026, 11, 20, 17, 45, 30, tzinfo=UTC)
"""A Friday, 18:45 in Paris: a truck is waiting."""

SHIPPER = "FR007328E0001"
DISTILLER = "FR009740E0007"
CLIENT = "FR004455E0002"
WAREHOUSE = "FR007328A0009"
STRANGE = "FR001111E0003"


@dataclass(frozen=True)
class World:
    """Who and what there is."""

    bordeaux: CustomsOffice
    reunion: CustomsOffice
    provider: EdiProvider
    shipper: ExciseNumber
    distiller: ExciseNumber
    client: ExciseNumber
    warehouse: ExciseNumber
    strange: ExciseNumber
    users: dict[str, User]

    def actor(self, name: str) -> Actor:
        """The actor that a person is: shipper, reader, stranger, client, distiller, provider, officer,
        other_officer, national, administrator."""
        return actor_of(self.users[name])


def build() -> World:
    """Create it all."""
    bordeaux = CustomsOffice.objects.create(
        code="FR002300", name="Bordeaux – bureau de Bassens", address="1 quai des Chartrons, 33000 Bordeaux",
        email="bordeaux@douane.invalid", phone="05 00 00 00 01",
    )  # fmt: skip
    reunion = CustomsOffice.objects.create(
        code="FR009740", name="Le Port", address="2 rue du Port, 97420 Le Port",
        email="leport@douane.invalid", phone="02 62 00 00 02", time_zone=Zone.REUNION,
    )  # fmt: skip
    provider = EdiProvider.objects.create(
        name="Liaisons EDI", siret="33333333300003", email="edi@liaisons.invalid", phone="01 00 00 00 03"
    )
    cellar = _operator("Chais de Garonne", "11111111100001")
    rum = _operator("Rhumerie des Hauts", "22222222200002")
    edi = _operator("Brasserie du Nord", "44444444400004")
    other = _operator("Maison Inconnue", "55555555500005")
    shipper = _number(SHIPPER, cellar, bordeaux)
    warehouse = _number(WAREHOUSE, cellar, bordeaux)
    distiller = _number(DISTILLER, rum, reunion, AccessMode.DTI_PLUS, Zone.REUNION)
    client = _number(CLIENT, edi, bordeaux, AccessMode.EDI, provider=provider)
    strange = _number(STRANGE, other, reunion)
    Mandate.objects.create(provider=provider, excise_number=client, starts_on=date(2024, 1, 1))
    for row in (shipper, warehouse, distiller, client, strange):
        authorise(row)
    users = {
        "shipper": _user("shipper", Role.OPERATOR, [(shipper, Right.DECLARE), (warehouse, Right.DECLARE)]),
        "reader": _user("reader", Role.OPERATOR, [(shipper, Right.CONSULT)]),
        "stranger": _user("stranger", Role.OPERATOR, [(strange, Right.DECLARE)]),
        "client": _user("client", Role.OPERATOR, [(client, Right.DECLARE)]),
        "distiller": _user("distiller", Role.OPERATOR, [(distiller, Right.DECLARE)]),
        "provider": _user("provider", Role.PROVIDER, provider=provider),
        "officer": _user("officer", Role.OFFICER, office=bordeaux),
        "other_officer": _user("other_officer", Role.OFFICER, office=reunion),
        "national": _user("national", Role.NATIONAL),
        "administrator": _user("administrator", Role.ADMINISTRATOR),
    }
    return World(bordeaux, reunion, provider, shipper, distiller, client, warehouse, strange, users)


def authorise(excise_number: ExciseNumber) -> AuthorisationRequest:
    """An authorisation of the service that never ends: most tests are about something else than the ground (G7).

    It is no outage, so it stops no clock. No officer could give it: the rules know of none that lasts so long.
    """
    long_ago = datetime(2009, 1, 1, tzinfo=UTC)
    edi = excise_number.access_mode == AccessMode.EDI
    made = AuthorisationRequest.objects.create(
        identifier=f"D09-{excise_number.pk:04d}", excise_number=excise_number, circumstances="Toujours en panne.",
        failure=Failure.OPERATOR_EDI if edi else Failure.OPERATOR_DTI, reintegrated_by=Side.OPERATOR if edi else "",
        asked_at=long_ago, asked_means="mail", recorded_at=long_ago, recorded_kind="operator", recorded_by="Le monde",
        tacit_ends_at=long_ago,
    )  # fmt: skip
    Answer.objects.create(
        request=made, position=1, granted=True, given_at=long_ago, counts_at=long_ago, recorded_at=long_ago,
        means="mail", ends_at=datetime(2100, 1, 1, tzinfo=UTC), reason="failure_admitted", actor_kind="customs",
        actor_id="world", actor_label="Le monde",
    )  # fmt: skip
    return made


def request(
    excise_number: str = SHIPPER,
    document_type: DocumentType = DocumentType.DAA,
    identity: str = "AB-123-CD",
    on: date | None = date(2026, 11, 20),
    at: time | None = time(19, 30),
) -> IssueRequest:
    """A request that is right at ``NOW``."""
    return IssueRequest(document_type, excise_number, identity, on, at)


def report(
    number: str = "26FR007328E0001000081",
    excise_number: str = SHIPPER,
    document_type: DocumentType = DocumentType.DAA,
    identity: str = "AB-123-CD",
    on: date = date(2026, 11, 19),
    at: time = time(8, 15),
    *,
    confirmed: bool = False,
) -> Report:
    """A report that is right at ``NOW``."""
    return Report(number, document_type, excise_number, identity, on, at, confirmed=confirmed)


def _operator(name: str, siret: str) -> Operator:
    return Operator.objects.create(name=name, siret=siret, address="3 rue du Chai", postcode="33000", city="Bordeaux")


def _number(
    number: str,
    operator: Operator,
    office: CustomsOffice,
    mode: AccessMode = AccessMode.DTI,
    zone: Zone = Zone.PARIS,
    provider: EdiProvider | None = None,
) -> ExciseNumber:
    row = ExciseNumber(
        number=number, operator=operator, establishment=f"{operator.name} – site {number[-1]}", address="3 rue du Chai",
        postcode="33000", city="Bordeaux", access_mode=mode, time_zone=zone, office=office, provider=provider,
    )  # fmt: skip
    row.full_clean()
    row.save()
    return row


def _user(
    name: str,
    role: Role,
    rights: list[tuple[ExciseNumber, Right]] | None = None,
    office: CustomsOffice | None = None,
    provider: EdiProvider | None = None,
) -> User:
    user = User.objects.create_user(
        f"{name}@gps.invalid", PASSWORD, first_name=name.capitalize(), last_name="Exemple", role=role,
        office=office, provider=provider,
    )  # fmt: skip
    for excise_number, right in rights or []:
        Enrolment.objects.create(user=user, excise_number=excise_number, right=right)
    return user
