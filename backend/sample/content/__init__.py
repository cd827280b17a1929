"""A whole Innovate to Grow site as data: what ``load_sample_content`` loads.

A page is a dict with ``path``, ``title``, ``description`` and ``body``: a list of blocks, each with
its value; ``model``, ``fields``, ``rows`` where it is of its own kind. There, ``page`` is a path,
``image`` the name of a picture, ``sheet`` that of a sheet, and rich text links to paths. People and
partner organizations are invented.
"""

from collections.abc import Mapping
from typing import Any

Document = Mapping[str, Any]
