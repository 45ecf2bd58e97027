"""Questions that the books ask of themselves: each one query, one sentence, one link."""
