"""``preview``: gives every pull request an environment of its own.

cli        commands about a preview's life: deploy, open, list, destroy
pull_request_cli  commands that tell the pull request, and that its workflows ask
arguments  what the commands of both are given
sequence   a deploy, step by step
function   the function of a preview: role, log group, code
role       pure: what a preview's role may do
site       the SPA of a preview
settings   the account's names, and the variables of a function
resources  all parts of a preview, found in lists and removed by kind
teardown   destroy, list, reap
opening    a preview's addresses and passwords
build      the result of a build, and its pull request
telling    what the pull request is told, from the push until its preview is ready or failed
unbuilt    pushes that GitHub does not build
endings    how a workflow's run ended that nobody approved, or that was cancelled
comment    pure: the comment's part about the preview
comparison what the comment says of what the pull request changes, its pictures, and the check
comment_parts  pure: those two parts in one comment
github     comment, deployment status and check, written to GitHub
"""
