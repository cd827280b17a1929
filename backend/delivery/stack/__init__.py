"""``stack``: makes the infrastructure of container/infrastructure.

sequence    which stacks there are, and their order
parameters  pure: where the value of a template's parameter comes from
states      pure: the states in which a stack ends, and the command out of each
change      one stack: worked out, approved, carried out, waited for
"""
