"""The pages about this semester's event, its schedule and judges, and earlier events."""

from sample.content import Document

OVERVIEW = {
    "path": "/event/",
    "title": "Event",
    "description": (
        "Innovate to Grow, Fall 2026: Friday, December 11, at UC Merced. Posters, prototypes, "
        "finalist presentations and awards. Free and open to everyone."
    ),
    "body": [
        (
            "hero",
            {
                "heading": "Fall 2026: Friday, December 11",
                "text": (
                    "Ninety-six teams, one hall, and an afternoon on stage. Come for an hour or "
                    "for the day."
                ),
                "image": "posters",
                "actions": [
                    {"label": "See the schedule", "page": "/event/schedule/"},
                    {"label": "Volunteer as a judge", "page": "/event/judges/"},
                ],
            },
        ),
        (
            "rich_text",
            "<h2>What you will see</h2><p>In the morning each team stands beside its poster and, "
            "more often than not, a machine that moves. Judges visit in pairs; anybody may ask. "
            "After lunch each track’s finalists talk for ten minutes and take questions for five. "
            "Awards are at four, and the reception afterwards is where next year’s projects "
            "begin.</p>"
            "<h2>Where</h2><p>Conference Center and Science and Engineering 2, UC Merced, "
            "5200 North Lake Road, Merced. Signs lead from the visitor lot.</p>",
        ),
        (
            "cards",
            {
                "heading": "Plan your day",
                "cards": [
                    {
                        "title": "Schedule",
                        "text": "From doors at nine to the reception at five.",
                        "link": [{"label": "Schedule", "page": "/event/schedule/"}],
                    },
                    {
                        "title": "Teams and tables",
                        "text": "Who stands where, in a table to search and sort.",
                        "link": [{"label": "Teams and tables", "page": "/event/teams/"}],
                    },
                    {
                        "title": "Judges",
                        "text": "Who they are, what they look for, and how to become one.",
                        "link": [{"label": "Judges", "page": "/event/judges/"}],
                    },
                    {
                        "title": "Projects",
                        "text": "Every team of this semester, by track.",
                        "link": [{"label": "Current projects", "page": "/projects/current/"}],
                    },
                    {
                        "title": "Past events",
                        "text": "Winners, and what became of what they built.",
                        "link": [{"label": "Past events", "page": "/event/past-events/"}],
                    },
                ],
            },
        ),
        (
            "call_to_action",
            {
                "heading": "Bringing a class?",
                "text": (
                    "High school and community college groups get a guided hour with students who "
                    "were in their place a few years ago."
                ),
                "actions": [{"label": "Write to us", "email": "i2g@g.ucmerced.edu"}],
            },
        ),
    ],
}

SCHEDULE = {
    "path": "/event/schedule/",
    "title": "Schedule",
    "description": "The day of Innovate to Grow, Fall 2026, hour by hour.",
    "body": [
        (
            "table",
            {
                "caption": "Friday, December 11, 2026",
                "header": "both",
                "rows": [
                    ["Time", "What", "Where"],
                    ["9:00", "Doors, coffee, judges’ briefing", "Conference Center lobby"],
                    ["9:30", "Posters and prototypes, all tracks", "Conference Center"],
                    ["11:00", "Engineering Service Learning forum", "SE2, room 140"],
                    ["12:00", "Lunch with partners; finalists announced", "Conference Center"],
                    ["1:00", "Finalists: Engineering Capstone", "Auditorium; SE2, room 140"],
                    ["2:15", "Finalists: Software Capstone", "Auditorium"],
                    ["3:15", "Panel: five years after", "Auditorium"],
                    ["4:00", "Awards", "Auditorium"],
                    ["5:00", "Reception", "Terrace"],
                ],
            },
        ),
        ("schedule", {"heading": "Presentations", "event": None}),
        (
            "rich_text",
            "<h2>Tracks</h2><p>Capstone teams are judged in seven tracks: agriculture and food; "
            "water and environment; energy; health; manufacturing and robotics; mobility; and "
            "materials. Software teams have two: tools for people, and data and vision. Service "
            "Learning teams present together.</p>"
            "<p>The finalist sessions are streamed; the address is sent to everyone who asks for "
            'it at <a href="mailto:i2g@g.ucmerced.edu">i2g@g.ucmerced.edu</a>.</p>',
        ),
    ],
}

