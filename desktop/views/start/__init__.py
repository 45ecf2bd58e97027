"""The first start: new data for a unit, the demo school, data that is there, or a backup."""
