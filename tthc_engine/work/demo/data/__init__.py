"""What the demo is made of, as YAML: the office, the names, the year, the scripted dossiers."""
