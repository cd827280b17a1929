"""The delivery on ministack, a second emulator of AWS that other people maintain.

Most tests of delivery use moto. What both emulators agree on is less likely to be a mistake of one
of them, or of this project's stand-ins around moto. ``lacking`` lists what ministack lacks.
"""
