"""« Compléter le document »: filled, added to, refused, kept, reused; to read for the others (rules D2, D4, P3)."""

import io
import re
from datetime import timedelta
from typing import Any, ClassVar

import pytest
from pypdf import PdfReader

from gps.documents import ead as documents_ead
from gps.documents.models import EadDraft, EadModel, FallbackDocument
from gps.documents.operations import save_ead, save_model
from gps.domain.ead import flatten, table
from gps.domain.lifecycle import Status
from gps.domain.reference import DocumentType
from gps.web.forms.ead import nested
from tests.documents.register import bring, issue
from tests.domain.movements import BEER, DUTY_PAID, WINE, changed
from tests.web.browsing import Page
from tests.web.conftest import Browse
from tests.web.scene import address
from tests.world import NOW, World

pytestmark = pytest.mark.django_db

EARLIER = NOW - timedelta(minutes=10)
SAVE, CHECK = {"action": "save"}, {"action": "check"}


def here(document: FallbackDocument, then: str = "") -> str:
    return address(document, f"donnees/{then}")


def typed(movement: dict[str, Any], **more: str) -> dict[str, str]:
    """A movement as the page's fields send it."""
    return {**dict(flatten(movement)), "window": "0-0", "revision": "0", **more}


def stored(document: FallbackDocument) -> dict[str, Any]:
    return documents_ead.typed(document)


def save(world: World, document: FallbackDocument, data: object, who: str = "shipper") -> EadDraft:
    return save_ead(document.reference, data, actor=world.actor(who), now=EARLIER, complete=False)


def press(browser: Any, page: Page, document: FallbackDocument, action: str, **changes: str) -> Page:
    """Press a button of the page that is open, with some of its fields typed over."""
    assert action in {button.get("value") for button in page.main.all("button")} | {"save", "check"}
    held = {name: value for name, value in page.form.items() if value is not None}
    assert set(changes) <= set(held), set(changes) - set(held)
    return browser.post(here(document), {**held, **changes, "action": action})


class TestThePage:
    @pytest.mark.rule("D2")
    @pytest.mark.parametrize("kind", [DocumentType.DAA, DocumentType.DSA])
    def test_has_a_field_for_every_datum_that_gps_does_not_know(
        self, world: World, browse: Browse, kind: DocumentType
    ) -> None:
        document = issue(world, document_type=kind)
        browser = browse("shipper")
        page = browser.get(here(document))
        for button in ("add:9.1", "add:12", "add:16", "add:17[1].2.1", "add:18"):
            page = press(browser, page, document, button)
        places = {table.place(name) for name in page.form if "." in name}
        wanted = {
            (number, element.letter)
            for number, group in table.GROUPS.items() for element in group.elements if not element.given
        }  # fmt: skip
        assert places == wanted

    @pytest.mark.rule("D2")
    def test_names_each_field_with_its_number_and_letter(self, world: World, browse: Browse) -> None:
        page = browse("shipper").get(here(issue(world)))
        labels = {label.get("for"): label.words for label in page.main.all("label")}
        assert labels["ead-5-b"] == "Nom de l’opérateur 5b – 182 caractères au plus"
        assert labels["ead-17-1-f"].startswith("Masse nette (poids net) 17f – ")
        assert labels["ead-17-1-1-1-b"].startswith("Nombre de colis 17.1b – ")
        shown = {node.get("id"): node.get("name") for node in page.main.walk() if node.get("id").startswith("ead-")}
        for name in page.form:
            if "." in name:
                number, letter = table.place(name)
                label = labels[next(i for i, path in shown.items() if path == name)]
                assert re.search(rf" {re.escape(number)}{letter}( –|$)", label), (name, label)

    @pytest.mark.rule("D2")
    def test_shows_what_gps_knows_and_does_not_ask_for_it(self, world: World, browse: Browse) -> None:
        page = browse("shipper").get(here(issue(world)))
        assert page.facts["Expéditeur 2a à 2f"].startswith("FR007328E0001 – Chais de Garonne, 3 rue du Chai")
        assert page.facts["Expédition 9e, 9f"] == "20/11/2026 à 19:30 (UTC+1)"
        assert page.facts["1er moyen de transport 16b"] == "AB-123-CD"
        assert not {"2.a", "9.e", "10.a", "16[1].b", "17[1].a"} & set(page.form)
        assert (page.form["9.d"], page.form["3.a"]) == ("1", "FR007328E0001")

    def test_lists_codes_in_french_by_the_type_of_the_document(self, world: World, browse: Browse) -> None:
        daa = browse("shipper").get(here(issue(world)))
        dsa = browse("shipper").get(here(issue(world, document_type=DocumentType.DSA)))
        assert daa.choices("1.a") == ["", "1", "2", "3", "4", "5", "6", "8"]
        assert dsa.choices("1.a") == ["", "9", "10"]
        assert dsa.form["9.d"] == "3"
        assert "1 – Entrepôt fiscal" in daa.text
        packages = daa.main.one("#liste-package")
        assert {"CT": "Carton", "VL": "Vrac liquide"}.items() <= {
            option.get("value"): option.words for option in packages.all("option")
        }.items()

    @pytest.mark.rule("P3")
    def test_is_offered_on_the_document_and_its_recap(self, world: World, browse: Browse) -> None:
        document = issue(world)
        for where in ("", "recapitulatif/"):
            assert here(document) in browse("shipper").get(address(document, where)).links
            assert here(document) not in browse("reader").get(address(document, where)).links
        save(world, document, WINE)
        page = browse("reader").get(address(document))
        assert here(document) in page.links
        assert "brouillon, enregistrées par Shipper Exemple le 20/11/2026 à 18:35 (UTC+1)" in page.text


