"""The built site's files, where WhiteNoise stands for S3, CloudFront and Amplify."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from whitenoise.middleware import WhiteNoiseMiddleware

from web.drafts import shows_draft


class BuiltSiteMiddleware(WhiteNoiseMiddleware):
    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        respond = self.get_response if shows_draft(request) else super().__call__
        response: HttpResponseBase = respond(request)
        return response
