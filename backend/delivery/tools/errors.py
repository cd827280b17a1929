class DeliveryError(Exception):
    """Something expected went wrong: what was being done and found, and what to type next."""

    def __init__(self, message: str, remedy: str) -> None:
        self.message, self.remedy = message, remedy
        super().__init__(f"{message} {remedy}")