class TestSaving:
    @pytest.mark.rule("D2")
    def test_a_draft_that_lacks_nearly_everything(self, world: World, browse: Browse) -> None:
        document, browser = issue(world), browse("shipper")
        page = browser.fill(here(document), **{"5.b": "Weinhaus Müller", "17[1].d": "1 500,5", "9.c": "19/11/2026"})
        assert page.status == 200  # no button of the page was pressed
        assert stored(document) == {}
        page = press(browser, page, document, "save")
        assert page.address == here(document)
        assert stored(document) == {
            "3": {"a": "FR007328E0001"}, "5": {"b": "Weinhaus Müller"}, "9": {"c": "2026-11-19", "d": "1"},
            "17": [{"d": "1500.5"}],
        }  # fmt: skip
        page = browser.get(here(document))
        assert "Le brouillon est enregistré." in page.text
        assert (page.form["17[1].d"], page.form["9.c"]) == ("1500,5", "19/11/2026")

    @pytest.mark.rule("D2", "D4")
    @pytest.mark.parametrize(("movement", "kind"), [(WINE, DocumentType.DAA), (DUTY_PAID, DocumentType.DSA)])
    def test_all_of_a_movement_which_the_paper_then_holds(
        self, world: World, browse: Browse, movement: dict[str, Any], kind: DocumentType
    ) -> None:
        document, browser = issue(world, document_type=kind), browse("shipper")
        assert browser.post(here(document), typed(movement, **CHECK)).address == address(document)
        assert EadDraft.objects.get().complete
        page = browser.get(address(document))
        assert "Les données sont complètes et enregistrées" in page.text
        assert page.main.one(".gps-history").all("li")[-1].words.startswith("Données du document saisies")
        paper = browser.client.get(address(document, "formulaire.pdf"))
        fields = PdfReader(io.BytesIO(paper.content)).get_fields() or {}
        printed = {name: field.get("/V") for name, field in fields.items()}
        assert printed["reference"] == document.reference
        assert printed["consignee_name"] == movement["5"]["b"]
        assert printed["goods_2_net_mass"] == movement["17"][1]["f"]
        assert printed["transport_1_identity"] == "AB-123-CD"

    def test_what_the_page_shows_again_is_what_it_was_sent(self, world: World, browse: Browse) -> None:
        document, browser = issue(world), browse("shipper")
        save(world, document, BEER)
        before = stored(document)
        page = browser.get(here(document))
        assert press(browser, page, document, "save").status == 302
        assert stored(document) == before
        assert EadDraft.objects.get().revision == 1


