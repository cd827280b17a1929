"""``provisioner``: the function that makes and checks the previews' databases.

sequence   puts it into service from main's package
settings   what it is deployed with
databases  what previews ask of it
"""
