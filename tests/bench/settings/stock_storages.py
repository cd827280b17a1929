"""Production with django-storages' own static files with a manifest, in place of ours.

https://django-storages.readthedocs.io/en/latest/backends/amazon-S3.html
"""

from core.settings.prod import *
from core.settings.prod import STORAGES

AWS_LOCATION = "stock"
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "storages.backends.s3.S3ManifestStaticStorage"},
}
