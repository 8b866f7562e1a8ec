"""A negotiation with everything it rests on, as one YAML file: read, checked, written, and described."""
