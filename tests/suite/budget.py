"""How many seconds the tests of each area may take, added up over two workers on two quiet cores.

Half of the sum is what `make test` takes. Nothing fails when an area takes longer, because machines
differ; the table of `make test` says so.
"""

MINUTES = 15
WORKERS = 2
SECONDS = {
    "frontend": 60,
    "core": 5,
    "web": 35,
    "operations": 50,
    "mail": 10,
    "files": 40,
    "content": 40,
    "catalogue": 40,
    "forms": 50,
    "news": 10,
    "sharing": 15,
    "sheets": 30,
    "staff": 20,
    "api": 50,
    "provisioner": 60,
    "services": 40,
    "contracts": 50,
    "suite": 20,
    "delivery": 150,
    "function": 150,
    "infrastructure": 50,
    "container": 50,
    "bench": 10,
    "previews": 240,
    "sqlite": 120,
    "browser": 300,
}
