"""The paper of the fallback procedure: the DAA and the DSA as PDF forms (rules D1-D4), and the certificate of an
authorisation (rules F5, F9).

When GAMM@ is down the goods travel with a paper. This package draws it, blank or prefilled, from one table per
document (`daa`, `dsa`, `sheets`) through one template (`form.typ`): `parts` are the pages as drawn, `composing` says
which of them a document has, `binding` and `fields` make the file. All that knows no database: it takes texts and gives
bytes, through `forms`, `names` and `places`. `papers`, `proof` and `lots` put the register's documents on it.
`certificate` is the other paper, which has a template of its own.
"""
