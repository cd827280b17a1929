"""What is found wrong with the published site: by the scheduler, and by editors' own browsers.

``links`` asks other sites, ``pdf`` looks into documents, ``pages`` goes through what the API sends,
``checking`` does all of them and keeps what was found for the admin's report.
"""
