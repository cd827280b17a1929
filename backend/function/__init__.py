"""The Lambda entry: an HTTP event, a command or a scheduled warm-up.

handler   the entry, and INIT
request   an event as a WSGI request
http      a WSGI application called, and its response shaped
commands  operators' commands
secrets   secret variables fetched at INIT
"""
