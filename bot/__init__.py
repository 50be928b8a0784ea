"""Guidepost: families ask a school about learning plans, and ask it for one."""
