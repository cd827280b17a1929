"""How many seconds the tests of each area may take, added up over three workers on two quiet cores.

A third of the sum is what `make test` takes. Three workers use two cores better than two, because
many tests wait for a server. Nothing fails when an area takes longer, because machines differ; the
table of `make test` says so.
"""

MINUTES = 15
WORKERS = 3
SECONDS = {
    "frontend": 90,
    "core": 5,
    "web": 35,
    "operations": 55,
    "mail": 15,
    "files": 35,
    "content": 75,
    "catalogue": 20,
    "forms": 80,
    "news": 15,
    "sharing": 15,
    "sheets": 45,
    "staff": 30,
    "reviewing": 15,
    "api": 130,
    "provisioner": 140,
    "server": 20,
    "audit": 15,
    "compare": 5,
    "services": 50,
    "contracts": 55,
    "suite": 10,
    "rehearsal": 10,
    "delivery": 250,
    "function": 130,
    "proof": 25,
    "runtimes": 60,
    "infrastructure": 60,
    "edge": 30,
    "second_aws": 25,
    "container": 90,
    "bench": 10,
    "soak": 5,
    "previews": 310,
    "faults": 40,
    "sqlite": 120,
    "browser": 430,
}
