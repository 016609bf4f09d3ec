"""The addresses of the pages, in French."""

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LogoutView
from django.urls import path, register_converter

from gps.web.views import (
    cancel,
    document,
    followup,
    generate,
    health,
    home,
    information,
    office,
    papers,
    portal,
    register,
    search,
    session,
)

app_name = "web"


class Reference:
    """21 letters and digits, in capitals: what a document's address may hold."""

    regex = "[0-9A-Z]{21}"

    def to_python(self, value: str) -> str:
        """As it is."""
        return value

    def to_url(self, value: str) -> str:
        """As it is."""
        return value


class Identifier:
    """A row's own number, within what the databases hold: a longer one is no address."""

    regex = "[0-9]{1,18}"

    def to_python(self, value: str) -> int:
        """As a number."""
        return int(value)

    def to_url(self, value: int) -> str:
        """As it is written."""
        return str(value)


register_converter(Reference, "reference")
register_converter(Identifier, "identifier")

urlpatterns = [
    path("connexion/", session.SignIn.as_view(), name="login"),
    path("deconnexion/", login_not_required(LogoutView.as_view()), name="logout"),
    path("mot-de-passe/", session.ChangePassword.as_view(), name="password"),
    path("mot-de-passe/change/", session.PasswordChanged.as_view(), name="password_changed"),
    path("", portal.portal, name="portal"),
    path("accueil/", home.home, name="home"),
    path("formulaires/<slug:document_type>.pdf", papers.blank, name="blank"),
    path("generer/", generate.generate, name="generate"),
    path("generer/lot/<identifier:submission>/", generate.batch, name="batch"),
    path("enregistrer/", register.register, name="register"),
    path("enregistrer/recu/<identifier:pk>/", register.receipt, name="receipt"),
    path("annuler/", cancel.cancel, name="cancel"),
    path("suivre/", followup.follow, name="followup"),
    path("rechercher/", search.find, name="search"),
    path("documents/<reference:number>/", document.document, name="document"),
    path("documents/<reference:number>/recapitulatif/", document.recap, name="recap"),
    path("documents/<reference:number>/completer/", document.complete, name="complete"),
    path("documents/<reference:number>/corriger/", document.correct, name="correct"),
    path("documents/<reference:number>/reactiver/", document.reactivate, name="reactivate"),
    path("documents/<reference:number>/communication/", document.note_receipt, name="note_receipt"),
    path("documents/<reference:number>/formulaire.pdf", papers.prefilled, name="prefilled"),
    path("a-traiter/", office.anomalies, name="anomalies"),
    path("a-traiter/<identifier:pk>/", office.anomaly, name="anomaly"),
    path("numeros-manuels/", information.hand_made, name="hand_made"),
    path("mon-propre-papier/", information.own_paper, name="own_paper"),
    path("aide/", information.help_index, name="help"),
    path("aide/<slug:slug>/", information.help_page, name="help_page"),
    path("informations/<slug:slug>/", information.duty, name="duty"),
    path("sante", health.health, name="health"),
]
