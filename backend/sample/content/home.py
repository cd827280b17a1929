"""The home page."""

from sample.content import Document

HOME: Document = {
    "path": "/",
    "title": "Innovate to Grow",
    "description": (
        "Each semester, UC Merced engineering students show what they built for companies, "
        "farms, cities and nonprofits of the San Joaquin Valley and beyond."
    ),
    "body": [
        (
            "hero",
            {
                "heading": "Real problems. Student engineers. Working answers.",
                "text": (
                    "Each semester, teams from the UC Merced School of Engineering spend months on "
                    "a problem that a partner brought them. At Innovate to Grow they show what "
                    "they built."
                ),
                "image": "campus",
                "actions": [
                    {"label": "Come to the event", "page": "/event/"},
                    {"label": "Bring us a problem", "page": "/projects/submit/"},
                ],
            },
        ),
        (
            "rich_text",
            "<h2>One day, every project</h2>"
            "<p>Innovate to Grow is where a semester of work meets the people it is meant for. "
            "Partners, judges, families and future students walk the hall, ask hard questions and "
            "try the prototypes. In the afternoon the finalists present on stage and the judges "
            "choose the best of each class.</p>"
            '<p>The next event is on <b>Friday, December 11, 2026</b>. <a href="/event/schedule/">'
            "See the schedule</a>; admission is free and everyone is welcome.</p>",
        ),
        (
            "cards",
            {
                "heading": "Three classes, one event",
                "cards": [
                    {
                        "title": "Engineering Capstone",
                        "text": (
                            "Seniors in mechanical, environmental, materials and electrical "
                            "engineering take a design from a partner’s first sketch to a tested "
                            "prototype."
                        ),
                        "image": "robot-arm",
                        "link": [{"label": "The capstone", "page": "/about/engineering-capstone/"}],
                    },
                    {
                        "title": "Software Capstone",
                        "text": (
                            "Computer science and engineering seniors design, build and hand over "
                            "software that a partner can run on the day after graduation."
                        ),
                        "image": "software",
                        "link": [{"label": "How we build", "page": "/about/software-capstone/"}],
                    },
                    {
                        "title": "Engineering Service Learning",
                        "text": (
                            "From their first year on, students of every major work in standing "
                            "teams for schools, parks and community groups."
                        ),
                        "image": "garden",
                        "link": [
                            {
                                "label": "Work in the community",
                                "page": "/about/engineering-service-learning/",
                            }
                        ],
                    },
                ],
            },
        ),
        (
            "cards",
            {
                "heading": "From this semester’s teams",
                "cards": [
                    {
                        "title": "Knowing when an orchard is thirsty",
                        "text": (
                            "A drone, a thermal camera and a model that tells a grower which rows "
                            "to water tonight. Built with Quail Hollow Orchards."
                        ),
                        "image": "orchard",
                        "link": [{"label": "Current projects", "page": "/projects/current/"}],
                    },
                    {
                        "title": "Shade that pays for itself",
                        "text": (
                            "Solar panels across a canal keep water in and sun out. The team "
                            "measured both for the Tule Bend Water District."
                        ),
                        "image": "solar",
                        "link": [{"label": "Current projects", "page": "/projects/current/"}],
                    },
                    {
                        "title": "A canal that calls for help",
                        "text": (
                            "A level sensor for the price of a pair of boots, and a network that "
                            "needs no cell tower to send a warning."
                        ),
                        "image": "water",
                        "link": [{"label": "Current projects", "page": "/projects/current/"}],
                    },
                ],
            },
        ),
        (
            "call_to_action",
            {
                "heading": "Have a problem nobody has had time for?",
                "text": (
                    "Tell us in a page. If it fits, a team of four to six students, with a faculty "
                    "mentor, works on it for one semester or two."
                ),
                "actions": [
                    {"label": "Submit a project", "page": "/projects/submit/"},
                    {"label": "Become a sponsor", "page": "/sponsors/"},
                ],
            },
        ),
    ],
}
