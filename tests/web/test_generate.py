"""« Générer »: a number and its recap, one form one number, officers' batches (rules G1–G8, N2, N3, N5–N8, N10)."""

from datetime import timedelta

import pytest

from gps.documents.models import FallbackDocument, SequenceCounter
from gps.domain.reference import check_digit
from tests.documents.register import census, counters, told
from tests.web.browsing import Clock
from tests.web.conftest import Browse
from tests.web.scene import GENERATE, MOVEMENT
from tests.world import DISTILLER, NOW, SHIPPER, WAREHOUSE, World

pytestmark = pytest.mark.django_db

STALE = "Ce formulaire n’est plus valable. Vos données sont conservées : vérifiez-les, puis cliquez sur « Valider »."
SERVED = (
    "Ce formulaire a déjà servi à obtenir le numéro {}. Pour un autre mouvement, vérifiez les données ci-dessous puis "
    "cliquez de nouveau sur « Valider » : vous obtiendrez un nouveau numéro."
)
TOO_LATE = (
    "L’heure d’expédition doit être égale ou postérieure à l’heure de saisie (18:50, heure de l’établissement). Si la "
    "marchandise est déjà partie, utilisez « Enregistrer »."
)
USED_UP = (
    f"Les 99 999 numéros de 2026 de {SHIPPER} sont épuisés : aucun autre ne peut être attribué cette année. Contactez "
    "votre service douanier."
)
ONLY_DSA = (
    "Ce numéro d’accise est celui d’un entrepôt en droits acquittés (lettre A), qui n’utilise que le DSA. Si vous "
    "voulez bien un DAA, confirmez."
)
WANTED = {**MOVEMENT, "excise_number": WAREHOUSE}
DSA = {**MOVEMENT, "document_type": "DSA"}
BARE = {"document_type": "DAA", "excise_number": SHIPPER}


def only() -> FallbackDocument:
    return FallbackDocument.objects.get()


class TestTheForm:
    @pytest.mark.rule("G1")
    def test_asks_for_the_five_fields_of_the_guide_in_its_order(self, browse: Browse) -> None:
        page = browse("shipper").get(GENERATE)
        asked = [name for name in page.form if name not in {"ticket", "confirmed"}]
        assert asked == ["document_type", "excise_number", "transport_identity", "dispatch_date", "dispatch_time"]
        assert "Il est impératif de sélectionner le bon type, sous peine de ne pas pouvoir réintégrer" in page.text
        assert page.form["document_type"] is None, "the type is never chosen beforehand"

    @pytest.mark.rule("G2")
    @pytest.mark.parametrize(
        ("who", "offered"),
        [
            ("shipper", ["", WAREHOUSE, SHIPPER]),
            ("distiller", [DISTILLER]),
            ("provider", ["FR004455E0002"]),
            ("officer", ["", "FR004455E0002", WAREHOUSE, SHIPPER]),
        ],
    )
    def test_lists_the_excise_numbers_of_the_account_alone(self, browse: Browse, who: str, offered: list[str]) -> None:
        assert browse(who).get(GENERATE).choices("excise_number") == offered

    @pytest.mark.rule("G2")
    def test_says_what_to_do_to_who_may_declare_for_nothing(self, browse: Browse) -> None:
        page = browse("reader").get(GENERATE)
        assert "Votre compte n’est habilité à déclarer pour aucun numéro d’accise." in page.text
        assert not page.main.all("form")

    @pytest.mark.rule("G4")
    def test_proposes_todays_date_in_the_establishments_zone(self, browse: Browse, clock: Clock) -> None:
        clock.now = NOW.replace(hour=21)  # the 21st at 01:00 in La Réunion
        assert browse("shipper").get(GENERATE).form["dispatch_date"] == "20/11/2026"
        assert browse("distiller").get(GENERATE).form["dispatch_date"] == "21/11/2026"