class TestARefusal:
    @pytest.mark.rule("D2", "E2")
    def test_names_each_fault_by_number_letter_and_name_and_leads_to_it(self, world: World, browse: Browse) -> None:
        document, browser = issue(world), browse("shipper")
        wrong = changed(WINE, {"9.b": "", "17[2].f": "30000", "17[1].1[1].b": "", "5.b": "Łódź"})
        page = browser.post(here(document), typed(wrong, **SAVE))
        assert page.status == 422
        said = "Le formulaire papier ne peut pas imprimer « Ł », « ź ». Retirez ou remplacez ces caractères."
        assert page.errors == [("#ead-5-b", said)]
        page = browser.post(here(document), typed(changed(wrong, {"5.b": "Lodz"}), **CHECK))
        assert [link.words for link in page.main.one("#erreurs").all("a")] == [
            "Numéro de la facture (9b)",
            "Nombre de colis (17.1b, article 1, colis 1)",
            "Masse brute (poids brut) (17e, article 2)",
        ]
        assert [href for href, _ in page.errors] == ["#ead-9-b", "#ead-17-1-1-1-b", "#ead-17-2-e"]
        assert page.sentences == [
            "À remplir : cette donnée est obligatoire.",
            "À remplir. Obligatoire si les colis se comptent.",
            "La masse brute doit être au moins égale à la masse nette (30000 kg).",
        ]
        for href, _ in page.errors:
            field = page.main.one(href)
            assert field.get("aria-invalid") == "true"
            assert page.main.one(f"#{field.get('aria-describedby')}").words in page.sentences
        assert stored(document) == {}

    @pytest.mark.rule("E2")
    def test_loses_nothing_that_was_typed(self, world: World, browse: Browse) -> None:
        document, browser = issue(world), browse("shipper")
        strange = {
            "5.b": "<script>&\"'",
            "17[1].p": "🍷",
            "1.a": "77",
            "13.a": "x",
            "17[1].d": "beaucoup",
            "9.c": "hier",
        }
        page = browser.post(here(document), typed({}, **strange, **SAVE))
        assert page.status == 422
        assert {name: page.form[name] for name in strange} == strange
        assert {f"#ead-{n}" for n in ("1-a", "9-c", "13-a", "17-1-d", "17-1-p")} == {href for href, _ in page.errors}

    def test_of_an_empty_line_keeps_the_ranks_of_the_others(self, world: World, browse: Browse) -> None:
        document, browser = issue(world), browse("shipper")
        sent = typed({"17": [{"b": ""}, {"b": "W200", "c": "1"}, {"p": "Deux"}]}, **SAVE)
        page = browser.post(here(document), sent)
        assert [href for href, _ in page.errors] == ["#ead-17-1-c"]
        assert (page.form["17[1].b"], page.form["17[2].p"]) == ("W200", "Deux")

    def test_opens_what_is_folded_where_something_is_wrong(self, world: World, browse: Browse) -> None:
        document, browser = issue(world), browse("shipper")
        page = browser.post(here(document), typed(changed(WINE, {"1.c": "3"}), **CHECK))
        [folded] = [d for d in page.main.all("details") if any(f.get("id") == "ead-14-b" for f in d.walk())]
        assert "open" in folded.attributes
        [closed] = [d for d in page.main.all("details") if any(f.get("id") == "ead-15-b" for f in d.walk())]
        assert "open" not in closed.attributes

    def test_of_what_somebody_else_saved_meanwhile_lets_one_compare_and_save(
        self, world: World, browse: Browse
    ) -> None:
        document, browser = issue(world), browse("shipper")
        page = browser.get(here(document))
        save(world, document, {"5": {"b": "Autre"}}, "officer")
        page = press(browser, page, document, "save", **{"5.b": "Le mien"})
        assert page.status == 422
        assert page.sentences[0].startswith("Officer Exemple (Bordeaux – bureau de Bassens) a enregistré")
        assert "à 18:35" in page.sentences[0]
        assert page.form["5.b"] == "Le mien"
        assert press(browser, page, document, "save").status == 302
        assert stored(document)["5"] == {"b": "Le mien"}

    def test_of_more_faults_than_anybody_reads_shows_the_first(self, world: World, browse: Browse) -> None:
        document = issue(world)
        lines = [{"p": "x"}] * 10
        page = browse("shipper").post(here(document), typed({"17": lines}, **CHECK))
        assert len(page.errors) == 60
        assert "Et 8 autres, à leur place." in page.text

    @pytest.mark.parametrize("who", ["shipper", "officer"])
    def test_of_a_number_to_complete_says_what_comes_first(self, world: World, browse: Browse, who: str) -> None:
        document = issue(world, "officer", identity="", on=None, at=None)
        page = browse(who).post(here(document), typed(changed(WINE, {"16[1].b": "X"}), **CHECK))
        assert page.errors == [("", "Indiquez l’immatriculation, la date et l’heure d’expédition.")]
        assert page.form["16[1].b"] == "X"


