"""The schema's revisions, one module each, written out so that they do not change with models.

A revision that changes a table of SQLite writes the new one out and fills it: a rebuild by
reflection (`op.batch_alter_table`) leaves constraints in another order each time. The tables of the
audit chain are not changed by them, because older backups are checked before they are upgraded.
"""
