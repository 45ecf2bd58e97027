"""The life of enrolment: corrections, rollover, transfers between schools, duplicates."""
