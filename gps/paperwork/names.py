"""The names of the form fields that GPS fills by itself, so that no caller writes a string (rule D4).

They are the same on the DAA and on the DSA. The other fields are listed by `forms.field_names`.
"""

from typing import Final

REFERENCE: Final = "reference"
"""The CRAPS: 21 characters, without spaces (rule N9), one per cell of box A and repeated overleaf."""

GROUND: Final = "ground"
"""The outage or the authorisation under which the number was given, in box A, at most 60 characters (rule F7).

« Alerte P26-0042 », « Autorisation tacite D26-0107 »: its kind and its public identifier.
"""

LOCAL_REFERENCE: Final = "local_reference"
"""Table 1 `9a`, at most 22 characters; once regularised GPS puts the CRAPS there too."""

CONSIGNOR_EXCISE_NUMBER: Final = "consignor_excise_number"
"""Table 1 `2a`, 13 characters."""

CONSIGNOR_NAME: Final = "consignor_name"
"""Table 1 `2b`, at most 182 characters."""

CONSIGNOR_ADDRESS: Final = "consignor_address"
"""Table 1 `2c` and `2d`, street and number in one text, at most 200 and 11 characters."""

CONSIGNOR_POSTCODE: Final = "consignor_postcode"
"""Table 1 `2e`, at most 10 characters."""

CONSIGNOR_CITY: Final = "consignor_city"
"""Table 1 `2f`, at most 50 characters."""

CONSIGNOR_LANGUAGE: Final = "consignor_language"
"""Table 1 `2g`, the 2 letters of a language code (`fr`)."""

DISPATCH_OFFICE: Final = "dispatch_office"
"""Table 1 `10a`, the 8 characters of the customs office that the excise number is attached to."""

TRANSPORT_IDENTITY: Final = "transport_1_identity"
"""Table 1 `16b`, the registration of the first means of transport, 1 to 35 characters (rule G1)."""

DISPATCH_DATE: Final = "dispatch_date"
"""Table 1 `9e`, as jj/mm/aaaa in the establishment's time zone (rule G3)."""

DISPATCH_TIME: Final = "dispatch_time"
"""Table 1 `9f`, as hh:mm in the establishment's time zone (rule G3)."""
