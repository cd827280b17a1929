"""The page below Contact: a form for people who do not want to write an email."""

from sample.content import Document

WRITE = {
    "path": "/contact/write/",
    "model": "forms.FormPage",
    "title": "Write to us",
    "description": "A question, a project in mind, or a wish to judge: tell us in a few words.",
    "body": [
        (
            "rich_text",
            "<p>Tell us in a few words. A person reads it and answers within two working days.</p>",
        ),
    ],
    "fields": {
        "button": "Send",
        "thanks": "Thank you for writing. We answer within two working days, by email.",
        "to_address": "i2g@g.ucmerced.edu",
        "subject": "Innovate to Grow: a message from the site",
    },
    "rows": {
        "form_fields": [
            {"label": "Your name", "field_type": "singleline"},
            {
                "label": "Email",
                "field_type": "email",
                "help_text": "We answer there, and use it for nothing else.",
            },
            {"label": "Organization", "field_type": "singleline", "required": False},
            {
                "label": "What is it about?",
                "field_type": "radio",
                "choices": "A project in mind\nVisiting the event\nJudging\nSomething else",
            },
            {
                "label": "What would you like to hear of?",
                "field_type": "checkboxes",
                "choices": "The next event\nProjects in my field\nSponsorship",
                "required": False,
            },
            {"label": "Message", "field_type": "multiline"},
        ]
    },
}

PAGES: list[Document] = [WRITE]
