"""« Importer »: the file, and whether it is only tried (rules I2, I3)."""

from django import forms
from django.conf import settings

from gps.web.forms.base import GpsForm


class ImportForm(GpsForm):
    """One XML file. What is in it is judged by the import itself, after the answer."""

    file = forms.FileField(
        label="Fichier XML des numéros",
        help_text=f"Au format XML publié ci-dessous, {settings.IMPORT_MAX_BYTES // 2**20} Mo au plus.",
        allow_empty_file=True,  # the import says it in its own words
        widget=forms.FileInput(attrs={"class": "fr-upload", "accept": ".xml,application/xml,text/xml"}),
        error_messages={
            "required": "Choisissez le fichier à envoyer.",
            "invalid": "Le fichier n’est pas parvenu à GPS : choisissez-le de nouveau, puis envoyez.",
        },
    )
    dry_run = forms.BooleanField(
        required=False,
        label="Essai : tout vérifier sans rien enregistrer",
        help_text="Vous voyez ce que donnerait l’import, puis vous l’intégrez pour de bon d’un clic.",
    )
