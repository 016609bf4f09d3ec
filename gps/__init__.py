"""GPS (GAMM@ Procédure de Secours): fallback numbers and papers for movements of excise goods."""
