"""The data of an e-AD or e-SAD that a fallback document holds, and what they must be (rule D2).

``table`` is Table 1; ``reading`` makes clean data of hostile input, which is all that a draft must be; ``judging`` says
what is still wrong with a document that claims to be complete, by ``conditions`` and ``agreement``.

>>> table.place("17[2].f")
('17', 'f')
"""

from gps.domain.ead import table
from gps.domain.ead.codes import CodeLists, Product
from gps.domain.ead.judging import judge
from gps.domain.ead.reading import Data, flatten, read, tidy, whole

__all__ = ["CodeLists", "Data", "Product", "flatten", "judge", "read", "table", "tidy", "whole"]
