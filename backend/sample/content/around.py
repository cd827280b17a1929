"""The pages for sponsors and contact, and the menu and footer of every page."""

from sample.content import Document

SPONSORS = {
    "path": "/sponsors/",
    "title": "Sponsors",
    "description": "The organizations that make Innovate to Grow possible, and how to join them.",
    "body": [
        (
            "hero",
            {
                "heading": "They bring the problems, and pay for the aluminum",
                "text": (
                    "Sponsors keep the shop open, the materials on the shelf and the event free."
                ),
                "image": "solar",
                "actions": [{"label": "Become a sponsor", "email": "i2g@g.ucmerced.edu"}],
            },
        ),
        (
            "table",
            {
                "caption": "Levels for one academic year",
                "header": "both",
                "rows": [
                    ["", "Supporter", "Project", "Track", "Founding circle"],
                    ["Contribution", "$1,000", "$5,000", "$12,000", "$25,000"],
                    ["Name in the program", "Yes", "Yes", "Yes", "Yes"],
                    ["A sponsored project", "", "One", "Two", "Four"],
                    ["Seats at the finalist lunch", "2", "4", "8", "12"],
                    ["Names an award", "", "", "Track award", "Grand prize"],
                    ["Recruiting table", "", "Yes", "Yes", "Yes"],
                ],
            },
        ),
        (
            "cards",
            {
                "heading": "Partners of Fall 2026",
                "cards": [
                    {
                        "title": "Tule Bend Water District",
                        "text": "Track sponsor, water and environment. Partner since the first "
                        "spring.",
                    },
                    {
                        "title": "Quail Hollow Orchards",
                        "text": "Track sponsor, agriculture and food. Almonds, figs and patience.",
                    },
                    {
                        "title": "Copperline Automation",
                        "text": "Project sponsor. Lends the teams a robot arm each fall.",
                    },
                    {
                        "title": "Meadowlark Prosthetics",
                        "text": "Project sponsor, founded by an alumna of the capstone.",
                    },
                    {
                        "title": "Sierra Loop Transit",
                        "text": "Project sponsor. Buses, bicycles and the batteries between them.",
                    },
                    {
                        "title": "Homestead & Hull",
                        "text": "Supporter. Builds houses out of what the harvest leaves behind.",
                    },
                ],
            },
        ),
        (
            "rich_text",
            "<h2>Community partners</h2><p>Open Hands Family Center, Friends of the Vernal Pools, "
            "Castle Creek School District, Almond Street Clinic, Lower River Alliance and the Old "
            "Mill Museum work with Engineering Service Learning and Software Capstone teams free "
            "of charge. Sponsors pay for that too.</p>",
        ),
        (
            "call_to_action",
            {
                "heading": "Would your logo look good on a trophy?",
                "text": "Level, project and timing can be arranged in one conversation.",
                "actions": [{"label": "Talk to us", "page": "/contact/"}],
            },
        ),
    ],
}

CONTACT = {
    "path": "/contact/",
    "title": "Contact",
    "description": "How to write to or visit the people of Innovate to Grow at UC Merced.",
    "body": [
        (
            "rich_text",
            '<p>Write to <a href="mailto:i2g@g.ucmerced.edu">i2g@g.ucmerced.edu</a>; a person '
            "answers within two working days. In the two weeks before the event, it may take "
            'three. Or <a href="/contact/write/">use the form</a>.</p>'
            "<h2>Visit</h2><p>Innovate to Grow<br/>School of Engineering, UC Merced<br/>"
            "5200 North Lake Road<br/>Merced, California 95343</p>",
        ),
        (
            "people",
            {
                "heading": "The people behind the program",
                "people": [
                    {
                        "name": "Amara Okonjo-Reyes",
                        "role": "Director, Innovate to Grow",
                        "organisation": "School of Engineering",
                        "image": "amara",
                        "link": [{"label": "Email Amara", "email": "i2g@g.ucmerced.edu"}],
                    },
                    {
                        "name": "Linh Tran-Abbott",
                        "role": "Partners and projects",
                        "organisation": "School of Engineering",
                        "image": "linh",
                        "link": [{"label": "Email Linh", "email": "i2g@g.ucmerced.edu"}],
                    },
                    {
                        "name": "Mateo Villaseñor",
                        "role": "Chair of the industry council",
                        "organisation": "Copperline Automation",
                        "image": "mateo",
                    },
                ],
            },
        ),
        (
            "table",
            {
                "caption": "Who answers what",
                "header": "row",
                "rows": [
                    ["You want to", "Begin here"],
                    ["Propose a project", "Submit a project, in the menu under Projects"],
                    ["Judge, volunteer or bring a class", "Email, with “event” in the subject"],
                    ["Sponsor", "Email, with “sponsor” in the subject"],
                    ["Reach a team", "Ask us; students choose whether to answer"],
                ],
            },
        ),
    ],
}

PAGES: list[Document] = [SPONSORS, CONTACT]

MENU = {
    "tagline": "UC Merced School of Engineering",
    "items": [
        {
            "label": "About",
            "page": "/about/",
            "children": [
                {"label": "Engineering Capstone", "page": "/about/engineering-capstone/"},
                {"label": "Software Capstone", "page": "/about/software-capstone/"},
                {"label": "Service Learning", "page": "/about/engineering-service-learning/"},
                {"label": "History", "page": "/about/history/"},
                {"label": "Questions and answers", "page": "/about/faq/"},
            ],
        },
        {
            "label": "Event",
            "page": "/event/",
            "children": [
                {"label": "Schedule", "page": "/event/schedule/"},
                {"label": "Judges", "page": "/event/judges/"},
                {"label": "Past events", "page": "/event/past-events/"},
            ],
        },
        {
            "label": "Projects",
            "page": "/projects/",
            "children": [
                {"label": "Current projects", "page": "/projects/current/"},
                {"label": "All projects", "page": "/projects/all/"},
                {"label": "Past projects", "page": "/projects/past/"},
                {"label": "Submit a project", "page": "/projects/submit/"},
            ],
        },
        {"label": "Sponsors", "page": "/sponsors/"},
        {"label": "Contact", "page": "/contact/"},
    ],
}

FOOTER = {
    "text": (
        "Innovate to Grow\nSchool of Engineering, UC Merced\n5200 North Lake Road\n"
        "Merced, California 95343"
    ),
    "columns": [
        {
            "heading": "Take part",
            "links": [
                {"label": "Come to the event", "page": "/event/"},
                {"label": "Submit a project", "page": "/projects/submit/"},
                {"label": "Become a sponsor", "page": "/sponsors/"},
                {"label": "Volunteer as a judge", "page": "/event/judges/"},
            ],
        },
        {
            "heading": "Learn more",
            "links": [
                {"label": "About the program", "page": "/about/"},
                {"label": "Current projects", "page": "/projects/current/"},
                {"label": "News", "page": "/news/"},
                {"label": "Questions and answers", "page": "/about/faq/"},
                {"label": "Contact", "page": "/contact/"},
            ],
        },
        {
            "heading": "University",
            "links": [
                {"label": "UC Merced", "url": "https://www.ucmerced.edu/"},
                {"label": "School of Engineering", "url": "https://engineering.ucmerced.edu/"},
            ],
        },
    ],
    "social": [
        {"label": "Email", "email": "i2g@g.ucmerced.edu"},
        {"label": "Instagram", "url": "https://www.instagram.com/ucmerced/"},
        {
            "label": "LinkedIn",
            "url": "https://www.linkedin.com/school/university-of-california-merced/",
        },
    ],
    "legal": "© The Regents of the University of California",
}
