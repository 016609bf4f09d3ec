"""Who: users, operators and their establishments, customs offices, EDI providers, and what each may touch."""
