"""A stand-in for GAMM@: its page « Régulariser DAE/DSA secours », which calls GPS's real API (rules M1, M2, A3)."""
