"""« Rechercher »: the criteria on the page, an address to share, pages, hostile addresses (rules R1–R3, N9)."""

from datetime import timedelta

import pytest

from gps.documents import search
from gps.domain.lifecycle import Status
from tests.documents.register import bring, issue, registered
from tests.documents.searches import FOUND, fill
from tests.web.conftest import Browse
from tests.web.scene import EIGHT
from tests.world import CLIENT, NOW, World

pytestmark = pytest.mark.django_db

SEARCH = "/rechercher/"
DATE = "Écrivez la date sous la forme jj/mm/aaaa, par exemple 20/11/2026."
TEXTS = ["egal", "commence", "finit", "contient"]
DAYS = ["egal", "avant", "apres"]


class TestTheForm:
    @pytest.mark.rule("R1")
    def test_offers_the_eleven_criteria_with_their_comparators(self, browse: Browse) -> None:
        page = browse("shipper").get(SEARCH)
        labels = [
            one.words.removesuffix("jj/mm/aaaa").strip()
            for one in page.main.all("label")
            if not one.is_a(".fr-sr-only")
        ]
        assert labels[:11] == [
            "Numéro de document", "Date d’expédition", "Numéro accise de l’expéditeur",
            "Date enregistrement", "Statut", "Type acteur", "Immatriculation transport", "Type de document",
            "Mode d’enregistrement", "Motif d’annulation", "Motif de réactivation",
        ]  # fmt: skip
        for name in search.TEXTS:
            assert page.choices(f"{name}_comparateur") == TEXTS
        for name in search.DATES:
            assert page.choices(f"{name}_comparateur") == DAYS
        words = {name: [o.words for o in page.main.one(f"#id_{name}").all("option")][1:] for name in search.CHOICES}
        assert words == {
            "statut": ["Actif", "Inactif", "Annulé", "Réintégré"],
            "acteur": ["Opérateur", "Douanier", "Prestataire EDI", "Système"],
            "type": ["DAE", "DSA"],
            "mode": ["normal", "a posteriori"],
            "motif_annulation": [
                "Transaction commerciale interrompue", "Erreur sur le document",
                "Reprise du système avant expédition des marchandises", "Autre",
            ],
            "motif_reactivation": [
                "Problèmes techniques récurrents chez l’opérateur", "Problèmes techniques récurrents douaniers",
                "Oubli de la part de l’opérateur", "Échec de la régularisation dans GAMM@", "Autre",
            ],
        }  # fmt: skip

    @pytest.mark.rule("R1")
    def test_asks_nothing_by_itself(self, world: World, browse: Browse) -> None:
        issue(world)
        page = browse("shipper").get(SEARCH)
        assert page.status == 200
        assert not page.tree.all("#resultats")

    @pytest.mark.rule("R1", "R3")
    def test_sent_empty_shows_all_that_concerns_the_person(self, world: World, browse: Browse) -> None:
        numbers = [issue(world).reference, registered(world, EIGHT).reference]
        issue(world, "client", excise_number=CLIENT)
        shipper = browse("shipper")
        page = shipper.get(SEARCH, shipper.get(SEARCH).form)
        assert page.numbers == numbers[::-1]
        assert "2 documents" in [heading.words for heading in page.main.all("h2")]

    @pytest.mark.rule("R1", "N9")
    def test_finds_and_keeps_what_was_typed(self, world: World, browse: Browse) -> None:
        found = issue(world, identity="Éole 42")
        issue(world, identity="AB-123-CD")
        shipper = browse("shipper")
        typed = {**shipper.get(SEARCH).form, "immatriculation": "eole-4", "immatriculation_comparateur": "commence"}
        page = shipper.get(SEARCH, {**typed, "expedition": "20/11/2026", "statut": "active"})
        assert page.numbers == [found.reference]
        assert page.form["immatriculation"] == "eole-4"
        assert page.form["immatriculation_comparateur"] == "commence"
        assert (page.form["expedition"], page.form["statut"]) == ("20/11/2026", "active")

    @pytest.mark.rule("R1")
    def test_says_when_nothing_is_found(self, browse: Browse) -> None:
        page = browse("shipper").get(SEARCH, {"numero": EIGHT})
        assert "Aucun document" in [heading.words for heading in page.main.all("h2")]

    @pytest.mark.rule("R1")
    @pytest.mark.parametrize(
        ("query", "name", "sentence"),
        [
            ({"expedition": "1/1/26"}, "expedition", DATE),
            ({"enregistrement": "31/02/2026"}, "enregistrement", "Le 31/02/2026 n’existe pas dans le calendrier."),
            ({"statut": "perdu"}, "statut", "Choisissez une valeur dans la liste."),
            ({"motif_annulation": "x\x00"}, "motif_annulation", "Choisissez une valeur dans la liste."),
            ({"numero": "é" * 3}, "numero", "Saisissez de 1 à 60 lettres ou chiffres."),
            ({"numero": "9" * 61}, "numero", "Saisissez de 1 à 60 lettres ou chiffres."),
            ({"accise": "%"}, "accise", "Saisissez de 1 à 60 lettres ou chiffres."),
            ({"immatriculation": "---"}, "immatriculation", "Saisissez de 1 à 60 lettres ou chiffres."),
        ],
    )
    def test_tells_a_fault_once_on_its_criterion(
        self, browse: Browse, query: dict[str, str], name: str, sentence: str
    ) -> None:
        page = browse("shipper").get(SEARCH, query)
        assert page.status == 422
        assert page.errors == [(f"#id_{name}", sentence)]
        assert page.told(name) == [sentence]
        assert not page.tree.all("#resultats")


