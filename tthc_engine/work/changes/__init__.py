"""Changes of law and house that reach many open dossiers: looked at first, then applied one dossier at a time."""
