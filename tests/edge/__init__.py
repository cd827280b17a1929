"""What the edge keeps: a real HTTP cache, nginx, under the rules of `edge.yaml`.

rules.py   the template's distribution as a configuration of nginx
cache.py   nginx with these rules in front of a backend, and what reached that backend
crowd.py   thousands of visitors on a few connections
"""
