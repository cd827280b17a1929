"""The pages about this semester's projects, earlier projects, and how to propose one."""

from sample.content import Document

OVERVIEW = {
    "path": "/projects/",
    "title": "Projects",
    "description": "What UC Merced engineering students build for partners, now and before.",
    "body": [
        (
            "hero",
            {
                "heading": "Built for somebody",
                "text": (
                    "Each project has a partner who needs it, a team that answers for it and a "
                    "deadline that does not move."
                ),
                "image": "fields",
                "actions": [
                    {"label": "Current projects", "page": "/projects/current/"},
                    {"label": "Submit a project", "page": "/projects/submit/"},
                ],
            },
        ),
        (
            "cards",
            {
                "heading": "Where the problems come from",
                "cards": [
                    {
                        "title": "Farms and food",
                        "text": "Harvesting, sorting and cooling crops, and wasting less of them.",
                        "image": "orchard",
                    },
                    {
                        "title": "Water and energy",
                        "text": "Canals, wells, storage and solar power in a sunny place.",
                        "image": "solar",
                    },
                    {
                        "title": "Machines and makers",
                        "text": "Tools that are safer, faster, quieter or finally repairable.",
                        "image": "robot-arm",
                    },
                    {
                        "title": "Software and data",
                        "text": "From clinics to museums: less paper, fewer phone calls.",
                        "image": "software",
                    },
                ],
            },
        ),
        (
            "rich_text",
            '<p>Looking for a team you met? <a href="/projects/all/">All projects</a> can be '
            "searched by partner, student and word.</p>",
        ),
    ],
}

CURRENT = {
    "path": "/projects/current/",
    "title": "Current projects",
    "description": "Teams of Fall 2026, with their partners.",
    "body": [
        (
            "rich_text",
            "<p>Meet these teams on December 11: at their posters in the morning and, those "
            'in the finals, <a href="/event/schedule/">on stage in the afternoon</a>.</p>',
        ),
        ("catalogue", {"heading": "", "semester": "Fall 2026"}),
    ],
}

ALL = {
    "path": "/projects/all/",
    "title": "All projects",
    "description": "Every project since 2024: search by word, semester, class and industry.",
    "body": [("catalogue", {"heading": "", "semester": ""})],
}

PAST = {
    "path": "/projects/past/",
    "title": "Past projects",
    "description": "Projects of earlier semesters that partners use today.",
    "body": [
        (
            "cards",
            {
                "heading": "Still in use",
                "cards": [
                    {
                        "title": "Canal Watch (Spring 2025)",
                        "text": (
                            "Level sensors that report over a mesh radio network. Thirty-one gates "
                            "are watched by them."
                        ),
                        "image": "water",
                    },
                    {
                        "title": "Kiln Control (Fall 2024)",
                        "text": (
                            "A controller that cut the gas bill of a small tile maker by a fifth, "
                            "and its rejects by half."
                        ),
                        "image": "robot-arm",
                    },
                    {
                        "title": "RowReader (Fall 2024)",
                        "text": (
                            "Aerial images turned into a map of missing vines. Growers upload, "
                            "wait a minute and order plants."
                        ),
                        "image": "fields",
                    },
                ],
            },
        ),
        (
            "table",
            {
                "caption": "More projects",
                "header": "row",
                "rows": [
                    ["Semester", "Project", "Partner", "Class"],
                    ["Spring 2026", "Cold chain logger", "Valle Verde Packing", "Capstone"],
                    ["Spring 2026", "FishCount", "Lower River Alliance", "Software"],
                    ["Fall 2025", "Peach firmness tester", "Valle Verde Packing", "Capstone"],
                    ["Fall 2025", "ClinicFill", "Almond Street Clinic", "Software"],
                    ["Fall 2025", "Wheels for Wren", "Open Hands Family Center", "Service"],
                    ["Spring 2025", "Museo, a trilingual guide", "Old Mill Museum", "Software"],
                ],
            },
        ),
    ],
}

SUBMIT = {
    "path": "/projects/submit/",
    "title": "Submit a project",
    "description": "How to propose a project to Innovate to Grow, and what happens then.",
    "body": [
        (
            "rich_text",
            "<p>A proposal is one page in plain words. You do not need a specification; writing it "
            "with you is the team’s first assignment.</p>"
            "<h2>Tell us</h2><ol><li>What is the problem, and who has it?</li><li>What happens "
            "today without a solution?</li><li>How would you know that it is solved?</li><li>Who "
            "can answer the students’ questions for an hour a week?</li><li>Is anything "
            "confidential?</li></ol>"
            "<h2>Then</h2><p>We answer within ten days. A faculty member talks with you, mostly to "
            "make the problem smaller. If it fits a class, students rank it with the others, and "
            "in the third week a team visits you.</p>",
        ),
        (
            "table",
            {
                "caption": "Dates",
                "header": "row",
                "rows": [
                    ["For projects that start in", "Propose by", "Teams are formed"],
                    ["Spring 2027", "December 4, 2026", "January 25, 2027"],
                    ["Fall 2027", "July 30, 2027", "September 3, 2027"],
                ],
            },
        ),
        (
            "call_to_action",
            {
                "heading": "Send your page",
                "text": "Or half a page. We will ask.",
                "actions": [
                    {"label": "Email a proposal", "email": "i2g@g.ucmerced.edu"},
                    {"label": "Talk to us first", "page": "/contact/"},
                ],
            },
        ),
    ],
}

PAGES: list[Document] = [OVERVIEW, CURRENT, ALL, PAST, SUBMIT]
