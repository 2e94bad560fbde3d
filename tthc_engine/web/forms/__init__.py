"""What somebody typed, read into what the engine understands; what cannot be read is said beside its field."""
