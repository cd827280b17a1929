"""What Zappa writes into a package as zappa_settings.py, of what its handler reads.

Zappa's own line a request and its dump of each event are off, so that no contender logs more than
another. https://github.com/zappa/Zappa#settings
"""

from core.environment import chosen_settings

DEBUG = False
LOG_LEVEL = "WARNING"
BINARY_SUPPORT = True
CONTEXT_HEADER_MAPPINGS: dict[str, str] = {}
DOMAIN = None
BASE_PATH = None
EXCEPTION_HANDLER = None
ENVIRONMENT_VARIABLES: dict[str, str] = {}
API_STAGE = "bench"
PROJECT_NAME = "bench"
DJANGO_SETTINGS = chosen_settings()  # read by Zappa alone where nothing chose them yet
COGNITO_TRIGGER_MAPPING: dict[str, str] = {}
