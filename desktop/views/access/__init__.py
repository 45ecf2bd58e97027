"""Who sits at the desk: log-in, the lock after a pause, passwords and the recovery code."""
