"""Review of procedures (rà soát, đơn giản hóa): which to register, what they cost, what a shorter limit would do."""
