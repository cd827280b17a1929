"""``manage.py prove``: a release, proved with production's data before it serves anybody.

server       the real server on a loopback address, which changes nothing and calls nobody
measuring    in that server: what each response cost, and what it tried to change
outside      in that server: calls to anywhere else, refused and named
sample       what is asked: each kind of page, each block, each list, form, feed and file
probes       one address asked once
shapes       what JSON, HTML, XML and calendars are made of, without their values
comparison   how two responses to the same address differ
files        what the bucket holds, and what its public address serves
schema       pending migrations that the code which serves now may not survive
findings     differences and faults, by the names that a release accepts
sequence     all of it in order
"""
