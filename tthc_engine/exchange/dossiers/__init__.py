"""Dossiers of other systems as tables: their exports read in, our own written in the national portal's fields."""
