"""Where the demonstration plays: offices, operators, establishments, the EDI provider and the accounts."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TypeVar

from django.contrib.auth.hashers import make_password
from django.db.models import Model

from gps.accounts.actors import Actor, actor_of
from gps.accounts.models import (
    CustomsOffice,
    EdiProvider,
    Enrolment,
    ExciseNumber,
    Mandate,
    OpeningHours,
    Operator,
    User,
)
from gps.accounts.roles import AccessMode, Role, Territory, Zone
from gps.demo.people import (
    BORDEAUX,
    BREWERY,
    CELLAR,
    CHAMPAGNE,
    DEPOT,
    LE_PORT,
    PASSWORD,
    PEOPLE,
    RUM,
    SAINT_QUENTIN,
    SPIRITS,
    WINE,
    Person,
)

Row = TypeVar("Row", bound=Model)

MORNING, AFTERNOON = (time(8, 30), time(12, 0)), (time(13, 30), time(17, 0))

OFFICES = (
    # The telephone numbers are of the blocks that are kept for fiction.
    (BORDEAUX, "Bordeaux – centre de viticulture", "1 quai de la Douane, 33000 Bordeaux", "05 36 49 00 01", Zone.PARIS),
    (SAINT_QUENTIN, "Saint-Quentin", "12 rue des Canonniers, 02100 Saint-Quentin", "03 53 01 00 02", Zone.PARIS),
    (LE_PORT, "Le Port", "7 avenue du 20-Décembre, 97420 Le Port", "02 61 91 00 03", Zone.REUNION),
)

PROVIDER = {
    "name": "Liaisons Douanières",
    "siret": "00099100000019",
    "email": "edi@liaisons.invalid",
    "phone": "01 99 00 00 04",
}

OPERATORS = {
    "garonne": ("Château de la Garonne", "00073280000016", "Lieu-dit Les Graves", "33640", "Portets"),
    "terrasson": ("Maison Terrasson et Fils", "00051870400010", "8 quai des Chartrons", "33000", "Bordeaux"),
    "canal": ("Brasserie du Canal", "00059231100013", "45 quai du Wault", "59000", "Lille"),
    "hauts": ("Rhumerie des Hauts", "00097411300011", "2 chemin des Cannes", "97440", "Saint-André"),
}


@dataclass(frozen=True)
class Site:
    """An establishment, as it is entered."""

    number: str
    operator: str
    name: str
    address: tuple[str, str, str]
    office: str
    mode: AccessMode = AccessMode.DTI
    zone: Zone = Zone.PARIS


SITES = (
    Site(WINE, "garonne", "Chai de la Garonne", ("Lieu-dit Les Graves", "33640", "Portets"), BORDEAUX),
    Site(SPIRITS, "terrasson", "Chais de Cognac", ("3 rue des Gabariers", "16100", "Cognac"), BORDEAUX),
    Site(CHAMPAGNE, "terrasson", "Caves de Reims", ("21 boulevard des Crayères", "51100", "Reims"), SAINT_QUENTIN),
    Site(CELLAR, "terrasson", "Comptoir des Chartrons", ("8 quai des Chartrons", "33000", "Bordeaux"), BORDEAUX),
    Site(BREWERY, "canal", "Brasserie", ("45 quai du Wault", "59000", "Lille"), SAINT_QUENTIN, AccessMode.EDI),
    Site(DEPOT, "canal", "Dépôt de Calais", ("Rue des Garennes", "62100", "Calais"), SAINT_QUENTIN, AccessMode.EDI),
    Site(
        RUM, "hauts", "Rhumerie", ("2 chemin des Cannes", "97440", "Saint-André"), LE_PORT,
        AccessMode.DTI_PLUS, Zone.REUNION,
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Place:
    """An establishment with those who act for it."""

    site: ExciseNumber
    operator: Actor
    officer: Actor
    provider: Actor | None

    @property
    def number(self) -> str:
        """The excise number."""
        return self.site.number

    @property
    def contact(self) -> str:
        """Where its service calls it back, on a number that is kept for fiction."""
        return f"06 39 98 {self.number[4:6]} {self.number[-2:]}"

    def local(self, at: datetime) -> datetime:
        """A moment as the establishment's clock shows it."""
        return at.astimezone(self.site.zone)


