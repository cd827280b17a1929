"""``doctor``: what does not fit together in production, each with one remedy.

    diagnosis  a finding, and checks made one after the other
    variables  what settings read, against the task definition, previews, workflows and documents
    secrets    those that are missing, and those that nothing reads
    calls      what each role calls, as permissions
    roles      those calls against the roles as they are
    visits     DNS, certificates, CORS and CSRF as a visitor meets them
    github     what `github check` finds

Nothing is changed.
"""
