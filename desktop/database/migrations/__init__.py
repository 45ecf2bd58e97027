"""The schema's revisions, one module each, written out so that they do not change with models.

A revision that rebuilds a table (`op.batch_alter_table`) must name the table's CHECKs again in
`table_args`: SQLite does not hand them over. The tables of the audit chain are not changed by
revisions, because older backups are checked before they are upgraded.
"""
