"""What delivery writes down in S3, and reads again. No command of its own.

releases      what was put into service: a document for each release
sites         the built sites, which a release may bring back
lease         one change of a thing at a time; of two, the later goes on
lease_record  who holds a lease
"""
