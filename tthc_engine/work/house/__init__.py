"""The office itself, kept in the office: units and hours, people and roles; each change an event of the audit."""
