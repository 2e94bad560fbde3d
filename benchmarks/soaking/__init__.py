"""An hour of an office's mixed work over HTTP, its machines killed in the middle, and every answer accounted for."""