class TestANumber:
    @pytest.mark.rule("G1", "G5", "N2", "N5")
    def test_of_a_daa_ends_in_its_check_digit(self, browse: Browse) -> None:
        page = browse("shipper").fill(GENERATE, **MOVEMENT)
        document = only()
        first = "26FR007328E000100001"
        assert document.reference == first + check_digit(first)
        assert page.address == f"/documents/{document.reference}/recapitulatif/"
        assert (document.document_type, document.recording_mode, document.status) == ("DAA", "normal", "active")
        assert told(document) == [("issue", "", "active")]

    @pytest.mark.rule("G1", "N3", "N5")
    def test_of_a_dsa_ends_in_2_and_shares_the_sequence(self, browse: Browse) -> None:
        shipper = browse("shipper")
        shipper.fill(GENERATE, **MOVEMENT)
        page = shipper.fill(GENERATE, **DSA)
        assert page.address == "/documents/26FR007328E0001000022/recapitulatif/"

    @pytest.mark.rule("G5")
    @pytest.mark.parametrize(
        ("typed", "kind"),
        [(MOVEMENT, "DAA – circulation en suspension de droits"), (DSA, "DSA – circulation en droits acquittés")],
    )
    def test_is_given_with_all_that_was_entered(self, browse: Browse, typed: dict[str, str], kind: str) -> None:
        shipper = browse("shipper")
        page = shipper.get(shipper.fill(GENERATE, **typed).address)
        number = only().reference
        assert page.title == f"Votre numéro de {typed['document_type']}"
        assert "Numéro du document d’accompagnement" in [heading.words for heading in page.main.all("h2")]
        assert [cell.words for cell in page.main.all(".gps-cell")] == list(number)
        [copy] = [button for button in page.main.all("button") if button.get("data-gps-copy")]
        assert copy.get("data-gps-copy") == number
        assert page.facts["Type du document d’accompagnement"] == kind
        assert page.facts["Numéro d’accise de l’expéditeur"] == f"{SHIPPER} – Chais de Garonne – site 1"
        assert page.facts["Immatriculation du 1er moyen de transport"] == "AB-123-CD"
        assert page.facts["Date d’expédition"] == "20/11/2026"
        assert page.facts["Heure d’expédition"].startswith("19:30 ")
        assert page.facts["Enregistrement"] == "20/11/2026 à 18:45 (UTC+1), mode normal"
        assert "Reportez ce numéro dans les 21 cases du" in page.text
        assert f"/documents/{number}/formulaire.pdf" in page.links

    @pytest.mark.rule("N5", "G8")
    def test_is_the_establishments_next_whoever_asks(self, browse: Browse) -> None:
        for who in ("shipper", "officer", "shipper"):
            assert browse(who).fill(GENERATE, **MOVEMENT).status == 302
        assert list(FallbackDocument.objects.order_by("pk").values_list("sequence", flat=True)) == [1, 2, 3]

    @pytest.mark.rule("N7", "G4")
    def test_bears_the_year_of_the_establishment(self, browse: Browse, clock: Clock) -> None:
        clock.now = NOW.replace(month=12, day=31, hour=21)
        typed = {"document_type": "DAA", "transport_identity": "X", "dispatch_date": "01/01/2027"}
        page = browse("distiller").fill(GENERATE, **typed, dispatch_time="05:00")
        assert page.address.startswith(f"/documents/27{DISTILLER}00001")

    @pytest.mark.rule("G1")
    def test_is_the_recap_of_the_person_who_asked_in_every_role(self, browse: Browse) -> None:
        client = {**MOVEMENT, "excise_number": "FR004455E0002"}
        for who in ("client", "provider", "officer"):
            browser = browse(who)
            assert browser.get(browser.fill(GENERATE, **client).address).status == 200


