"""Tags of the pages that tell what one may: the questions, their answers, the sheet of the annex (rule F8)."""

from django import template
from django.utils.safestring import SafeString, mark_safe

from gps.domain import decision
from gps.domain.decision import Question, Step
from gps.domain.grounds import GroundKind
from gps.outages.rights import Right

register = template.Library()

QUESTIONS = {
    Question.WHAT: "Que ne pouvez-vous plus faire ?",
    Question.WHERE: "D’où vient la panne, d’après le SAU ?",
    Question.TRIED: "Avez-vous essayé un autre accès à GAMM@ ?",
}

ANSWERS = {
    (Question.WHAT, decision.OTHER_FUNCTION): "Utiliser une autre fonction (certificat de réception, par exemple)",
    (Question.WHAT, decision.ISSUE): "Émettre ou imprimer un DAE ou un DSA",
    (Question.WHERE, decision.UNKNOWN): "Je n’ai pas encore appelé le SAU",
    (Question.WHERE, decision.CUSTOMS): "De la douane : GAMM@ ou la messagerie MAREVA",
    (Question.WHERE, decision.PROVIDER): "De mon prestataire EDI",
    (Question.WHERE, decision.OWN): "De ma connexion ou de mon équipement",
    (Question.TRIED, decision.NO): "Non, pas encore",
    (Question.TRIED, decision.YES): "Oui, aucun ne fonctionne",
}

STEPS = {
    Step.WAIT: "Attendez le rétablissement",
    Step.CALL: "Appelez le SAU",
    Step.PUBLISH: "Attendez la publication de l’alerte",
    Step.PROVIDER: "Appelez votre prestataire EDI",
    Step.TRY: "Essayez un autre accès",
    Step.ASK: "Demandez l’autorisation à votre service",
}

_CASES = {
    Step.CALL: "diagnostic",
    Step.PUBLISH: "non-publiee",
    Step.PROVIDER: "prestataire",
    Step.TRY: "alternatif",
    Step.ASK: "autorisation",
}
_GROUNDS = {
    GroundKind.ALERT: "publiee",
    GroundKind.PROVIDER_INCIDENT: "prestataire",
    GroundKind.EXPLICIT: "autorisation",
    GroundKind.TACIT: "autorisation",
}


@register.filter
def question_text(value: str) -> str:
    """A question in French."""
    return QUESTIONS[Question(value)]


@register.filter
def answer_text(question: str, answer: str) -> str:
    """An answer to a question, in French; "" for one that a forged address gives."""
    return ANSWERS.get((Question(question), answer), "")


@register.filter
def step_title(value: str) -> str:
    """A step, as a title."""
    return STEPS[Step(value)]


@register.simple_tag
def sheet_case(case: str, right: Right | None, step: str) -> SafeString:
    """The attributes of a line of the sheet: those of the person's own case, or none (F8)."""
    own = _CASES.get(Step(step), "") if step else ""
    if right is not None and right.ground is not None:
        own = _GROUNDS.get(right.ground.kind, "")
    elif right is not None and right.waiting is not None:
        own = "autorisation"
    return mark_safe('class="gps-own-case" aria-current="true"') if case == own else mark_safe("")


@register.filter
def minutes_seconds(seconds: int) -> str:
    """« 59:30 »."""
    return f"{seconds // 60:02d}:{seconds % 60:02d}"
