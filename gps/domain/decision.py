"""« Ai-je le droit ? »: the summary sheet of the guide's annex as three questions (rules F1, F4, F6, F8).

It is asked when no ground is in force; each answer leads to the next question or to the step that opens the right.
"""

from collections.abc import Mapping
from enum import StrEnum

from gps.domain.grounds import PORTAL, AccessMode


class Question(StrEnum):
    """In the order in which they are asked; the values stand in addresses."""

    WHAT = "panne"
    WHERE = "origine"
    TRIED = "essai"


class Step(StrEnum):
    """What to do now."""

    WAIT = "attendre"
    CALL = "appeler"
    PUBLISH = "publier"
    PROVIDER = "prestataire"
    TRY = "essayer"
    ASK = "demander"


OTHER_FUNCTION, ISSUE = "autre", "emettre"
UNKNOWN, CUSTOMS, PROVIDER, OWN = "inconnu", "douane", "prestataire", "moi"
YES, NO = "oui", "non"

_LEADS: dict[tuple[Question, str], Question | Step] = {
    (Question.WHAT, ISSUE): Question.WHERE,
    (Question.WHAT, OTHER_FUNCTION): Step.WAIT,
    (Question.WHERE, UNKNOWN): Step.CALL,
    (Question.WHERE, CUSTOMS): Step.PUBLISH,
    (Question.WHERE, PROVIDER): Step.PROVIDER,
    (Question.WHERE, OWN): Question.TRIED,
    (Question.TRIED, NO): Step.TRY,
    (Question.TRIED, YES): Step.ASK,
}
"""(question, answer) -> what comes next. WAIT: other functions open no right (F6). CALL: only the help desk diagnoses
(F2). PUBLISH: the alert is not published yet (F3). PROVIDER: he declares, the help desk confirms (failure 3). TRY: any
other access first; ASK: the customs office (F4)."""


def answers_to(question: Question, access_mode: AccessMode | None) -> list[str]:
    """Give the answers that a question offers; a provider is nobody's matter who works by the portal."""
    answers = [answer for asked, answer in _LEADS if asked is question]
    return [a for a in answers if not (a == PROVIDER and access_mode in PORTAL)]


def lead(given: Mapping[str, str], access_mode: AccessMode | None) -> Question | Step:
    """Give the question to ask next, or the step to take.

    Args:
        given: the answers so far, by the question's value; one that is no answer of its question counts as none, and
            so does all that was answered after it.
        access_mode: the establishment's, None when it is not known.
    """
    asked = Question.WHAT
    while True:
        answer = given.get(asked.value, "")
        if answer not in answers_to(asked, access_mode):
            return asked
        following = _LEADS[asked, answer]
        if isinstance(following, Step):
            return following
        asked = following