class TestAddingAndRemoving:
    @pytest.mark.rule("D2")
    def test_works_without_scripts_and_keeps_what_was_typed(self, world: World, browse: Browse) -> None:
        document, browser = issue(world), browse("shipper")
        page = browser.get(here(document))
        page = press(browser, page, document, "add:17", **{"17[1].p": "Un", "9.b": "pas encore", "9.c": "hier"})
        assert page.status == 200
        page = press(browser, page, document, "add:17[2].1", **{"17[2].p": "Deux", "17[2].1[1].a": "CT"})
        page = press(browser, page, document, "add:17", **{"17[2].1[2].a": "PX"})
        page = press(browser, page, document, "remove:17[1]", **{"17[3].p": "Trois"})
        assert (page.form["17[1].p"], page.form["17[2].p"]) == ("Deux", "Trois")
        assert (page.form["17[1].1[2].a"], page.form["9.c"]) == ("PX", "hier")
        page = press(browser, page, document, "remove:17[1].1[1]")
        assert page.form["17[1].1[1].a"] == "PX"
        assert "17[1].1[2].a" not in page.form
        assert not EadDraft.objects.exists()

    def test_leads_to_the_item_that_was_added(self, world: World, browse: Browse) -> None:
        page = browse("shipper").get(here(issue(world)))
        [add] = [b for b in page.main.all("button") if b.get("value") == "add:17"]
        assert add.get("formaction").endswith("/donnees/#ead-17-2")
        after = browse("shipper").post(here(issue(world)), typed({}, action="add:17"))
        assert after.main.one("#ead-17-2").tag == "fieldset"

    @pytest.mark.parametrize("group", ["12", "9.1", "18", "17[1].2.1"])
    def test_ends_where_the_regulation_ends(self, world: World, browse: Browse, group: str) -> None:
        document, browser = issue(world), browse("shipper")
        most = table.GROUPS[table.place(group)[0]].repeat
        page = browser.get(here(document))
        for _ in range(min(most, 9)):
            page = press(browser, page, document, f"add:{group}")
        offered = f"add:{group}" in {button.get("value") for button in page.main.all("button")}
        assert offered == (most > 9)

    @pytest.mark.parametrize(
        "action", ["add:", "add:99", "add:17[0]x", "remove:17", "remove:17[7]", "remove:5", "add:17[1].9", "add:1.1",
                   "add:17.1", "remove:17[1].1[1].1[1]", "add:" + "17." * 20]
    )  # fmt: skip
    def test_of_what_does_not_exist_changes_nothing(self, world: World, browse: Browse, action: str) -> None:
        document = issue(world)
        page = browse("shipper").post(here(document), typed({"5": {"b": "A"}, "17": [{"p": "x"}]}, action=action))
        assert page.status in {200, 302}
        if page.status == 200:
            assert (page.form["5.b"], page.form["17[1].p"]) == ("A", "x")

    def test_the_first_button_saves(self, world: World, browse: Browse) -> None:
        """The key « Entrée » presses the first button of a form: it must not take anything away."""
        page = browse("shipper").get(here(issue(world)))
        [form] = [form for form in page.main.all("form") if form.is_a(".gps-form")]
        assert form.all("button")[0].get("value") == "save"