class TestOneForm:
    @pytest.mark.rule("G6")
    def test_sent_twice_gives_the_same_number(self, browse: Browse) -> None:
        shipper = browse("shipper")
        form = shipper.get(GENERATE)
        addresses = {shipper.send(GENERATE, form, **MOVEMENT).address for _ in range(3)}
        assert len(addresses) == 1
        assert counters() == {(SHIPPER, 2026): 1}

    @pytest.mark.rule("G6")
    def test_sent_hours_later_again_gives_the_number_it_gave(self, browse: Browse, clock: Clock) -> None:
        """The connection was cut; the goods' hour is past when the browser sends the form anew."""
        shipper = browse("shipper")
        form = shipper.get(GENERATE)
        first = shipper.send(GENERATE, form, **MOVEMENT).address
        clock.now = NOW + timedelta(days=2)
        assert shipper.send(GENERATE, form, **MOVEMENT).address == first
        assert FallbackDocument.objects.count() == 1

    @pytest.mark.rule("G6")
    def test_with_other_data_is_a_conflict_and_becomes_a_fresh_form(self, browse: Browse) -> None:
        shipper = browse("shipper")
        form = shipper.get(GENERATE)
        shipper.send(GENERATE, form, **MOVEMENT)
        before, number = census(), str(only())
        page = shipper.send(GENERATE, form, **{**MOVEMENT, "transport_identity": "EF-456-GH"})
        assert page.status == 422
        assert page.errors == [("", SERVED.format(number))]
        assert census() == before
        assert page.form["transport_identity"] == "EF-456-GH"
        assert page.form["ticket"] != form.form["ticket"]
        assert shipper.send(GENERATE, page).status == 302
        assert counters() == {(SHIPPER, 2026): 2}

    @pytest.mark.rule("G6")
    @pytest.mark.parametrize("ticket", ["absent", "", "forged", "another's", "\x00"])
    def test_that_is_not_ours_is_given_a_ticket_and_keeps_what_was_typed(self, browse: Browse, ticket: str) -> None:
        shipper, before = browse("shipper"), census()
        sent = {**MOVEMENT, "ticket": ticket}
        if ticket == "absent":
            del sent["ticket"]
        elif ticket == "another's":
            sent["ticket"] = browse("officer").get(GENERATE).form["ticket"] or ""
        page = shipper.post(GENERATE, sent)
        assert (page.status, page.errors) == (422, [("", STALE)])
        assert census() == before
        assert {name: page.form[name] for name in MOVEMENT} == MOVEMENT
        assert shipper.send(GENERATE, page).status == 302

    @pytest.mark.rule("G6")
    def test_refused_keeps_its_key(self, browse: Browse) -> None:
        shipper = browse("shipper")
        form = shipper.get(GENERATE)
        refused = shipper.send(GENERATE, form, **{**MOVEMENT, "dispatch_time": "24:00"})
        assert refused.form["ticket"] == form.form["ticket"]
        address = shipper.send(GENERATE, refused, dispatch_time="19:30").address
        assert shipper.send(GENERATE, form, **MOVEMENT).address == address

    @pytest.mark.rule("G6")
    def test_may_be_kept_by_the_browser_so_that_back_finds_it(self, browse: Browse) -> None:
        assert browse("shipper").get(GENERATE).response.headers["Cache-Control"] == "private, no-cache"

    @pytest.mark.rule("G4")
    @pytest.mark.parametrize(("minutes", "accepted"), [(0, True), (10, True), (15, True), (16, False), (20, False)])
    def test_stands_for_the_minute_at_which_it_was_opened(
        self, browse: Browse, clock: Clock, minutes: int, accepted: bool
    ) -> None:
        shipper = browse("shipper")
        form = shipper.get(GENERATE)
        clock.now = NOW + timedelta(minutes=minutes)
        page = shipper.send(GENERATE, form, **{**MOVEMENT, "dispatch_time": "18:45"})
        assert (page.status == 302) == accepted

    @pytest.mark.rule("G4")
    def test_that_is_refused_after_its_quarter_of_an_hour_says_from_when_on(self, browse: Browse, clock: Clock) -> None:
        shipper = browse("shipper")
        form = shipper.get(GENERATE)
        clock.now = NOW + timedelta(minutes=20)
        page = shipper.send(GENERATE, form, **{**MOVEMENT, "dispatch_time": "18:45"})
        assert page.told("dispatch_time") == [TOO_LATE]

    @pytest.mark.rule("G4", "G6")
    def test_keeps_its_hour_of_opening_through_a_refusal(self, browse: Browse, clock: Clock) -> None:
        """A refused form that is sent again and again does not win time."""
        shipper = browse("shipper")
        page = shipper.get(GENERATE)
        for minute in (10, 20):
            clock.now = NOW + timedelta(minutes=minute)
            page = shipper.send(GENERATE, page, **{**MOVEMENT, "dispatch_time": "18:44"})
            assert page.status == 422
        assert shipper.send(GENERATE, page, dispatch_time="18:45").status == 422


