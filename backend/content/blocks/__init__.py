"""The blocks of pages: one module for each block.

A block's module has what editors fill in, what the API sends, and how the one becomes the other. It
ends with ``BLOCK``. Every module of the packages in ``settings.BLOCK_PACKAGES`` is a block, and an
app has its blocks in its own package. The SPA shows a block by the folder of its name in
``frontend/src/blocks``. CONTRIBUTING.md lists the files of a new block.
"""
