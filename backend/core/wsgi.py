"""The WSGI application that Gunicorn and the Lambda handler both serve."""

from core.environment import choose_settings

choose_settings("prod")

from django.core.wsgi import get_wsgi_application  # noqa: E402 (settings are chosen first)

from web.database_limits import bound_statements  # noqa: E402

bound_statements()  # reads the settings, and says what they lack, before Ninja does

from web.limits import measure_chunked  # noqa: E402

application = measure_chunked(get_wsgi_application())
