"""A province of invented dossiers, decided by the engine in memory and written in bulk."""