class TestAnOfficer:
    @pytest.mark.rule("G8")
    def test_issues_one_number_with_its_movement(self, browse: Browse) -> None:
        officer = browse("officer")
        page = officer.get(officer.fill(GENERATE, **MOVEMENT).address)
        assert page.facts["Immatriculation du 1er moyen de transport"] == "AB-123-CD"
        assert only().ground_kind == "officer"
        assert only().status_actor_kind == "customs"

    @pytest.mark.rule("G8")
    def test_issues_one_number_to_complete(self, browse: Browse) -> None:
        officer = browse("officer")
        page = officer.get(officer.fill(GENERATE, **BARE, dispatch_date="").address)
        assert page.facts["Date et heure d’expédition"] == "à compléter"
        assert only().is_incomplete

    @pytest.mark.rule("G8", "N5")
    @pytest.mark.parametrize("count", [3, 500])
    def test_issues_several_numbers_at_once(self, browse: Browse, count: int) -> None:
        officer = browse("officer")
        form = officer.get(GENERATE)
        address = officer.send(GENERATE, form, **BARE, count=str(count)).address
        page = officer.get(address)
        assert page.title == f"{count} numéros de DAA délivrés"
        shown = [link.words.replace(" ", "") for link in page.main.all(".gps-number")]
        assert shown == list(FallbackDocument.objects.order_by("sequence").values_list("reference", flat=True))
        assert len(shown) == count
        assert counters() == {(SHIPPER, 2026): count}
        assert officer.send(GENERATE, form, **BARE, count=str(count)).address == address
        assert counters() == {(SHIPPER, 2026): count}

    @pytest.mark.rule("G8")
    @pytest.mark.parametrize("who", ["shipper", "other_officer", "national"])
    def test_alone_sees_the_page_of_the_batch(self, browse: Browse, who: str) -> None:
        address = browse("officer").fill(GENERATE, **BARE, count="2").address
        assert browse(who).get(address).status == 404

    @pytest.mark.rule("G8")
    @pytest.mark.parametrize(
        ("count", "sentence"),
        [
            ("0", "Demandez de 1 à 500 numéros à la fois ; vous en demandez 0."),
            ("-2", "Demandez de 1 à 500 numéros à la fois ; vous en demandez -2."),
            ("501", "Demandez de 1 à 500 numéros à la fois ; vous en demandez 501."),
            ("2000000000", "Demandez de 1 à 500 numéros à la fois ; vous en demandez 2000000000."),
            ("abc", "Écrivez un nombre entier."),
            ("1,5", "Écrivez un nombre entier."),
            ("9" * 5000, "Écrivez un nombre entier."),
            ("", "Indiquez combien de numéros délivrer."),
        ],
        ids=lambda text: text[:12],
    )
    def test_is_told_how_many_numbers_there_may_be(self, browse: Browse, count: str, sentence: str) -> None:
        officer, before = browse("officer"), census()
        page = officer.fill(GENERATE, **BARE, count=count)
        assert (page.status, page.told("count")) == (422, [sentence])
        assert page.errors == [("#id_count", sentence)]
        assert page.form["count"] == count
        assert census() == before

    @pytest.mark.rule("G8")
    @pytest.mark.parametrize("name", ["transport_identity", "dispatch_date", "dispatch_time"])
    def test_gives_several_numbers_no_common_movement(self, browse: Browse, name: str) -> None:
        officer, before = browse("officer"), census()
        page = officer.fill(GENERATE, **BARE, count="2", **{name: MOVEMENT[name]})
        assert page.told(name) == ["Pour plusieurs numéros, laissez l’immatriculation, la date et l’heure vides."]
        assert census() == before

    @pytest.mark.rule("G8", "G1")
    @pytest.mark.parametrize(
        ("given", "name"),
        [
            ({"transport_identity": "AB"}, "dispatch_date"),
            ({"dispatch_date": "20/11/2026"}, "dispatch_time"),
            ({"transport_identity": "AB", "dispatch_date": "20/11/2026"}, "dispatch_time"),
        ],
    )
    def test_gives_a_whole_movement_or_none(self, browse: Browse, given: dict[str, str], name: str) -> None:
        page = browse("officer").fill(GENERATE, **BARE, **given)
        assert page.told(name) == ["Indiquez l’immatriculation, la date et l’heure d’expédition."]


