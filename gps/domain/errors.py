"""What the rules refuse, as codes: machines get the code, people the sentence that ``gps.wording`` makes of it.

Each code has a slug (stable, for the API and the logs) and three characters (the house style of French customs'
XML answers): a letter for the family and two digits. A code is never given another meaning.
"""

import dataclasses
from collections.abc import Iterable, Mapping
from enum import Enum


class ErrorCode(Enum):
    """Every refusal of the rule book: ``(slug, three characters)``."""

    # N: numbers
    REFERENCE_LENGTH = ("reference-length", "N01")
    REFERENCE_CHARACTER = ("reference-character", "N02")
    REFERENCE_YEAR_FORM = ("reference-year-form", "N03")
    REFERENCE_YEAR_TO_COME = ("reference-year-to-come", "N04")
    REFERENCE_OTHER_EXCISE_NUMBER = ("reference-other-excise-number", "N05")
    REFERENCE_SEQUENCE_FORM = ("reference-sequence-form", "N06")
    REFERENCE_SEQUENCE_ZERO = ("reference-sequence-zero", "N07")
    REFERENCE_LAST_CHARACTER = ("reference-last-character", "N08")
    REFERENCE_LETTER_O = ("reference-letter-o", "N09")
    SEQUENCE_EXHAUSTED = ("sequence-exhausted", "N10")
    REFERENCE_WELL_FORMED = ("reference-well-formed", "N11")
    # X: excise numbers
    EXCISE_NUMBER_LENGTH = ("excise-number-length", "X01")
    EXCISE_NUMBER_CHARACTER = ("excise-number-character", "X02")
    EXCISE_NUMBER_COUNTRY = ("excise-number-country", "X03")
    EXCISE_NUMBER_FORM = ("excise-number-form", "X04")
    EXCISE_NUMBER_NOT_ENTITLED = ("excise-number-not-entitled", "X05")
    # D: dispatch and transport
    DISPATCH_DATE_PAST = ("dispatch-date-past", "D01")
    DISPATCH_TIME_PAST = ("dispatch-time-past", "D02")
    DISPATCH_TIME_MISSING_HOUR = ("dispatch-time-missing-hour", "D03")
    DISPATCH_DATE_TOO_FAR = ("dispatch-date-too-far", "D04")
    DISPATCH_INCOMPLETE = ("dispatch-incomplete", "D05")
    MOMENT_TO_COME = ("moment-to-come", "D06")
    TRANSPORT_EMPTY = ("transport-empty", "D10")
    TRANSPORT_TOO_LONG = ("transport-too-long", "D11")
    TRANSPORT_CHARACTER = ("transport-character", "D12")
    # C: confirmations that are asked for
    CONFIRM_JUMP = ("confirm-jump", "C01")
    CONFIRM_OUTSIDE_YEAR = ("confirm-outside-year", "C02")
    CONFIRM_DUTY_PAID_WAREHOUSE = ("confirm-duty-paid-warehouse", "C03")
    # S: submissions and numbers already known
    SUBMISSION_CONFLICT = ("submission-conflict", "S01")
    ALREADY_REGISTERED = ("already-registered", "S02")
    BATCH_SIZE = ("batch-size", "S03")
    SUBMISSION_KEY = ("submission-key", "S04")
    # T: life cycle
    TRANSITION_FORBIDDEN = ("transition-forbidden", "T01")
    REASON_UNKNOWN = ("reason-unknown", "T02")
    COMMENT_REQUIRED = ("comment-required", "T03")
    COMMENT_TOO_LONG = ("comment-too-long", "T04")
    NOT_YET_OVERDUE = ("not-yet-overdue", "T05")
    ARC_WRONG = ("arc-wrong", "T06")
    NOTHING_TO_CORRECT = ("nothing-to-correct", "T07")
    CORRECTION_FORBIDDEN = ("correction-forbidden", "T08")
    NOT_TO_COMPLETE = ("not-to-complete", "T09")
    TYPE_MISMATCH = ("type-mismatch", "T10")
    ALREADY_RESOLVED = ("already-resolved", "T11")
    COMMENT_CHARACTER = ("comment-character", "T12")
    # E: the data of a document, by Table 1
    EAD_SHAPE = ("ead-shape", "E01")
    EAD_UNKNOWN = ("ead-unknown", "E02")
    EAD_REPEAT = ("ead-repeat", "E03")
    EAD_GIVEN = ("ead-given", "E04")
    EAD_FORMAT = ("ead-format", "E05")
    EAD_LENGTH = ("ead-length", "E06")
    EAD_CHARACTER = ("ead-character", "E07")
    EAD_CODE = ("ead-code", "E08")
    EAD_RANGE = ("ead-range", "E09")
    EAD_MISSING = ("ead-missing", "E10")
    EAD_CONDITION = ("ead-condition", "E11")
    EAD_FORBIDDEN = ("ead-forbidden", "E12")
    EAD_TYPE = ("ead-type", "E13")
    EAD_JOURNEY = ("ead-journey", "E14")
    EAD_GUARANTORS = ("ead-guarantors", "E15")
    EAD_GUARANTEE = ("ead-guarantee", "E16")
    EAD_PAIR = ("ead-pair", "E17")
    EAD_MASS = ("ead-mass", "E18")
    EAD_STRENGTH = ("ead-strength", "E19")
    EAD_MARKS = ("ead-marks", "E20")
    EAD_CERTIFICATE = ("ead-certificate", "E21")
    EAD_CHANGED = ("ead-changed", "E22")
    EAD_MODEL_NAME = ("ead-model-name", "E23")
    EAD_NOTHING = ("ead-nothing", "E24")
    EAD_CERTIFICATES_FULL = ("ead-certificates-full", "E25")
    # O: outages and authorisations
    END_BEFORE_START = ("end-before-start", "O01")
    OUTAGE_OVER = ("outage-over", "O02")
    OUTAGE_NOT_OVER = ("outage-not-over", "O03")
    OUTAGE_STANDS = ("outage-stands", "O04")
    OUTAGE_MESSAGE = ("outage-message", "O05")
    OUTAGE_TARGET = ("outage-target", "O06")
    OUTAGE_UNCHANGED = ("outage-unchanged", "O07")
    OUTAGE_TOO_FAR = ("outage-too-far", "O08")
    OUTAGE_BEGUN = ("outage-begun", "O09")
    OTHER_ACCESS_FIRST = ("other-access-first", "O10")
    REINTEGRATION_UNSAID = ("reintegration-unsaid", "O11")
    INCIDENT_UNKNOWN = ("incident-unknown", "O12")
    REQUEST_STANDS = ("request-stands", "O13")
    ALREADY_ANSWERED = ("already-answered", "O14")
    REQUEST_CLOSED = ("request-closed", "O15")
    ANSWER_BEFORE_REQUEST = ("answer-before-request", "O16")
    AUTHORISATION_TOO_LONG = ("authorisation-too-long", "O17")
    MEANS_MISSING = ("means-missing", "O18")
    REQUEST_TOO_OLD = ("request-too-old", "O19")
    REQUEST_REFUSED = ("request-refused", "O20")
    # M: mail
    EMAIL_WRONG = ("email-wrong", "M01")
    TOO_MANY_TRIES = ("too-many-tries", "M02")
    SUBSCRIPTION_CLOSED = ("subscription-closed", "M03")
    # W: what does not go on paper
    PAPER_CHARACTER = ("paper-character", "W01")
    PAPER_VALUE = ("paper-value", "W02")
    PAPER_CANCELLED = ("paper-cancelled", "W03")
    PAPER_LOT_SIZE = ("paper-lot-size", "W04")
    # G: regularisations that GAMM@ reports
    REINTEGRATION_INACTIVE = ("reintegration-inactive", "G01")
    REINTEGRATION_CANCELLED = ("reintegration-cancelled", "G02")
    OTHER_ARC = ("other-arc", "G03")
    ARC_TAKEN = ("arc-taken", "G04")
    # R: searches
    SEARCH_COMPARATOR = ("search-comparator", "R01")
    SEARCH_DATE = ("search-date", "R02")
    SEARCH_VALUE = ("search-value", "R03")
    SEARCH_TEXT = ("search-text", "R04")
    SEARCH_SORT = ("search-sort", "R05")
    CURSOR_WRONG = ("cursor-wrong", "R06")
    # P: rights
    NOT_ALLOWED = ("not-allowed", "P01")
    GROUND_MISSING = ("ground-missing", "P02")
    # K: keys of machines
    KEY_SCOPES = ("key-scopes", "K01")
    KEY_LIFETIME = ("key-lifetime", "K02")
    TOO_MANY_KEYS = ("too-many-keys", "K03")
    SECRET_SHOWN = ("secret-shown", "K04")
    # H: webhooks
    WEBHOOK_ADDRESS = ("webhook-address", "H01")
    WEBHOOK_PLACE = ("webhook-place", "H02")
    WEBHOOK_UNKNOWN_HOST = ("webhook-unknown-host", "H03")
    WEBHOOK_EVENTS = ("webhook-events", "H04")
    TOO_MANY_WEBHOOKS = ("too-many-webhooks", "H05")
    # I: imports, a file as a whole, then an entry
    IMPORT_RESERVED = ("import-reserved", "I01")
    IMPORT_FILE_EMPTY = ("import-file-empty", "I02")
    IMPORT_TOO_LARGE = ("import-too-large", "I03")
    IMPORT_NOT_XML = ("import-not-xml", "I04")
    IMPORT_ENCODING = ("import-encoding", "I05")
    IMPORT_DOCTYPE = ("import-doctype", "I06")
    IMPORT_NOT_WELL_FORMED = ("import-not-well-formed", "I07")
    IMPORT_TAG_TOO_LONG = ("import-tag-too-long", "I08")
    IMPORT_NAMESPACE = ("import-namespace", "I09")
    IMPORT_ELEMENT = ("import-element", "I10")
    IMPORT_ATTRIBUTE = ("import-attribute", "I11")
    IMPORT_TEXT = ("import-text", "I12")
    IMPORT_NO_ENTRY = ("import-no-entry", "I13")
    IMPORT_ACCESS_MODE = ("import-access-mode", "I20")
    IMPORT_TYPE = ("import-type", "I21")
    IMPORT_DATE = ("import-date", "I22")
    IMPORT_TIME = ("import-time", "I23")
    IMPORT_CONFIRMED = ("import-confirmed", "I24")
    IMPORT_TOO_LONG = ("import-too-long", "I25")

    # A: what machines send
    KEY_MISSING = ("key-missing", "A01")
    KEY_WRONG = ("key-wrong", "A02")
    SCOPE_MISSING = ("scope-missing", "A03")
    TOO_MANY_REQUESTS = ("too-many-requests", "A04")
    ADDRESS_UNKNOWN = ("address-unknown", "A05")
    NOT_FOUND = ("not-found", "A06")
    METHOD_NOT_ALLOWED = ("method-not-allowed", "A07")
    MEDIA_TYPE = ("media-type", "A08")
    BODY_TOO_LARGE = ("body-too-large", "A09")
    JSON_MALFORMED = ("json-malformed", "A10")
    REQUEST_MALFORMED = ("request-malformed", "A11")
    FAULT_OF_OURS = ("fault-of-ours", "A12")
    UNAVAILABLE = ("unavailable", "A13")
    LENGTH_REQUIRED = ("length-required", "A14")
    FIELD_MISSING = ("field-missing", "A20")
    FIELD_UNKNOWN = ("field-unknown", "A21")
    FIELD_TYPE = ("field-type", "A22")
    FIELD_CHOICE = ("field-choice", "A23")
    FIELD_FORM = ("field-form", "A25")
    FIELD_RANGE = ("field-range", "A26")
    FIELD_DATE = ("field-date", "A27")
    FIELD_TIME = ("field-time", "A28")
    FIELD_MOMENT = ("field-moment", "A29")
    FIELD_CHARACTER = ("field-character", "A30")
    FIELD_REPEATED = ("field-repeated", "A31")
    # L: the monthly return
    MONTH_WRONG = ("month-wrong", "L01")

    @property
    def slug(self) -> str:
        """The stable name, in lower case with dashes."""
        return self.value[0]

    @property
    def short(self) -> str:
        """The three characters of XML answers."""
        return self.value[1]


@dataclasses.dataclass(frozen=True)
class Fault:
    """One thing that is wrong: its code, the field that bears it ("" for the whole), the facts a sentence needs."""

    code: ErrorCode
    field: str = ""
    data: Mapping[str, object] = dataclasses.field(default_factory=dict)


class DomainError(Exception):
    """A refusal: one or more faults. Nothing was written."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__(", ".join(f"{f.code.slug}({f.field})" if f.field else f.code.slug for f in self.faults))

    @classmethod
    def of(cls, code: ErrorCode, field: str = "", **data: object) -> "DomainError":
        """The refusal with a single fault."""
        return cls([Fault(code, field, data)])

    @property
    def codes(self) -> tuple[ErrorCode, ...]:
        """The codes of all faults, in order."""
        return tuple(fault.code for fault in self.faults)
