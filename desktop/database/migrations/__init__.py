"""The schema's revisions, one module each, written out so that they do not change with models."""
