"""The sentences about what belongs to machines: their keys, the addresses that GPS calls (rule P4)."""

from collections.abc import Callable, Mapping

from gps.domain.errors import ErrorCode as E

SENTENCES: dict[E, str | Callable[[Mapping[str, object]], str]] = {
    E.KEY_SCOPES: "Cochez au moins un droit parmi ceux que votre compte peut donner à une clé.",
    E.KEY_LIFETIME: lambda d: f"Indiquez une durée de {d['shortest']} à {d['longest']} jours.",
    E.TOO_MANY_KEYS: lambda d: (
        f"Vous avez déjà {d['most']} clés en service, le plus qu’il est possible d’avoir. Révoquez-en une qui ne sert "
        "plus, puis recommencez."
    ),
    E.SECRET_SHOWN: (
        "Ce formulaire a déjà servi, et un secret n’est montré qu’une fois. S’il n’a pas été copié, révoquez la clé "
        "ou renouvelez le secret du webhook, dans la liste."
    ),
    E.WEBHOOK_ADDRESS: (
        "Saisissez une adresse complète qui commence par https://, sans identifiant ni mot de passe, sur le port 443 "
        "ou un port au-dessus de 1024, par exemple https://exemple.fr/gps."
    ),
    E.WEBHOOK_PLACE: lambda d: (
        f"Le nom « {d['host']} » mène à une adresse qui n’est pas publique : GPS n’appelle que des serveurs "
        "joignables sur Internet."
    ),
    E.WEBHOOK_UNKNOWN_HOST: lambda d: (
        f"Le nom « {d['host']} » est introuvable sur Internet. Vérifiez-le, ou recommencez dans quelques minutes."
    ),
    E.WEBHOOK_EVENTS: "Cochez au moins un événement.",
    E.TOO_MANY_WEBHOOKS: lambda d: (
        f"Vous avez déjà {d['most']} webhooks, le plus qu’il est possible d’avoir. Supprimez-en un qui ne sert plus."
    ),
}