JUDGES = {
    "path": "/event/judges/",
    "title": "Judges",
    "description": (
        "Engineers, growers, founders and public servants judge Innovate to Grow. What they look "
        "for, and how to join them."
    ),
    "body": [
        (
            "rich_text",
            "<p>Judges come in pairs: one who knows the field, and one who does not. The first "
            "asks whether it works. The second asks whether an outsider can see that it works.</p>"
            "<h2>What they look for</h2><ol><li><b>The problem.</b> Did the team understand it "
            "better than the partner’s first description of it?</li><li><b>The engineering.</b> "
            "Are the choices explained and measured, and their limits admitted?</li><li><b>The "
            "result.</b> Does it work, here, today?</li><li><b>The pitch.</b> Would you know "
            "what to do with it tomorrow?</li></ol>",
        ),
        (
            "people",
            {
                "heading": "Lead judges, Fall 2026",
                "people": [
                    {
                        "name": "Devika Raman",
                        "role": "Agriculture and food",
                        "organisation": "Director of Engineering, Quail Hollow Orchards",
                        "image": "devika",
                    },
                    {
                        "name": "Samuel Fa’asavalu",
                        "role": "Water and environment",
                        "organisation": "Chief Hydrologist, Tule Bend Water District",
                        "image": "samuel",
                    },
                    {
                        "name": "Noor Haddadi",
                        "role": "Health",
                        "organisation": "Founder, Meadowlark Prosthetics",
                        "image": "noor",
                    },
                    {
                        "name": "Mateo Villaseñor",
                        "role": "Manufacturing and robotics",
                        "organisation": "Principal Engineer, Copperline Automation",
                        "image": "mateo",
                    },
                ],
            },
        ),
        (
            "call_to_action",
            {
                "heading": "Join the judges",
                "text": (
                    "You need a morning, curiosity and comfortable shoes. We send the projects of "
                    "your track a week before."
                ),
                "actions": [{"label": "Volunteer as a judge", "email": "i2g@g.ucmerced.edu"}],
            },
        ),
    ],
}

PAST_EVENTS = {
    "path": "/event/past-events/",
    "title": "Past events",
    "description": "Winners of Innovate to Grow, and what became of what they built.",
    "body": [
        (
            "table",
            {
                "caption": "Winners of recent events",
                "header": "row",
                "rows": [
                    ["Event", "Engineering Capstone", "Software Capstone", "Service Learning"],
                    ["Spring 2026", "Cold Chain Scouts", "FishCount", "Shade for Stop 14"],
                    ["Fall 2025", "The Peach Whisperers", "ClinicFill", "Wheels for Wren"],
                    ["Spring 2025", "Canal Watch", "Museo", "Rain Barrel Academy"],
                    ["Fall 2024", "Kiln Control", "RowReader", "Vernal Pool Trail"],
                ],
            },
        ),
        (
            "rich_text",
            "<h2>What became of them</h2><p><b>Canal Watch</b> sensors stand at thirty-one gates "
            "of the Tule Bend Water District. <b>ClinicFill</b> has filled more than four thousand "
            "appointments. <b>Wheels for Wren</b> was built for one child; its drawings are public "
            "and have been downloaded in nineteen countries.</p>",
        ),
        (
            "image",
            {"image": "water", "caption": "Canal Watch, winner of Spring 2025.", "wide": False},
        ),
    ],
}

PAGES: list[Document] = [OVERVIEW, SCHEDULE, JUDGES, PAST_EVENTS]
