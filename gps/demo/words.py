"""What the help desk publishes, what operators write to their service: the texts of the demonstration."""

from collections.abc import Mapping

from gps.domain.grounds import Service

ALERTS: Mapping[Service, tuple[tuple[str, str], ...]] = {
    Service.GAMMA_DTI: (
        (
            "La création de DAE et de DSA par le portail ne répond plus. Générez vos numéros de secours dans GPS.",
            "e-ADs and e-SADs cannot be created on the portal. Obtain your fallback numbers from GPS.",
        ),
        (
            "GAMM@ DTI rejette une partie des envois. N’attendez pas\u00a0: utilisez la procédure de secours.",
            "GAMM@ DTI rejects some submissions. Do not wait: use the fallback procedure.",
        ),
        (
            "Incident sur l’hébergement de GAMM@\u00a0: le portail est indisponible. Demandez vos numéros dans GPS.",
            "Hosting incident: the GAMM@ portal is down. Please ask GPS for your numbers.",
        ),
    ),
    Service.GAMMA_EDI: (
        (
            "Les messages IE815 ne reçoivent plus de réponse. Les opérateurs en EDI utilisent la procédure de secours.",
            "IE815 messages are no longer answered. EDI operators shall use the fallback procedure.",
        ),
        (
            "GAMM@ EDI n’attribue plus de CRA. Ne renvoyez rien\u00a0: générez un numéro de secours dans GPS.",
            "GAMM@ EDI no longer assigns ARCs. Do not send again: obtain a fallback number from GPS.",
        ),
    ),
    Service.MAREVA: (
        (
            "La messagerie MAREVA ne distribue plus les messages EDI. Utilisez la procédure de secours.",
            "The MAREVA messaging service no longer delivers EDI messages. Use the fallback procedure.",
        ),
    ),
}
"""In French and in English, for each service."""

TODAY = (
    "Le portail ne crée plus ni DAE ni DSA. Générez vos numéros dans GPS. Les opérateurs en EDI ne sont pas touchés.",
    "The portal creates neither e-ADs nor e-SADs. Obtain your numbers from GPS. EDI operators are not affected.",
)
WORSE = (
    "La panne s’étend\u00a0: plus aucun envoi n’aboutit. L’alerte passe de rouge à noire.",
    "The outage is spreading: no submission gets through. The alert goes from red to black.",
)
RELAPSE = "Le service était revenu puis a de nouveau cessé de répondre."
MISTAKE = "Publiée par erreur\u00a0: l’essai d’un message, MAREVA fonctionne."
PAST_MAINTENANCE = (
    "Maintenance de nuit de la messagerie MAREVA. Les départs de la nuit se font sous procédure de secours.",
    "Overnight maintenance of MAREVA. Movements that leave during the night use the fallback procedure.",
)
MAINTENANCE = (
    "Maintenance de nuit de GAMM@ EDI. Anticipez vos envois\u00a0; la nuit, utilisez la procédure de secours.",
    "Overnight maintenance of GAMM@ EDI. Send your messages ahead; during the night, use the fallback procedure.",
)

PROVIDER = (
    "Liaisons Douanières n’achemine plus les messages\u00a0: rupture de sa liaison avec MAREVA, confirmée par le SAU."
)
PROVIDER_TODAY = (
    "Liaisons Douanières signale la panne de son serveur d’envoi. Ses clients utilisent la procédure de secours."
)

DEPOT_LINK = (
    "Le prestataire est rétabli, mais sa liaison avec le dépôt de Calais ne revient pas\u00a0: à voir chez l’opérateur."
)
DEPOT_ASKS = "La liaison avec notre prestataire n’est pas revenue après sa panne de ce jour. Deux camions attendent."

CIRCUMSTANCES = (
    "Plus d’accès à Internet sur le site, le partage de connexion par téléphone ne passe pas.",
    "Le poste de déclaration ne démarre plus\u00a0; aucun autre poste n’a le certificat.",
    "Coupure de la fibre par des travaux dans la rue. Le camion est à quai.",
    "Le logiciel de déclaration se ferme à l’envoi. L’éditeur est prévenu.",
)
"""What operators say of their own breakdown, in turn."""
