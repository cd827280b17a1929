"""Words of projects as they are stored, for searches by how words begin."""

from content.words import words


def searchable(*texts: str) -> str:
    """All words, each after a space, so that " rob" is found where a word begins with "rob"."""
    return "".join(f" {word}" for text in texts for word in words(text))
