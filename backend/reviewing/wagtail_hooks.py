"""What a preview adds to the admin."""

from wagtail import hooks

from reviewing.badge import badge

# What this hook inserts stands in the body, before anything else of it.
hooks.register("insert_global_admin_js", badge, order=-1)
