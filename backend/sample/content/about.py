"""About the program: its three classes, its history, questions and answers."""

from sample.content import Document

OVERVIEW = {
    "path": "/about/",
    "title": "About",
    "description": (
        "Innovate to Grow brings students, faculty and partner organizations together around "
        "engineering problems worth solving."
    ),
    "body": [
        (
            "hero",
            {
                "heading": "Engineering, learned by finishing something",
                "text": (
                    "A lecture can explain a tolerance, a budget or a user. A partner who is "
                    "waiting for the result makes them matter."
                ),
                "image": "team",
                "actions": [{"label": "Read our history", "page": "/about/history/"}],
            },
        ),
        (
            "rich_text",
            "<h2>What Innovate to Grow is</h2>"
            "<p>Innovate to Grow is the experiential learning program of the School of "
            "Engineering at UC Merced, and the event that ends each of its semesters. Partner "
            "organizations bring problems. Students form teams around them. Faculty mentors see to "
            "it that the engineering is sound, and the partner sees to it that it is useful.</p>"
            "<h2>What a partner can expect</h2>"
            "<ul><li>A team of four to six students who meet with you every week.</li>"
            "<li>A written scope after three weeks, so that both know when the work is done.</li>"
            "<li>A design review at the middle of the semester, with outside engineers.</li>"
            "<li>A prototype, its documentation and its source at the end.</li></ul>"
            "<h2>What a student takes along</h2>"
            "<p>Something they made that somebody uses, and a reference from the person who uses "
            "it. About one in five graduates is later hired by a partner of the program.</p>"
            "<blockquote>The first prototype failed in front of everybody. The second one has run "
            "in our packing house since May.</blockquote>"
            "<p>Plant manager of a partner, Spring 2025</p>",
        ),
        (
            "cards",
            {
                "heading": "The classes behind the event",
                "cards": [
                    {
                        "title": "Engineering Capstone",
                        "text": "The senior design course. One or two semesters, one prototype.",
                        "link": [
                            {"label": "Read more", "page": "/about/engineering-capstone/"},
                        ],
                    },
                    {
                        "title": "Software Capstone (CSE)",
                        "text": "Software for a partner, from interview to handover.",
                        "link": [{"label": "Read more", "page": "/about/software-capstone/"}],
                    },
                    {
                        "title": "Engineering Service Learning",
                        "text": "Long projects for the community, open to every year and major.",
                        "link": [
                            {"label": "Read more", "page": "/about/engineering-service-learning/"},
                        ],
                    },
                ],
            },
        ),
        (
            "call_to_action",
            {
                "heading": "Still wondering how it works?",
                "text": "We collected what partners, students and visitors ask us most.",
                "actions": [{"label": "Questions and answers", "page": "/about/faq/"}],
            },
        ),
    ],
}

ENGINEERING_CAPSTONE = {
    "path": "/about/engineering-capstone/",
    "title": "Engineering Capstone",
    "description": (
        "Senior design at UC Merced: a partner’s problem, a team, a budget and a prototype that "
        "has to work in front of judges."
    ),
    "body": [
        (
            "rich_text",
            "<p>Every engineering senior at UC Merced takes the capstone. Teams mix majors on "
            "purpose: a gripper needs somebody who understands the motor, somebody who understands "
            "the peach and somebody who writes down why the first five ideas were wrong.</p>",
        ),
        (
            "image",
            {
                "image": "robot-arm",
                "caption": "Handling soft fruit without bruising it: a capstone classic.",
                "wide": True,
            },
        ),
        (
            "table",
            {
                "caption": "A capstone semester",
                "header": "both",
                "rows": [
                    ["Weeks", "What happens", "What the partner does"],
                    ["1–3", "Site visit, interviews, scope", "Shows the problem, agrees the scope"],
                    ["4–7", "Concepts, analysis, first model", "Answers questions every week"],
                    ["8", "Design review", "Comes to campus, or joins by video"],
                    ["9–13", "Build, test, change, test", "Lends what cannot be bought"],
                    ["14–15", "Innovate to Grow", "Brings colleagues"],
                ],
            },
        ),
        (
            "rich_text",
            "<h2>Facilities</h2><p>Teams build in the student machine shop, with mills, lathes, "
            "laser cutters, 3D printers and a composites bench, and test in the wind tunnel and "
            "the environmental chamber. Shop training is part of the course.</p>"
            '<p>Do you have a project in mind? <a href="/projects/submit/">Submit a proposal</a>.'
            "</p>",
        ),
    ],
}

SOFTWARE_CAPSTONE = {
    "path": "/about/software-capstone/",
    "title": "Software Capstone",
    "description": (
        "Computer science and engineering seniors build software that a partner keeps running."
    ),
    "body": [
        (
            "rich_text",
            "<p>A Software Capstone team works as a small software company would: one customer, "
            "two-week sprints, a demonstration at the end of each, and code review for every "
            "change. The customer is real, and so are the users.</p>"
            "<h2>What teams have built</h2>"
            "<ul><li>A scheduling tool that a county clinic uses to fill cancelled appointments."
            "</li><li>A computer vision service that counts fish at a ladder, day and night.</li>"
            "<li>An accessible museum guide in English, Spanish and Hmong.</li></ul>"
            "<h2>Handover is a feature</h2>"
            "<p>The last sprint adds nothing. The team writes the operations guide, watches the "
            "partner install the software from it, and fixes whatever went wrong.</p>",
        ),
        (
            "image",
            {
                "image": "software",
                "caption": "Every sprint ends with software that runs.",
                "wide": False,
            },
        ),
        (
            "call_to_action",
            {
                "heading": "Is there a spreadsheet that runs your office?",
                "text": "Some of our best projects began as one.",
                "actions": [{"label": "Tell us about it", "page": "/projects/submit/"}],
            },
        ),
    ],
}

