"""The Django application that carries the flow; its tables are Viewflow's own."""
