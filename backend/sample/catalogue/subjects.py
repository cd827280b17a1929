"""What the sample's teams work on. Each subject has two lines; the second is the problem."""

from typing import NamedTuple

CAPSTONE, SOFTWARE, SERVICE = (
    "Engineering Capstone",
    "Software Capstone",
    "Engineering Service Learning",
)
SUBJECTS = {
    CAPSTONE: """
Thermal drone for orchard stress | Quail Hollow Orchards | Agriculture and food
Thirsty trees look healthy until August.
Solar shade over canals | Tule Bend Water District | Energy
An open canal loses a foot of water each summer.
Gripper for ripe figs | Copperline Automation | Manufacturing and robotics
A ripe fig is softer than any gripper we own.
Low-cost canal level sensor | Tule Bend Water District | Water and environment
Gates are read by hand, twice a day, by truck.
Child-size knee joint | Meadowlark Prosthetics | Health
Children outgrow a prosthetic knee in a year.
Second life for e-bike batteries | Sierra Loop Transit | Energy
Four in five returned cells still work.
Bricks from rice straw | Homestead & Hull | Manufacturing and robotics
Straw is burned a mile from where houses are built.
Peach firmness tester | Valle Verde Packing | Agriculture and food
Firmness is tested by pushing a needle into the fruit.
Cold chain logger | Valle Verde Packing | Agriculture and food
A pallet that was warm for an hour looks like any other.
Quiet pump for shallow wells | Tule Bend Water District | Water and environment
The pumps that fit are heard three farms away.
Kneeling bus ramp | Sierra Loop Transit | Mobility
The ramp takes ninety seconds; the schedule allows ten.
Kiln control for small makers | Homestead & Hull | Manufacturing and robotics
A third of each firing’s gas heats the yard.
Almond hull dryer | Quail Hollow Orchards | Agriculture and food
Wet hulls rot before anyone can feed them to a cow.
Dust sensor for harvest crews | Quail Hollow Orchards | Health
Nobody knows how much dust a shift breathes.
Exoskeleton for pruning | Copperline Automation | Health
Arms are above the shoulder eight hours a day.
""",
    SOFTWARE: """
Route planner for dial-a-ride | Sierra Loop Transit | Mobility
Two dispatchers plan ninety rides on paper.
Counting bees on video | Quail Hollow Orchards | Agriculture and food
Rented hives are paid for by how strong they look.
Intake forms in five languages | Almond Street Clinic | Health
Families fill the same form four times.
Open data for well levels | Tule Bend Water District | Water and environment
Levels are public, in a cabinet, in one office.
Fish counts from sonar | Lower River Alliance | Water and environment
A biologist watches nine hours of sonar a night.
A trilingual museum guide | Old Mill Museum | Culture and community
The labels are in the one language most read worst.
Appointments that fill themselves | Almond Street Clinic | Health
One in six appointments stays empty.
Missing vines from the air | Quail Hollow Orchards | Agriculture and food
Replanting is ordered from memory.
Lost and found for buses | Sierra Loop Transit | Mobility
Umbrellas travel farther than their owners.
Gradebook for garden classes | Castle Creek School District | Education
Science happens outside; the forms do not.
Shift swaps for packing houses | Valle Verde Packing | Manufacturing and robotics
Swaps are agreed on by text and forgotten.
Field notes without a signal | Friends of the Vernal Pools | Water and environment
Half of the preserve has no reception.
""",
    SERVICE: """
Rain gardens for schools | Castle Creek School District | Education
Playgrounds flood in January and bake in June.
Switch-adapted toys | Open Hands Family Center | Health
A toy with one large button costs ten times its twin.
Quiet trail counters | Friends of the Vernal Pools | Water and environment
Counters that click scare what people come to see.
Wheels for small children | Open Hands Family Center | Mobility
Wheelchairs begin at age three; children do not.
Shade for a bus stop | Sierra Loop Transit | Mobility
The bench reaches 140 degrees by two o’clock.
A library box that counts | Castle Creek School District | Education
Nobody knows which books are taken first.
Audio stories of the mill | Old Mill Museum | Culture and community
Those who worked there are in their nineties.
Food boxes that stay cool | Open Hands Family Center | Agriculture and food
Deliveries wait on porches through the afternoon.
""",
}


class Subject(NamedTuple):
    title: str
    partner: str
    industry: str
    problem: str


def subjects(class_name: str) -> list[Subject]:
    lines = SUBJECTS[class_name].strip().splitlines()
    pairs = zip(lines[::2], lines[1::2], strict=True)
    return [Subject._make([*first.split(" | "), problem]) for first, problem in pairs]
