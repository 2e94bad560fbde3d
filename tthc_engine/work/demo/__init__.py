"""The demo office: invented people and a whole year of invented dossiers, the same ones every time."""
