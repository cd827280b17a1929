"""Two hundred invented projects and an event with its schedule, made from a short list of subjects.

The same list gives the same projects each time. A subject goes on from semester to semester, as
real ones do: each team takes it one step further. People and partners are invented.
"""
