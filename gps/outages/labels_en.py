"""The English words of what is published: carriers and consignees abroad meet the papers too (rule F3)."""

from gps.domain.grounds import Failure, Service, Severity

SERVICE = {
    Service.GAMMA_DTI: "GAMM@ DTI",
    Service.GAMMA_EDI: "GAMM@ EDI",
    Service.MAREVA: "MAREVA messaging",
}

SEVERITY = {
    Severity.NOTICE: "Notice",
    Severity.RED: "Red alert",
    Severity.BLACK: "Black alert",
}

COVERED = {
    Failure.GAMMA_EDI: "operators working by EDI",
    Failure.GAMMA_DTI: "operators working by the portal (DTI and DTI+)",
}

ACTION = {
    "open": "Published",
    "change": "Changed",
    "end": "Ended",
    "cancel": "Cancelled",
    "reopen": "Reopened",
}
