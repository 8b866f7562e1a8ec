"""National tariff schedules and trade figures as their publishers give them, read and loaded."""
