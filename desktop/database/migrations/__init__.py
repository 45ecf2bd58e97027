"""The schema's revisions, one module each, written out so that they do not change with models.

A revision that rebuilds a table (`op.batch_alter_table`) keeps its CHECKs, because all are named.
The tables of the audit chain are not changed by revisions, because older backups are checked before
they are upgraded.
"""
