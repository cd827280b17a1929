# The image as a first draft would build it: one stage, which keeps the compiler and what pip downloaded.
# It has the same base, packages and code as container/Dockerfile.
ARG BASE
FROM ${BASE}
# hadolint ignore=DL3008,DL3009,DL3015
RUN apt-get update && apt-get install --yes gcc libpq-dev
WORKDIR /app
COPY requirements.txt .
# hadolint ignore=DL3042
RUN python -m pip install --requirement requirements.txt
COPY container/entrypoint.sh container/healthcheck.py container/gunicorn.conf.py ./
COPY backend/ ./
RUN DJANGO_SETTINGS_MODULE=core.settings.dev python manage.py collectstatic --noinput --verbosity 0
CMD ["gunicorn", "core.wsgi:application", "--bind", "0.0.0.0:8000", "--workers", "3", "--timeout", "120"]
