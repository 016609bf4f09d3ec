"""Where each datum of Table 1 stands in the message IE815: one table, in the order of the message (rule M4).

The numbers and letters are the regulation's, the elements the message's. A letter behind « @ » is that of the language
of the text. ``ATTRIBUTE`` is the group of Table 1 that the paper does not bear: GPS gives it. Nothing stands here of
1d to 1g and 9g, which the authorities give at validation.
"""

from dataclasses import dataclass
from typing import Final

ATTRIBUTE: Final = "-"


@dataclass(frozen=True, slots=True)
class Datum:
    """An element with a text; ``language`` is the letter of its attribute, "" when it has none."""

    letter: str
    element: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """An element that stands for an item of a group: its data, then the blocks inside it."""

    number: str
    element: str
    data: tuple[Datum, ...]
    language: str = ""
    blocks: tuple["Block", ...] = ()

    @property
    def key(self) -> str:
        """Its key in the data around it: the last part of its number."""
        return self.number.rpartition(".")[2]

    def holds(self, inner: "Block") -> bool:
        """Tell whether the data of an inner block lie in those of this one, as the numbers say."""
        return inner.number.startswith(f"{self.number}.")


def _block(number: str, element: str, *blocks: Block, language: str = "", **data: str) -> Block:
    read = (Datum(letter, *text.split(" @")) for letter, text in data.items())
    return Block(number, element, tuple(read), language, blocks)


MESSAGE: Final = (
    _block(ATTRIBUTE, "Attributes", a="SubmissionMessageType", b="DeferredSubmissionFlag"),
    _block("5", "ConsigneeTrader", language="g", a="Traderid", b="TraderName", c="StreetName", d="StreetNumber",
           e="Postcode", f="City", h="EoriNumber"),
    _block("2", "ConsignorTrader", language="g", a="TraderExciseNumber", b="TraderName", c="StreetName",
           d="StreetNumber", e="Postcode", f="City"),
    _block("3", "PlaceOfDispatchTrader", language="g", a="ReferenceOfTaxWarehouse", b="TraderName", c="StreetName",
           d="StreetNumber", e="Postcode", f="City"),
    _block("4", "DispatchImportOffice", a="ReferenceNumber"),
    _block("6", "ComplementConsigneeTrader", a="MemberStateCode", b="SerialNumberOfCertificateOfExemption"),
    _block("7", "DeliveryPlaceTrader", language="g", a="Traderid", b="TraderName", c="StreetName", d="StreetNumber",
           e="Postcode", f="City"),
    _block("8", "DeliveryPlaceCustomsOffice", a="ReferenceNumber"),
    _block("10", "CompetentAuthorityDispatchOffice", a="ReferenceNumber"),
    _block("14", "TransportArrangerTrader", language="g", a="VatNumber", b="TraderName", c="StreetName",
           d="StreetNumber", e="Postcode", f="City"),
    _block("15", "FirstTransporterTrader", language="g", a="VatNumber", b="TraderName", c="StreetName",
           d="StreetNumber", e="Postcode", f="City"),
    _block("18", "DocumentCertificate", e="DocumentType", f="DocumentReference", a="DocumentDescription @b",
           c="ReferenceOfDocument @d"),
    _block("1", "HeaderEadEsad", a="DestinationTypeCode", b="JourneyTime", c="TransportArrangement"),
    _block("13", "TransportMode", a="TransportModeCode", b="ComplementaryInformation @c"),
    _block("11", "MovementGuarantee",
           _block("12", "GuarantorTrader", language="h", a="TraderExciseNumber", c="TraderName", d="StreetName",
                  e="StreetNumber", g="City", f="Postcode", b="VatNumber"),
           a="GuarantorTypeCode"),
    _block("17", "BodyEadEsad",
           _block("17.1", "Package", a="KindOfPackages", b="NumberOfPackages", f="ShippingMarks",
                  c="CommercialSealIdentification", d="SealInformation @e"),
           _block("17.2", "WineProduct",
                  _block("17.2.1", "WineOperation", a="WineOperationCode"),
                  a="WineProductCategory", b="WineGrowingZoneCode", c="ThirdCountryOfOrigin",
                  d="OtherInformation @e"),
           a="BodyRecordUniqueReference", b="ExciseProductCode", c="CnCode", d="Quantity", e="GrossMass", f="NetMass",
           g="AlcoholicStrengthByVolumeInPercentage", h="DegreePlato", i="FiscalMark @j", k="FiscalMarkUsedFlag",
           l="DesignationOfOrigin @m", n="SizeOfProducer", o="Density", p="CommercialDescription @q",
           r="BrandNameOfProducts @s", t="MaturationPeriodOrAgeOfProducts @u",
           v="IndependentSmallProducersDeclaration @w"),
    _block("9", "EadEsadDraft",
           _block("9.1", "ImportCustomsDeclaration", a="ImportCustomsDeclarationNumber"),
           a="LocalReferenceNumber", b="InvoiceNumber", c="InvoiceDate", d="OriginTypeCode", e="DateOfDispatch",
           f="TimeOfDispatch"),
    _block("16", "TransportDetails", a="TransportUnitCode", b="IdentityOfTransportUnits",
           c="CommercialSealIdentification", f="ComplementaryInformation @g", d="SealInformation @e"),
)  # fmt: skip
"""What « SubmittedDraftOfEADESAD » holds."""
