"""Headers that are made once are those of a response that sets them one by one."""

import pytest
from django.http import BadHeaderError, HttpResponse

from web.kept_headers import KeptHeaders

GIVEN = {"Content-Type": "application/json", "ETag": 'W/"1"', "X-Name": "José 中"}


def test_they_are_what_django_makes_of_them() -> None:
    response = HttpResponse(headers=GIVEN)
    assert list(KeptHeaders(GIVEN).copy().items()) == list(response.items())


def test_what_is_added_to_a_copy_is_in_no_other() -> None:
    kept = KeptHeaders(GIVEN)
    one, other = kept.copy(), kept.copy()
    one["Vary"] = "origin"
    one["etag"] = "another"
    del one["Content-Type"]
    assert dict(one) == {"etag": "another", "X-Name": kept["X-Name"], "Vary": "origin"}
    assert other == kept == KeptHeaders(GIVEN)


def test_a_line_break_is_refused_in_a_copy_too() -> None:
    with pytest.raises(BadHeaderError):
        KeptHeaders({}).copy()["X-Name"] = "a\nSet-Cookie: b"
