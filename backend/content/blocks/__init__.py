"""What pages are built from: one module for each block.

A block's module has what editors fill in, what the API sends, and how the one becomes the other. It
ends with ``BLOCK``. ``settings.PAGE_BLOCKS`` lists the modules; the blocks of another app are in
that app. A block also needs a folder in ``frontend/src/blocks``, where the SPA shows it.

    page_block.py   what a block is
    registry.py     the blocks of this site
    body.py         the stream that editors fill in, and what the API sends of it
    references.py   the rows that blocks refer to, loaded together
"""