@dataclass(frozen=True)
class Cast:
    """Everybody: the establishments by their number, the help desk, the provider."""

    places: dict[str, Place]
    help_desk: Actor
    provider: EdiProvider


def build(now: datetime) -> Cast:
    """Enter the reference data and the accounts."""
    offices = {office[0]: _office(*office) for office in OFFICES}
    operators = {key: _operator(*fields) for key, fields in OPERATORS.items()}
    provider = _entered(EdiProvider(**PROVIDER))
    sites = {site.number: _site(site, operators, offices, provider) for site in SITES}
    _mandate(provider, sites, now)
    secret = make_password(PASSWORD)  # hashed once: it is slow, and the same for all
    users = [_user(person, secret, sites, offices, provider) for person in PEOPLE]
    places = {number: _place(site, users, provider) for number, site in sites.items()}
    help_desk = next(user for user in users if user.role == Role.NATIONAL)
    return Cast(places, actor_of(help_desk), provider)


def _office(code: str, name: str, address: str, phone: str, zone: Zone) -> CustomsOffice:
    email = f"{code.lower()}@douane.invalid"
    territory = Territory.REUNION if zone is Zone.REUNION else Territory.MAINLAND
    office = _entered(
        CustomsOffice(
            code=code, name=name, address=address, phone=phone, time_zone=zone, territory=territory, email=email
        )
    )
    for weekday in OpeningHours.Weekday.values[:5]:
        for opens_at, closes_at in (MORNING, AFTERNOON):
            _entered(OpeningHours(office=office, weekday=weekday, opens_at=opens_at, closes_at=closes_at))
    return office


def _operator(name: str, siret: str, address: str, postcode: str, city: str) -> Operator:
    return _entered(Operator(name=name, siret=siret, address=address, postcode=postcode, city=city))


def _site(
    site: Site, operators: dict[str, Operator], offices: dict[str, CustomsOffice], provider: EdiProvider
) -> ExciseNumber:
    operator = operators[site.operator]
    address, postcode, city = site.address
    return _entered(
        ExciseNumber(
            number=site.number,
            operator=operator,
            establishment=f"{operator.name} – {site.name}",
            address=address,
            postcode=postcode,
            city=city,
            access_mode=site.mode,
            provider=provider if site.mode is AccessMode.EDI else None,
            time_zone=site.zone,
            office=offices[site.office],
        )
    )


def _mandate(provider: EdiProvider, sites: dict[str, ExciseNumber], now: datetime) -> None:
    """Two mandates in force, and one that ended: the provider sees nothing of the champagne any more."""
    long_ago, ended = (now - timedelta(days=3 * 365)).date(), (now - timedelta(days=400)).date()
    for number, ends_on in ((BREWERY, None), (DEPOT, None), (CHAMPAGNE, ended)):
        _entered(Mandate(provider=provider, excise_number=sites[number], starts_on=long_ago, ends_on=ends_on))


def _user(
    person: Person,
    secret: str,
    sites: dict[str, ExciseNumber],
    offices: dict[str, CustomsOffice],
    provider: EdiProvider,
) -> User:
    user = User.objects.create_user(
        person.email,
        first_name=person.first_name,
        last_name=person.last_name,
        role=person.role,
        office=offices.get(person.office),
        provider=provider if person.provider else None,
    )
    user.password = secret
    user.save(update_fields=["password"])
    for number, right in person.rights:
        _entered(Enrolment(user=user, excise_number=sites[number], right=right))
    return user


def _place(site: ExciseNumber, users: list[User], provider: EdiProvider) -> Place:
    """Find who acts for an establishment."""
    declarers = {person.email for person in PEOPLE if any(number == site.number for number, _ in person.rights)}
    operator = next(user for user in users if user.email in declarers)
    officer = next(user for user in users if user.office_id == site.office_id)
    carrier = next(user for user in users if user.provider_id == provider.pk)
    edi = actor_of(carrier) if site.provider_id == provider.pk else None
    return Place(site, actor_of(operator), actor_of(officer), edi)


def _entered(row: Row) -> Row:
    """Check a row as the admin would, and save it."""
    row.full_clean()
    row.save()
    return row
