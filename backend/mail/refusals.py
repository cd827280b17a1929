"""What a mail server refuses of one message, and still takes of others."""

from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPSenderRefused
from typing import Final

OF_ONE_MESSAGE: Final = (SMTPRecipientsRefused, SMTPDataError, SMTPSenderRefused, ValueError)
