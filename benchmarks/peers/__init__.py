"""Ours beside the engines that others would choose for the same work."""
