"""What GAMM@ is answered when GPS does not take a regularisation: why, what became of the ARC, what to do (rule M2)."""

from collections.abc import Callable, Mapping

from gps.domain.errors import ErrorCode

Data = Mapping[str, object]


def _type_mismatch(d: Data) -> str:
    found = f"et non un {d['found']}" if d["found"] else "et aucun type n’est indiqué"
    return (
        f"Ce document est un {d['expected']}, {found} : choisissez {d['expected']} pour le régulariser. Le type d’un "
        "numéro ne change jamais."
    )


def _kept(why: str, then: str) -> Callable[[Data], str]:
    """Say that the ARC is in the officer's hands, between the reason and the remedy."""
    return lambda d: (
        f"{why} Le CRA {d['arc']} est conservé et signalé au service de rattachement sous le reçu {d['receipt']}. "
        f"{then}"
    )


SENTENCES: dict[ErrorCode, str | Callable[[Data], str]] = {
    ErrorCode.TYPE_MISMATCH: _type_mismatch,
    ErrorCode.REINTEGRATION_INACTIVE: _kept(
        "Ce document est inactif : il n’a pas été régularisé à temps.",
        "Ce service peut le réactiver, pour « Échec de la régularisation dans GAMM@ » ; transmettez ensuite de nouveau "
        "le même CRA.",
    ),
    ErrorCode.REINTEGRATION_CANCELLED: _kept(
        "Ce document est annulé, définitivement : il ne peut pas être régularisé.",
        "Vérifiez le numéro ; si la marchandise est bien partie sous ce numéro, contactez ce service.",
    ),
    ErrorCode.OTHER_ARC: _kept(
        "Ce mouvement est déjà régularisé, sous un autre CRA.",
        "Si la première régularisation est une erreur, retirez-la, puis transmettez de nouveau ce CRA.",
    ),
    ErrorCode.ARC_TAKEN: _kept(
        "Ce CRA régularise déjà un autre document de secours, et un CRA ne sert qu’une fois.",
        "Vérifiez le CRA et le numéro du document.",
    ),
}