class TestManyLines:
    LINES: ClassVar = [{"b": "W200", "p": f"Article {n}"} for n in range(1, 24)]

    def test_are_shown_ten_at_a_time_and_the_others_are_kept(self, world: World, browse: Browse) -> None:
        document, browser = issue(world), browse("shipper")
        save(world, document, {"17": self.LINES})
        page = browser.get(here(document))
        assert "17[10].p" in page.form
        assert "17[11].p" not in page.form
        moved = press(browser, page, document, "go:11", **{"17[1].p": "Autre"})
        page = browser.get(moved.address.partition("#")[0])
        assert (page.form["17[11].p"], page.form["17[20].p"]) == ("Article 11", "Article 20")
        page = press(browser, page, document, "remove:17[12]")
        page = press(browser, page, document, "add:17")
        page = press(browser, page, document, "save", **{"17[20].p": "Ajouté"})
        assert page.address == f"{here(document)}?articles=11#marchandises"
        names = [line["p"] for line in stored(document)["17"]]
        assert names == ["Autre", *(f"Article {n}" for n in range(2, 21) if n != 12), "Ajouté",
                         "Article 21", "Article 22", "Article 23"]  # fmt: skip

    def test_that_are_not_on_the_page_are_named_when_they_are_wrong(self, world: World, browse: Browse) -> None:
        document, browser = issue(world), browse("shipper")
        save(world, document, {**WINE, "17": [WINE["17"][0]] * 11 + [{**WINE["17"][0], "f": "9999"}]})
        page = press(browser, browser.get(here(document)), document, "check")
        said = "La masse brute doit être au moins égale à la masse nette (9999 kg)."
        assert page.errors == [("", f"Masse brute (poids brut) (17e, article 12) : {said}")]

    @pytest.mark.parametrize("window", ["", "x", "5-2", "0-999", "999-999", "-1-3"])
    def test_hold_out_against_a_forged_window(self, world: World, browse: Browse, window: str) -> None:
        document = issue(world)
        save(world, document, {"17": self.LINES})
        page = browse("shipper").post(here(document), {"window": window, "revision": "1", **SAVE})
        assert page.status == 302


