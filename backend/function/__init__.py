"""The Lambda entry: an HTTP event, a command or a scheduled warm-up.

handler   the entry, and INIT
http      an event through the WSGI application, and back
environ   an event as a WSGI environ
reply     a WSGI response as a Lambda reply
commands  operators' commands
secrets   secret variables fetched at INIT
"""
