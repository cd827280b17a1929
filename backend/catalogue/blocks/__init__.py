"""The blocks of projects and events."""