SERVICE_LEARNING = {
    "path": "/about/engineering-service-learning/",
    "title": "Engineering Service Learning",
    "description": (
        "Students of every year and major design and build for schools, parks and community groups."
    ),
    "body": [
        (
            "rich_text",
            "<p>Engineering Service Learning teams do not end with the semester. Students join in "
            "their first year, learn from those who were there before them, lead in their third, "
            "and hand the project on. Some community partners have had a team for ten years.</p>",
        ),
        (
            "image",
            {
                "image": "garden",
                "caption": "A school garden with rain harvesting, in its fourth year.",
                "wide": True,
            },
        ),
        (
            "rich_text",
            "<h2>Standing teams</h2><ul><li><b>Water</b>: wells, rain barrels and tests that "
            "families can do at home.</li><li><b>Shade</b>: bus stops and playgrounds that stay "
            "usable in July.</li><li><b>Access</b>: ramps, switches and toys for children who "
            "need them made differently.</li><li><b>Habitat</b>: trails and quiet sensors for the "
            "vernal pools beside campus.</li></ul>",
        ),
    ],
}

HISTORY = {
    "path": "/about/history/",
    "title": "Innovate to Grow history",
    "description": "How a table of posters became one of the largest days of the year on campus.",
    "body": [
        (
            "rich_text",
            "<p>When the first engineering class of a new campus reached its senior year, there "
            "were eleven teams, one hallway and more curious neighbors than chairs. The neighbors "
            "stayed, and brought problems.</p>"
            "<h2>The first years</h2><p>The first partners were growers and water districts who "
            "lived within an hour’s drive. They wanted things that worked in dust and heat, and "
            "told the students so. That tone has stayed with the program.</p>"
            "<h2>A name and a stage</h2><p>The event was named Innovate to Grow for what it "
            "asks of everyone: of the students, of the partners, and of the Valley. Judges and "
            "awards came, and with them the afternoon on stage that students remember.</p>"
            "<h2>Three classes together</h2><p>Software Capstone and Engineering Service Learning "
            "joined the capstone teams in the hall. Since then a visitor can see a first-year’s "
            "rain gauge and a senior’s surgical tool within twenty steps.</p>",
        ),
        (
            "table",
            {
                "caption": "Growing",
                "header": "row",
                "rows": [
                    ["Event", "Teams", "Partners", "Visitors"],
                    ["First spring", "11", "7", "120"],
                    ["Fifth year", "38", "26", "480"],
                    ["Tenth year", "74", "51", "1,100"],
                    ["Spring 2026", "112", "83", "1,900"],
                ],
            },
        ),
        (
            "rich_text",
            '<p>Winners of recent events are on the page of <a href="/event/past-events/">past '
            "events</a>.</p>",
        ),
    ],
}

FAQ = {
    "path": "/about/faq/",
    "title": "Questions and answers",
    "description": "What partners, students and visitors ask us most often.",
    "body": [
        (
            "rich_text",
            "<h2>For partners</h2>"
            "<h3>What does a project cost?</h3><p>Proposing a problem costs nothing. Sponsored "
            'projects pay for materials and the program; see <a href="/sponsors/">sponsors</a>. '
            "Nonprofits and public schools work with Engineering Service Learning free of charge."
            "</p>"
            "<h3>Who owns the result?</h3><p>By default, the students and the partner may both use "
            "it. Partners who need a nondisclosure or an assignment agreement say so in the "
            "proposal, before a team is formed.</p>"
            "<h3>How much of my time does it take?</h3><p>About an hour a week for one person who "
            "knows the problem, one site visit, and the day of the event.</p>"
            "<h3>What makes a good problem?</h3><p>One that matters to you, is not on the critical "
            "path of your business, and can be shown to somebody in a room.</p>"
            "<h2>For students</h2>"
            "<h3>Can I choose my project?</h3><p>You rank five. Most students get their first or "
            "second choice.</p>"
            "<h3>Can I bring my own project?</h3><p>Yes, with a partner who is not a relative and "
            "will answer your questions for a semester.</p>"
            "<h2>For visitors</h2>"
            "<h3>Do I need a ticket?</h3><p>No. Come when you like, stay as long as you like.</p>"
            "<h3>Is the event accessible?</h3><p>All rooms are step-free. Talks are captioned "
            "and interpreted in American Sign Language. Write to us for anything else you need: "
            '<a href="mailto:i2g@g.ucmerced.edu">i2g@g.ucmerced.edu</a>.</p>'
            "<h3>Where do I park?</h3><p>Parking is free for visitors on the day of the event in "
            "the lot marked on the signs. The campus shuttle stops at the door.</p>",
        ),
    ],
}

PAGES: list[Document] = [
    OVERVIEW,
    ENGINEERING_CAPSTONE,
    SOFTWARE_CAPSTONE,
    SERVICE_LEARNING,
    HISTORY,
    FAQ,
]
