"""JSON for providers, operators' software and GAMM@ (OpenAPI 3.1, rules P4, G6, M1): the same rules as for people."""
