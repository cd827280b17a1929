"""Production's server: Gunicorn's, with a worker that waits for slow clients in its event loop.

Gunicorn's gthread gives a connection a thread as soon as its first byte is there, and the thread
waits for the rest as long as the client likes. Here one loop reads every request whole before a
thread has it, and sends every response that a client does not take at once. A thread never waits
for a client, so the number of clients that one worker may keep waiting is that of its connections.

worker      the event loop: who waits for what, and until when
connection  what one client is doing
admission   how many threads may work on what is not cached, and who waits for that; ticket
incoming    bytes of a client, as far as a request is whole; Gunicorn's parser reads them
framing     where a body ends
spool       bytes that wait, in memory and then on a disk
limits      how long and how large
open_files  how many connections the system allows
"""
