"""What follows from the law: pure, without clock, database or framework."""
