"""The short code lists of EMCS as drop-downs in French: what a person picks, the code first.

The codes are those of Regulation (EU) 2022/1636, Annex II (destination, arrangement, guarantor, transport mode and
unit); the French words are this project's. A choice is its own value in the PDF (no hidden export value), so that
every tool that fills or reads the form, and the paper, show the same text.
"""

from typing import Final

DESTINATION_TYPES: Final = (
    "1 - Entrepôt fiscal",
    "2 - Destinataire enregistré",
    "3 - Destinataire enregistré à titre temporaire",
    "4 - Livraison directe",
    "5 - Destinataire exonéré",
    "6 - Exportation",
    "8 - Destination inconnue",
    "11 - Retour au lieu d'expédition",
)
"""Table 1 `1a` on a DAA (movement under suspension of duty)."""

DUTY_PAID_DESTINATION_TYPES: Final = (
    "9 - Destinataire certifié",
    "10 - Destinataire certifié à titre temporaire",
    "11 - Retour au lieu d'expédition",
)
"""Table 1 `1a` on a DSA (duty-paid movement)."""

TRANSPORT_ARRANGEMENTS: Final = (
    "1 - Expéditeur",
    "2 - Destinataire",
    "3 - Propriétaire des produits",
    "4 - Autre",
)
"""Table 1 `1c`: who arranges the first transport."""

ORIGIN_TYPES: Final = ("1 - Entrepôt fiscal", "2 - Importation", "3 - Droits acquittés")
"""Table 1 `9d`."""

GUARANTORS: Final = (
    "1 - Expéditeur",
    "2 - Transporteur",
    "3 - Propriétaire des produits",
    "4 - Destinataire",
    "5 - Aucune garantie",
    "12 - Expéditeur et transporteur",
    "13 - Expéditeur et propriétaire",
    "14 - Expéditeur et destinataire",
    "23 - Transporteur et propriétaire",
    "24 - Transporteur et destinataire",
    "34 - Propriétaire et destinataire",
    "123 - Expéditeur, transporteur et propriétaire",
    "124 - Expéditeur, transporteur et destinataire",
    "134 - Expéditeur, propriétaire et destinataire",
    "234 - Transporteur, propriétaire et destinataire",
    "1234 - Expéditeur, transporteur, propriétaire et destinataire",
)
"""Table 1 `11a`."""

TRANSPORT_MODES: Final = (
    "1 - Mer",
    "2 - Chemin de fer",
    "3 - Route",
    "4 - Air",
    "5 - Envoi postal",
    "7 - Installations fixes",
    "8 - Navigation intérieure",
    "0 - Autre",
)
"""Table 1 `13a`."""

TRANSPORT_UNITS: Final = (
    "1 - Conteneur",
    "2 - Véhicule",
    "3 - Remorque",
    "4 - Tracteur",
    "5 - Installation fixe",
)
"""Table 1 `16a`."""

YES_OR_NO: Final = ("0 - Non", "1 - Oui")
"""Table 1 `17k`."""

WINE_CATEGORIES: Final = (
    "1 - Vin sans AOP ni IGP",
    "2 - Vin de cépage sans AOP ni IGP",
    "3 - Vin avec AOP ou IGP",
    "4 - Vin importé",
    "5 - Autre",
)
"""Table 1 `17.2a`."""

WINE_ZONES: Final = ("1 - A", "2 - B", "3 - C I", "4 - C II", "5 - C III a)", "6 - C III b)")
"""Table 1 `17.2b`."""
