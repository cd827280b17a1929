"""Static files, and the pictures and documents that editors upload.

storage   static files under hashed names
s3        the bucket
media     uploads on S3 or on this machine
contents  what an uploaded file really is
forms     the admin's upload forms
models    documents, whose files have signed addresses
"""
