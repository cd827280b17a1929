"""What is in new_block belongs to a copy of the project, where test_new_block puts it."""

collect_ignore = ["new_block"]
