"""The monthly rating of staff: counted from the dossiers, confirmed by the head, closed by the month."""
