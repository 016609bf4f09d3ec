"""JSON for machines: providers, operators' software and GAMM@, by the same operations as the pages."""
