"""The law, joined from its records at a point on the three clocks."""
