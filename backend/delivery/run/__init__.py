"""``run``: starts an operator's command on a stage.

one_off   a task on ECS or an invocation on Lambda, with one kind of outcome
service   production's ECS service, and the revisions of its task definition
follower  a task followed to its end: its lines, its exit code, or stopped
attaching the tasks that go on, found again
leaving   what goes on where its follower ends early
audit     who ran what where, written before it runs
rules     pure: which commands are confirmed or refused, and what of one is written down
"""
