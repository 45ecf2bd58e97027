"""Workbooks are read in a thread here, unless a test asks for the child process."""

from tests.readers import child, reader_in_a_thread

__all__ = ["child", "reader_in_a_thread"]