class TestReuse:
    @pytest.mark.rule("D2")
    def test_starts_from_a_model_or_a_past_document(self, world: World, browse: Browse) -> None:
        past, document, browser = issue(world), issue(world), browse("shipper")
        save(world, past, WINE)
        assert browser.post(here(past, "modeles/"), {"name": "Vers Hambourg"}).address == here(past)
        page = browser.get(here(document))
        model = EadModel.objects.get()
        assert page.choices("source") == [f"modele:{model.pk}", f"document:{past.reference}"]
        for source in page.choices("source"):
            assert browser.post(here(document, "reprendre/"), {"source": source}).address == here(document)
            assert browser.get(here(document)).form["5.b"] == "Weinhaus Müller"
            assert browser.get(here(document)).form["9.b"] == ""
        assert browser.post(here(past, f"modeles/{model.pk}/supprimer/")).address == here(past)
        assert not EadModel.objects.exists()

    @pytest.mark.parametrize("source", ["", "x", "modele:", "modele:x", "modele:²", "document:", "document:\x00"])
    def test_of_nothing_is_refused(self, world: World, browse: Browse, source: str) -> None:
        page = browse("shipper").post(here(issue(world), "reprendre/"), {"source": source})
        assert page.status in {404, 422}

    @pytest.mark.parametrize("name", ["", "x" * 61])
    def test_of_a_model_without_a_right_name_shows_it_again(self, world: World, browse: Browse, name: str) -> None:
        document = issue(world)
        save(world, document, WINE)
        page = browse("shipper").post(here(document, "modeles/"), {"name": name})
        assert page.status == 422
        assert page.errors == [("#ead-name", "Donnez un nom au modèle, de 1 à 60 caractères.")]
        assert page.main.one("#ead-name").get("value") == name

    @pytest.mark.rule("R2")
    def test_offers_nothing_of_others(self, world: World, browse: Browse) -> None:
        theirs = issue(world, "stranger", excise_number=world.strange.number)
        save(world, theirs, WINE, "stranger")
        model = save_model(theirs.reference, "Le leur", actor=world.actor("stranger"), now=EARLIER)
        document, browser = issue(world), browse("shipper")
        assert "Le leur" not in browser.get(here(document)).text
        for source in (f"modele:{model.pk}", f"document:{theirs.reference}"):
            assert browser.post(here(document, "reprendre/"), {"source": source}).status == 404
        assert browser.post(here(document, f"modeles/{model.pk}/supprimer/")).status == 404


class TestReading:
    @pytest.mark.rule("P3", "R2")
    @pytest.mark.parametrize("who", ["reader", "national", "administrator"])
    def test_those_who_only_consult_read_the_data(self, world: World, browse: Browse, who: str) -> None:
        document = issue(world)
        save(world, document, WINE)
        page = browse(who).get(here(document))
        assert page.main.all("form") == []
        assert page.facts["Code de type de destination 1a"] == "1 – Entrepôt fiscal"
        assert page.facts["Nom de l’opérateur 5b"] == "Weinhaus Müller"
        assert page.facts["Masse brute (poids brut) 17e, article 1"] == "1500,5"
        assert page.facts["Date de la facture 9c"] == "19/11/2026"

    @pytest.mark.rule("A1")
    def test_a_cancelled_document_is_read_alone(self, world: World, browse: Browse) -> None:
        document = issue(world)
        save(world, document, WINE)
        bring(world, document, Status.CANCELLED)
        browser = browse("shipper")
        page = browser.get(here(document))
        assert page.title == "Données du document"
        assert not page.main.all("form")
        page = browser.post(here(document), typed(WINE, **SAVE, revision="1"))
        assert page.status == 422
        assert page.sentences == ["Ce numéro est déjà annulé, définitivement."]


class TestNames:
    def test_that_are_no_place_of_table_1_are_left_aside(self) -> None:
        names = [
            "csrfmiddlewaretoken", "19.a", "5.z", "5[1].b", "17.b", "17[1000].b", "17[1].1.a", "17[1].1[100].a",
            "12[3].a", "17[1].2[1].a", "17[01].b", "17[0].b", "..", "1", "", "5..b", "17[²].b", "17[-1].b", "5.b.b",
        ]  # fmt: skip
        assert nested(dict.fromkeys(names, "x")) == {}

    def test_close_the_gaps_between_ranks(self) -> None:
        assert nested({"17[7].b": "B", "17[3].b": "A", "17[7].1[2].a": "CT"}) == {
            "17": [{"b": "A"}, {"b": "B", "1": [{"a": "CT"}]}]
        }


@pytest.mark.rule("D2")
def test_the_schema_is_published_for_machines(browse: Browse) -> None:
    response = browse("anonymous").get("/schemas/donnees-document.json").response
    assert response.headers["Content-Type"] == "application/schema+json"
    assert response.json()["$id"].endswith("/schemas/donnees-document.json")
    assert response.json()["properties"]["17"]["maxItems"] == 999
