"""The paper of the fallback procedure: the DAA and the DSA as PDF forms (rules D1-D4), and the certificate of an
authorisation (rules F5, F9).

When GAMM@ is down the goods travel with a paper. This package draws it, blank or prefilled, from one table per
document (`daa`, `dsa`) through one template (`form.typ`) and one filler (`widgets`). It knows neither the database
nor the web: it takes texts and gives bytes. Callers need `forms` and `names` only, and
`certificate` for the other paper, which has a template of its own.
"""
