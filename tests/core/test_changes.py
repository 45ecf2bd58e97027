"""What moved is told by book."""

from desktop.core.changes import Book, Changes


def test_changes_add_up() -> None:
    both = Changes.of(Book.PEOPLE) | Changes.of(Book.MEALS, Book.PEOPLE)
    assert both == Changes.of(Book.MEALS, Book.PEOPLE)
    assert Book.MEALS in both
    assert Book.USERS not in both
    assert Book.PEOPLE not in Changes()
