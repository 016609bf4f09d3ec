"""The addresses of the pages, in French."""

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LogoutView
from django.urls import path, register_converter

from gps.exchange.exports import Kind
from gps.web.views import (
    authorisation,
    caller,
    cancel,
    demo_mails,
    document,
    drm,
    ead,
    followup,
    generate,
    health,
    home,
    ie815,
    imports,
    information,
    keys,
    may_i,
    office,
    outage,
    paper_lots,
    papers,
    portal,
    preferences,
    register,
    sau,
    search,
    session,
    subscription,
    verification,
    weather,
    webhooks,
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


class PublicIdentifier:
    """``P26-0042`` or ``D26-0107``: an outage or a request, as one says it on the telephone."""

    regex = "[PD][0-9]{2}-[0-9]{4,8}"

    def to_python(self, value: str) -> str:
        """As it is."""
        return value

    def to_url(self, value: str) -> str:
        """As it is."""
        return value


class ImportIdentifier:
    """``I26-0042``: a file of numbers that was received."""

    regex = "I[0-9]{2}-[0-9]{4,8}"

    def to_python(self, value: str) -> str:
        """As it is."""
        return value

    def to_url(self, value: str) -> str:
        """As it is."""
        return value


class Token:
    """32 random bytes in letters, digits and dashes: whoever has it may confirm or end one subscription."""

    regex = "[0-9A-Za-z_-]{43}"

    def to_python(self, value: str) -> str:
        """As it is."""
        return value

    def to_url(self, value: str) -> str:
        """As it is."""
        return value


class TableKind:
    """The end of a table's name: which kind of file."""

    regex = "csv|xlsx"

    def to_python(self, value: str) -> Kind:
        """As what it stands for."""
        return Kind(value)

    def to_url(self, value: str) -> str:
        """As it is written."""
        return value


class ExciseNumber:
    """13 letters and digits, in capitals: an establishment."""

    regex = "[A-Z]{2}[0-9A-Z]{11}"

    def to_python(self, value: str) -> str:
        """As it is."""
        return value

    def to_url(self, value: str) -> str:
        """As it is."""
        return value


register_converter(Reference, "reference")
register_converter(ExciseNumber, "excise")
register_converter(TableKind, "table")
register_converter(Token, "token")
register_converter(PublicIdentifier, "public")
register_converter(ImportIdentifier, "imported")
register_converter(Identifier, "identifier")

urlpatterns = [
    path("connexion/", session.SignIn.as_view(), name="login"),
    path("deconnexion/", login_not_required(LogoutView.as_view()), name="logout"),
    path("mot-de-passe/", session.ChangePassword.as_view(), name="password"),
    path("mot-de-passe/change/", session.PasswordChanged.as_view(), name="password_changed"),
    path("", portal.portal, name="portal"),
    path("accueil/", home.home, name="home"),
    path("formulaires/<slug:document_type>-suite.pdf", papers.suite, name="suite"),
    path("formulaires/<slug:document_type>.pdf", papers.blank, name="blank"),
    path("formulaires/lots/", paper_lots.mine, name="paper_lots"),
    path("formulaires/lots/<identifier:pk>/", paper_lots.lot, name="paper_lot"),
    path("formulaires/lots/<identifier:pk>/documents.pdf", paper_lots.file, name="paper_lot_file"),
    path("generer/", generate.generate, name="generate"),
    path("generer/lot/<identifier:submission>/", generate.batch, name="batch"),
    path("enregistrer/", register.register, name="register"),
    path("enregistrer/recu/<identifier:pk>/", register.receipt, name="receipt"),
    path("annuler/", cancel.cancel, name="cancel"),
    path("importer/", imports.index, name="imports"),
    path("importer/format/<str:name>", imports.published, name="import_published"),
    path("importer/<imported:identifier>/", imports.show, name="import"),
    path("importer/<imported:identifier>/integrer/", imports.again, name="import_again"),
    path("importer/<imported:identifier>/<str:name>", imports.file, name="import_file"),
    path("suivre/", followup.follow, name="followup"),
    path("suivre/export.<table:kind>", followup.export, name="followup_export"),
    path("rechercher/", search.find, name="search"),
    path("rechercher/export.<table:kind>", search.export, name="search_export"),
    path("documents/<reference:number>/", document.document, name="document"),
    path("documents/<reference:number>/recapitulatif/", document.recap, name="recap"),
    path("documents/<reference:number>/completer/", document.complete, name="complete"),
    path("documents/<reference:number>/corriger/", document.correct, name="correct"),
    path("documents/<reference:number>/reactiver/", document.reactivate, name="reactivate"),
    path("documents/<reference:number>/communication/", document.note_receipt, name="note_receipt"),
    path("schemas/donnees-document.json", ead.schema, name="ead_schema"),
    path("documents/<reference:number>/donnees/", ead.data, name="ead"),
    path("documents/<reference:number>/donnees/reprendre/", ead.start, name="ead_start"),
    path("documents/<reference:number>/donnees/modeles/", ead.save_model, name="ead_model"),
    path(
        "documents/<reference:number>/donnees/modeles/<identifier:pk>/supprimer/",
        ead.delete_model,
        name="ead_model_delete",
    ),
    path("documents/<reference:number>/formulaire.pdf", papers.prefilled, name="prefilled"),
    path("documents/<reference:number>/ie815/", ie815.document, name="ie815"),
    path("documents/<reference:number>/ie815.xml", ie815.file, name="ie815_file"),
    path("pannes/<public:identifier>/ie815/", ie815.of_outage, name="ie815_outage"),
    path("pannes/<public:identifier>/ie815.zip", ie815.outage_file, name="ie815_outage_file"),
    path("drm/", drm.monthly, name="drm"),
    path("drm/documents.csv", drm.sheet, name="drm_sheet"),
    path("drm/fragment.xml", drm.fragment, name="drm_fragment"),
    path("ai-je-le-droit/", may_i.may_i, name="may_i"),
    path("autorisations/", authorisation.requests, name="requests"),
    path("autorisations/demander/", authorisation.ask, name="ask"),
    path("autorisations/<public:identifier>/", authorisation.authorisation, name="authorisation"),
    path("autorisations/<public:identifier>/repondre/", authorisation.answer, name="answer"),
    path("autorisations/<public:identifier>/retirer/", authorisation.withdraw, name="withdraw_request"),
    path("autorisations/<public:identifier>/certificat.pdf", authorisation.certificate, name="certificate"),
    path("a-traiter/", office.anomalies, name="anomalies"),
    path("a-traiter/<identifier:pk>/", office.anomaly, name="anomaly"),
    path("sau/", sau.sau, name="sau"),
    path("sau/appelant/<excise:number>/", caller.caller, name="caller"),
    path("sau/appelant/<excise:number>/incident/", caller.open_operator_incident, name="open_operator_incident"),
    path("sau/pannes/nouvelle/", sau.open_alerts, name="open_alerts"),
    path("sau/prestataires/nouvelle/", sau.open_provider_incident, name="open_provider_incident"),
    path("sau/pannes/<public:identifier>/", outage.outage, name="outage"),
    path("sau/pannes/<public:identifier>/modifier/", outage.change, name="change_outage"),
    path("sau/pannes/<public:identifier>/terminer/", outage.end, name="end_outage"),
    path("sau/pannes/<public:identifier>/annuler/", outage.cancel, name="cancel_outage"),
    path("sau/pannes/<public:identifier>/rouvrir/", outage.reopen, name="reopen_outage"),
    path("meteo/", weather.meteo, name="meteo"),
    path("meteo/atom.xml", weather.atom, name="meteo_feed"),
    path("meteo/<public:identifier>/", weather.alert, name="meteo_alert"),
    path("verifier/", verification.verify, name="verify"),
    path("verifier/cles.json", verification.keys, name="proof_keys"),
    path("v/<str:payload>", verification.proof, name="verify_proof"),
    path("numeros-manuels/", information.hand_made, name="hand_made"),
    path("mon-propre-papier/", information.own_paper, name="own_paper"),
    path("aide/", information.help_index, name="help"),
    path("aide/<slug:slug>/", information.help_page, name="help_page"),
    path("informations/<slug:slug>/", information.duty, name="duty"),
    path("meteo/abonnement/", subscription.subscribe, name="subscription"),
    path("meteo/abonnement/demande/", subscription.asked, name="subscription_asked"),
    path("meteo/abonnement/confirmer/<token:token>/", subscription.confirm, name="subscription_confirm"),
    path("meteo/abonnement/fin/<token:token>/", subscription.end, name="subscription_end"),
    path("mes-avis/", preferences.choose, name="preferences"),
    path("cles/", keys.keys, name="keys"),
    path("cles/<identifier:pk>/revoquer/", keys.revoke, name="key_revoke"),
    path("webhooks/", webhooks.webhooks, name="webhooks"),
    path("webhooks/<identifier:pk>/", webhooks.webhook, name="webhook"),
    path("webhooks/<identifier:pk>/supprimer/", webhooks.delete, name="webhook_delete"),
    path("webhooks/envois/<identifier:pk>/", webhooks.delivery, name="webhook_delivery"),
    path("demonstration/courriels/", demo_mails.mails, name="demo_mails"),
    path("sante", health.health, name="health"),
]
