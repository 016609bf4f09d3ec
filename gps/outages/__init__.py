"""When the fallback may be used: outages, authorisations, grounds."""
