"""Ground for both apps: knows no trade word and has no concrete model."""
