"""What each event makes of a dossier, by theme; `fold.py` puts them together."""