class TestAYearThatRunsOut:
    @staticmethod
    def used(world: World, last: int) -> None:
        SequenceCounter.objects.create(excise_number=world.shipper, year=2026, last_sequence=last)

    @pytest.mark.rule("N8")
    @pytest.mark.parametrize(
        ("who", "address"),
        [("shipper", GENERATE), ("officer", GENERATE), ("officer", "/a-traiter/"), ("shipper", "/accueil/")],
    )
    def test_is_told_from_90000_on(self, world: World, browse: Browse, who: str, address: str) -> None:
        self.used(world, 90_000)
        assert f"{SHIPPER} : il reste 9999 numéros pour 2026" in browse(who).get(address).text

    @pytest.mark.rule("N8")
    def test_is_not_told_before(self, world: World, browse: Browse) -> None:
        self.used(world, 89_999)
        assert "il reste" not in browse("shipper").get(GENERATE).text

    @pytest.mark.rule("N8", "R2")
    def test_is_nobody_elses_matter(self, world: World, browse: Browse) -> None:
        self.used(world, 95_000)
        for who in ("stranger", "other_officer", "client"):
            assert "il reste" not in browse(who).get("/accueil/").text

    @pytest.mark.rule("N8", "N5")
    def test_gives_its_last_number_then_refuses(self, world: World, browse: Browse) -> None:
        self.used(world, 99_998)
        shipper = browse("shipper")
        assert shipper.fill(GENERATE, **MOVEMENT).address.startswith(f"/documents/26{SHIPPER}99999")
        before = census()
        page = shipper.fill(GENERATE, **MOVEMENT)
        assert (page.status, page.told("excise_number")) == (422, [USED_UP])
        assert census() == before


class TestADutyPaidWarehouse:
    @pytest.mark.rule("N10")
    def test_that_asks_for_a_daa_is_warned_then_served(self, browse: Browse) -> None:
        shipper, before = browse("shipper"), census()
        page = form = shipper.get(GENERATE)
        for _ in range(2):  # what asks to be confirmed is never confirmed beforehand
            page = shipper.send(GENERATE, form, **WANTED)
            assert page.status == 422
            assert page.errors == [("#id_document_type_0", ONLY_DSA)]
            assert page.form["confirmed"] is None
            assert census() == before
        assert shipper.send(GENERATE, page, confirmed="on").address.startswith(f"/documents/26{WAREHOUSE}00001")

    @pytest.mark.rule("N10")
    def test_gets_a_dsa_without_a_question(self, browse: Browse) -> None:
        assert browse("shipper").fill(GENERATE, **{**WANTED, "document_type": "DSA"}).status == 302

    @pytest.mark.rule("N10")
    def test_is_asked_again_after_another_fault(self, browse: Browse) -> None:
        """A confirmation stands for what was sent with it: what is corrected afterwards may be something else."""
        shipper = browse("shipper")
        asked = shipper.fill(GENERATE, **WANTED)
        wrong = shipper.send(GENERATE, asked, confirmed="on", dispatch_time="25:00")
        assert wrong.told("dispatch_time")
        page = shipper.send(GENERATE, wrong, dispatch_time="19:30")
        assert page.told("document_type")
        assert page.form["confirmed"] is None
