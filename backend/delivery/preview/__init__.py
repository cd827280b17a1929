"""``preview``: gives every pull request an environment of its own.

sequence   a deploy, step by step
function   the function of a preview: role, log group, code
role       pure: what a preview's role may do
site       the SPA of a preview
settings   the account's names, and the variables of a function
resources  everything that a preview consists of, found by listing and removed by kind
teardown   destroy, list, reap
opening    where a preview is, and the passwords that it asks for
build      what a workflow without credentials kept, and which pull request it belongs to
comment    pure: what the pull request's comment says of its preview
comparison what the comment says of what the pull request changes, its pictures, and the check
comment_parts  pure: those two parts in one comment
github     comment, deployment status and check, written to GitHub
"""
