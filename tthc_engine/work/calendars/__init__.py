"""A decision about working days, from its entry over the look at what it moves to the judging of each dossier."""
