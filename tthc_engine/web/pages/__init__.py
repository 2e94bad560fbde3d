"""What each page shows, as plain records: read from the store, judged by the domain, put into words."""
