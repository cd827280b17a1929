"""The headers of a kept response, made once.

Django converts and checks the name and the value of each header that is set, which takes a cached
response as long as to find it.
"""

from typing import Self

from django.http.response import ResponseHeaders


class KeptHeaders(ResponseHeaders):
    def copy(self) -> Self:
        """Others, to add to, which are not converted again.

        Their ``__init__`` would have nothing to do, and takes longer than the rest.
        """
        other = object.__new__(type(self))
        other._store = self._store.copy()
        return other
