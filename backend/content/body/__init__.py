"""A page's body, whatever blocks it is built from. The blocks are in ``content.blocks``.

page_block.py   what a block is
registry.py     the blocks of this site
stream.py       the stream that editors fill in, and what the API sends of it
references.py   the rows that blocks refer to, loaded together
"""
