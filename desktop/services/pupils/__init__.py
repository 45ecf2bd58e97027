"""One pupil by hand: added, corrected, changed by two people, verified field by field."""
