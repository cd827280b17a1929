"""The sample's projects, one for each subject in each semester."""

from collections.abc import Iterator

from catalogue.models import Project
from catalogue.semesters import Semester, Term
from sample.catalogue.subjects import CAPSTONE, SERVICE, SOFTWARE, Subject, subjects

SEMESTERS = [
    Semester(2024, Term.FALL),
    Semester(2025, Term.SPRING),
    Semester(2025, Term.FALL),
    Semester(2026, Term.SPRING),
    Semester(2026, Term.SUMMER),
    Semester(2026, Term.FALL),
]
STEPS = [
    ("first sketches", "This team asked everyone who has the problem, and built it in cardboard."),
    ("a first prototype", "This team built the first one that works, on a bench, on a good day."),
    ("a field trial", "This team left it outside for six weeks and wrote down what broke."),
    ("a second design", "This team took it apart, kept a third of it and halved its cost."),
    ("a summer in use", "This team watched its users for ten weeks and changed what they avoided."),
    ("", "This team hands over one that the partner can run, repair and order again."),
]
CODES = {CAPSTONE: ("CAP", 101), SOFTWARE: ("CSE", 301), SERVICE: ("ESL", 21)}
FIRST = """
    Aiyana Bao Camila Dev Elena Farid Grace Hugo Imani Jae Kalani Leila Marco Nadia Omar Priya
    Quinn Rosa Santiago Thuy Uma Victor Wei Ximena Yusuf Zoë
""".split()  # noqa: SIM905
LAST = """
    Alvarez Begum Cho Delgado Eriksen Fuentes Garza Huynh Ivanova Jimenez Kaur Lopez Moua Nguyen
    Okafor Patel Quiroz Reyes Singh Torres Ueda Vang Weaver Xiong Yang Zamora
""".split()  # noqa: SIM905


def made() -> list[Project]:
    """The projects with all their fields, not yet saved."""
    projects = [
        project
        for place, semester in enumerate(SEMESTERS)
        for project in of_semester(place, semester)
    ]
    for project in projects:
        project.derive()
    return projects


def of_semester(place: int, semester: Semester) -> Iterator[Project]:
    for class_name, (code, first) in CODES.items():
        for number, subject in enumerate(subjects(class_name), start=first):
            project = of_subject(place, subject)
            project.year, project.term = semester
            project.class_name, project.team = class_name, f"{code}-{number}"
            project.students = "\n".join(students(place * 40 + number))
            yield project


def of_subject(place: int, subject: Subject) -> Project:
    step, sentence = STEPS[place]
    return Project(
        title=f"{subject.title}: {step}" if step else subject.title,
        organisation=subject.partner,
        industry=subject.industry,
        abstract=f"{subject.problem} {subject.partner} asked for something better.\n\n{sentence}",
    )


def students(seed: int) -> list[str]:
    """Four or five names, which no other project has."""
    return [
        f"{FIRST[(seed * 7 + n * 5) % len(FIRST)]} {LAST[(seed * 3 + n * 11) % len(LAST)]}"
        for n in range(4 + seed % 2)
    ]