class TestTheResults:
    @pytest.mark.rule("R1", "R2", "N9")
    def test_are_exactly_what_meets_all_criteria(self, world: World, browse: Browse) -> None:
        names, national = fill(world), browse("national")
        found = {}
        for query in FOUND:
            page = national.get(f"{SEARCH}?{query}&chercher=1")
            assert page.status == 200, query
            found[query] = {names[number] for number in page.numbers}
        assert found == FOUND

    @pytest.mark.rule("R2")
    @pytest.mark.parametrize(
        ("who", "sees"),
        [("shipper", "s"), ("reader", "s"), ("client", "c"), ("provider", "c"), ("officer", "sc"), ("national", "sc"),
         ("administrator", "sc"), ("stranger", ""), ("other_officer", "")],
    )  # fmt: skip
    def test_are_those_that_concern_the_person(self, world: World, browse: Browse, who: str, sees: str) -> None:
        numbers = {"s": issue(world).reference, "c": issue(world, "client", excise_number=CLIENT).reference}
        assert set(browse(who).get(SEARCH, {"chercher": "1"}).numbers) == {numbers[key] for key in sees}

    @pytest.mark.rule("R3")
    def test_have_an_address_that_makes_the_same_search(self, world: World, browse: Browse) -> None:
        for n in range(3):
            issue(world, identity=f"AB {n}")
        bring(world, issue(world, identity="AB 9"), Status.CANCELLED)
        shipper = browse("shipper")
        query = {
            "immatriculation": "ab", "immatriculation_comparateur": "commence", "enregistrement": "19/11/2026",
            "enregistrement_comparateur": "apres", "statut": "active", "tri": "numero", "inconnu": "x",
        }  # fmt: skip
        page = shipper.get(SEARCH, query)
        assert len(page.numbers) == 3
        [link] = [a.get("href") for a in page.main.all("a") if a.words == "Adresse de cette recherche"]
        shared = browse("officer").get(SEARCH + link)
        assert shared.numbers == page.numbers == sorted(page.numbers)
        again = {name: value for name, value in shared.form.items() if value}
        assert {name: again.get(name) for name in query if name != "inconnu"} == {
            name: value for name, value in query.items() if name != "inconnu"
        }

    @pytest.mark.rule("R3")
    @pytest.mark.parametrize("sort", search.SORTS)
    def test_go_on_page_by_page_without_loss(self, world: World, browse: Browse, sort: str) -> None:
        made = {issue(world, now=NOW + timedelta(seconds=n // 3), identity=f"AB {n % 4}").reference for n in range(55)}
        made.add(issue(world, "officer", identity="", on=None, at=None).reference)
        shipper = browse("shipper")
        pages = [shipper.get(SEARCH, {"tri": sort})]
        while len(pages) < 9 and (
            links := [a for a in pages[-1].main.all(".fr-pagination__link--next") if a.get("href")]
        ):
            pages.append(shipper.get(SEARCH + links[0].get("href")))
        seen = [number for page in pages for number in page.numbers]
        assert len(seen) == len(made) == len(set(seen)) == 56
        [back] = pages[-1].main.all(".fr-pagination__link--prev")
        assert shipper.get(SEARCH + back.get("href")).numbers == pages[-2].numbers

    @pytest.mark.rule("R3")
    def test_lose_nothing_while_documents_come_in(self, world: World, browse: Browse) -> None:
        made = [issue(world).reference for _ in range(30)]
        shipper = browse("shipper")
        first = shipper.get(SEARCH, {"chercher": "1"})
        for n in range(1, 5):
            issue(world, now=NOW + timedelta(minutes=n))
        [link] = first.main.all(".fr-pagination__link--next")
        second = shipper.get(SEARCH + link.get("href"))
        assert first.numbers + second.numbers == made[::-1]

    @pytest.mark.rule("R3")
    def test_are_counted_up_to_a_bound(self, world: World, browse: Browse, monkeypatch: pytest.MonkeyPatch) -> None:
        for _ in range(6):
            issue(world)
        monkeypatch.setattr("gps.documents.pages.COUNT_LIMIT", 5)
        page = browse("shipper").get(SEARCH, {"chercher": "1"})
        assert "Plus de 5 documents" in [heading.words for heading in page.main.all("h2")]


HOSTILE = [
    "tri=x", "tri=-numero&tri=numero", "statut=active&statut=lost", "numero=%00", "numero=A%00", "accise=%00",
    "immatriculation=%00", "expedition=%00", "enregistrement=20/11/2026%00", "curseur=%00", "curseur=x", "curseur=e30",
    "curseur=" + "A" * 6000, "numero=" + "9" * 6000, "numero_comparateur=x&numero=1", "numero_comparateur=%00",
    "expedition_comparateur=contient&expedition=20/11/2026", "expedition=31/12/9999", "expedition=01/01/0001",
    "numero[]=1", "a=" + "&a=".join("1" * 150), "chercher=%FF%FE", "numero=%ED%A0%80", "numero=😀", "page=-1",
    "__proto__=1", "numero=' OR 1=1 --", "immatriculation=%25&immatriculation_comparateur=contient", "=", "&&&",
]  # fmt: skip


@pytest.mark.rule("R1", "R3")
@pytest.mark.parametrize("query", HOSTILE, ids=lambda query: query[:30])
def test_no_address_is_a_fault_of_ours(world: World, browse: Browse, query: str) -> None:
    issue(world)
    assert browse("shipper").get(f"{SEARCH}?{query}").status in {200, 422}
    assert browse("shipper").get(f"/suivre/?{query}").status in {200, 422}


@pytest.mark.rule("R3")
def test_a_cursor_of_another_order_is_refused(world: World, browse: Browse) -> None:
    for _ in range(26):
        issue(world)
    shipper = browse("shipper")
    for given, used in (("numero", "-enregistrement"), ("-enregistrement", "numero"), ("expedition", "numero")):
        [link] = shipper.get(SEARCH, {"tri": given}).main.all(".fr-pagination__link--next")
        cursor = link.get("href").partition("curseur=")[2]
        page = shipper.get(SEARCH, {"tri": used, "curseur": cursor})
        assert page.status == 422
        assert page.sentences == ["Cette adresse de page n’est pas valable : reprenez la recherche à la première page."]
