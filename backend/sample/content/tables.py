"""Where each team stands at the event. The organizers would keep this in a Google Sheet."""

from typing import Any

from sample.content import Document

LINES = """
1|Canopy Count|Engineering Capstone|Knowing when an orchard is thirsty|Quail Hollow Orchards|5
2|Canal Shade|Engineering Capstone|Solar panels across a canal|Tule Bend Water District|6
3|Gate Keepers|Engineering Capstone|A level sensor for thirty-one gates|Tule Bend Water District|5
4|Soft Grip|Engineering Capstone|A gripper that does not bruise figs|Copperline Automation|4
5|Second Step|Engineering Capstone|An ankle that learns its owner’s walk|Meadowlark Prosthetics|5
6|Cold Chain Scouts|Engineering Capstone|A crate that remembers its temperature|Almendra Growers|5
7|Hull Breach|Engineering Capstone|Almond hulls into insulation|Homestead & Hull|6
8|Stop 14|Engineering Capstone|Shade and water for a bus stop|Sierra Loop Transit|4
9|Dust Off|Engineering Capstone|A harvester that raises less dust|Almendra Growers|6
10|Quiet Pump|Engineering Capstone|A pump house that neighbors forget|Tule Bend Water District|4
11|Kiln Control|Engineering Capstone|An even heat for a potters’ kiln|Clay & Company|5
12|Snowline|Engineering Capstone|Measuring snow where no road leads|Range Survey Cooperative|6
13|Feather River|Engineering Capstone|A fish ladder that can be moved|Lower River Trust|5
14|Wheels for Wren|Engineering Capstone|A chair for gravel and grass|Meadowlark Prosthetics|5
15|Night Shift|Engineering Capstone|Light for pickers before dawn|Quail Hollow Orchards|4
16|Heat Bank|Engineering Capstone|Storing a day’s sun in sand|Valley Public Power|6
17|FishCount|Software Capstone|Counting salmon from a bridge|Lower River Trust|4
18|ClinicFill|Software Capstone|Filling canceled appointments|Merced Family Clinics|5
19|RowReader|Software Capstone|Yield from a phone’s camera|Quail Hollow Orchards|5
20|Museo|Software Capstone|A museum guide in four languages|Courthouse Museum|4
21|Loop|Software Capstone|When will the bus really come?|Sierra Loop Transit|5
22|Permit Path|Software Capstone|Building permits without a counter|City of Los Banos|6
23|Well Said|Software Capstone|Wells, maps and their owners|Range Survey Cooperative|4
24|Harvest Hands|Software Capstone|Matching crews and growers|Almendra Growers|5
25|Bright Ideas|Software Capstone|A tutor for algebra that asks back|Golden Valley Schools|5
26|Stockroom|Software Capstone|What a food bank has, right now|County Food Bank|4
27|Pulse|Software Capstone|Vibration that foretells a repair|Copperline Automation|5
28|Clear Air|Software Capstone|Should recess be indoors today?|Golden Valley Schools|4
29|Ledger|Software Capstone|Water rights that can be searched|Tule Bend Water District|6
30|Interpret|Software Capstone|Finding an interpreter in a minute|Merced Family Clinics|4
31|Open Shelf|Software Capstone|A library’s shelves, seen from home|County Library|5
32|Fieldnotes|Software Capstone|Notes that work without a signal|Homestead & Hull|5
33|Rain Barrel Academy|Service Learning|Rain gardens for six schools|Golden Valley Schools|9
34|Vernal Pool Trail|Service Learning|A trail that harms nothing|Grassland Reserve|8
35|Bike Kitchen|Service Learning|Repairs, and how to do them|Sierra Loop Transit|7
36|Seed Library|Service Learning|Seeds to borrow and bring back|County Library|8
37|Ramp It Up|Service Learning|Ramps for renters, built in a day|Meadowlark Prosthetics|10
38|Story Walk|Service Learning|Children’s books along a path|County Library|6
39|Compost Crew|Service Learning|From cafeteria to garden|County Food Bank|9
40|Science Saturday|Service Learning|Experiments at the flea market|Golden Valley Schools|12
"""

TEAMS: dict[str, Any] = {
    "title": "Teams and tables",
    "spreadsheet": "sample-teams-and-tables",
    "columns": ["Table", "Team", "Class", "Project", "Partner", "Students"],
    "rows": [line.split("|") for line in LINES.strip().splitlines()],
}

PAGE: Document = {
    "path": "/event/teams/",
    "title": "Teams and tables",
    "description": (
        "Which team stands at which table on December 11, to search, sort and filter: by class, "
        "partner or project."
    ),
    "body": [
        (
            "rich_text",
            "<p>Every table in the Conference Center, from the door by the fountain inwards. The "
            "list is the one the volunteers at the doors use, and changes when theirs does.</p>",
        ),
        ("sheet", {"heading": "Who stands where", "sheet": "teams"}),
    ],
}
