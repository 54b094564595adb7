"""Who is in the class, from the files that people have, and held against what was handed in."""

import pytest

from course_lib.instructor.grading.intake.enrolment import are_teams, enrolment
from course_lib.instructor.grading.intake.handed_in import CANVAS, MOODLE, Sender, handed_in
from course_lib.instructor.grading.intake.origins import Origins
from course_lib.instructor.grading.intake.roster import RosterError, merged, parse_roster, read_roster

WORKSHEET = """Identifier,"Full name","Email address",Status,Grade,"Last modified (submission)"
"Participant 3","José Ángel Muñoz",jose@x.org,"Submitted for grading",,"Thursday, 19 November 2026, 11:00 AM"
"Participant 4","Seán O'Brien",sean@x.org,"Submitted for grading - 2 days 3 hours late",,"Sunday, 22 November 2026"
"Participant 9","Anne_Marie Under_Score",anne@x.org,"No submission - Assignment is overdue by: 8 days",,-
"""


def senders(system=MOODLE, **numbers):
    """Senders by the name in the results, from names of which blanks are written __."""
    named = {name.replace("__", " "): number for name, number in numbers.items()}
    return {f"{name}_{number}": Sender(system, name, number) for name, number in named.items()}


def test_moodles_worksheet_tells_numbers_addresses_and_who_was_late():
    roster = parse_roster(WORKSHEET)

    assert [(one.student, one.number, one.late) for one in roster.people] == [
        ("jose@x.org", "3", ""), ("sean@x.org", "4", "2 days 3 hours late"), ("anne@x.org", "9", ""),
    ]  # fmt: skip


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_table_is_read_whatever_wrote_it(tmp_path, encoding, separator):
    lines = [["student", "name", "email", "id", "group"], ["zoe", "Zoé Éluard", "z@x.org", "7", "Team A"]]
    path = tmp_path / "roster.csv"
    path.write_bytes("\r\n".join(separator.join(line) for line in lines).encode(encoding))

    (zoe,) = read_roster(path).people

    assert (zoe.student, zoe.name, zoe.email, zoe.id, zoe.groups) == ("zoe", "Zoé Éluard", "z@x.org", "7", ("Team A",))


@pytest.mark.parametrize("text", ["", "a,b\n1,2\n", "student,name\n", "\0\0", '"student'])
def test_what_names_nobody_is_no_roster(text):
    with pytest.raises(RosterError):
        parse_roster(text)


def test_two_of_one_name_are_told_apart_by_their_numbers_and_never_guessed():
    text = "Identifier,Full name\nParticipant 1,Ada L\nParticipant 2,Ada L\n"
    assert [one.student for one in parse_roster(text).people] == ["Ada L_1", "Ada L_2"]

    known = enrolment(parse_roster("First name,Last name,Email address\nAda,L,a@x\nAda,L,b@x\n"), senders(Ada__L="5"))

    assert known.people == {}
    assert "may be any of 2 people of this name" in known.remarks[0]


def test_names_are_the_same_however_moodle_and_canvas_clean_them():
    zipped = {
        "Seán OBrien_4": Sender(MOODLE, "Seán OBrien", "4"),
        "x_9": Sender(MOODLE, "G1-Anne Marie Under Score", "9"),
    }

    known = enrolment(parse_roster(WORKSHEET), zipped)

    assert {student: one.email for student, one in known.people.items()} == {
        "Seán OBrien_4": "sean@x.org",
        "x_9": "anne@x.org",
    }
    assert [one.email for one in known.absent] == ["jose@x.org"]
    canvas = enrolment(parse_roster(WORKSHEET), senders(CANVAS, obrienseán="4711"))
    assert canvas.people["obrienseán_4711"].email == "sean@x.org"


def test_a_worksheet_of_another_assignment_is_seen_and_names_alone_count():
    zipped = {"Seán OBrien_3": Sender(MOODLE, "Seán OBrien", "3"), "Zoe_4": Sender(MOODLE, "Zoe", "4")}

    known = enrolment(parse_roster(WORKSHEET), zipped)

    assert {student: one.email for student, one in known.people.items()} == {"Seán OBrien_3": "sean@x.org"}
    assert not known.trusted
    assert "the roster's numbers are not of this assignment: 2 of 2" in known.remarks[0]
    assert "Zoe_4 is not in the roster" in known.remarks[1]


def test_one_contradiction_is_told_and_a_new_name_is_the_same_person():
    zipped = {
        "José Ángel Muñoz_3": Sender(MOODLE, "José Ángel Muñoz", "3"),
        "Seán OBrien_4": Sender(MOODLE, "Seán OBrien", "4"),
        "Anne King_9": Sender(MOODLE, "Anne King", "9"),
    }  # fmt: skip

    known = enrolment(parse_roster(WORKSHEET), zipped)

    assert known.people["Anne King_9"].email == "anne@x.org"
    assert known.remarks == [
        "number 9 is Anne_Marie Under_Score in the roster, Anne King here: taken for the same person",
        "the roster says that Anne King_9 handed in nothing: it is older than the export",
    ]


def test_rosters_of_one_class_are_one():
    groups = parse_roster('First name,Last name,Email address,Groups\nSeán,O\'Brien,SEAN@x.org,"A, B"\n')
    own = parse_roster("student,email\nsean,sean@x.org\n")

    together = merged([parse_roster(WORKSHEET), groups, own])

    (sean,) = [one for one in together.people if one.student == "sean"]
    assert (len(together.people), sean.number, sean.groups) == (3, "4", ("A", "B"))


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["Team A_1", "Team B_2"], True),
        (["Gruppe 1_1", "Gruppe 12_2"], True),
        (["Les Verts_1", "Default group"], True),
        (["Ada L_1", "Ben M_2"], False),
        (["Ada Lovelace_5", "Ada Lovelace_6"], False),
        (["Student 1_5", "Student 2_6"], False),
        (["Participant_5", "Participant_6"], False),
    ],
)
def test_teams_are_known_by_their_names(names, expected):
    found = [handed_in(f"{name}_assignsubmission_file_/x.ipynb") for name in names]

    assert are_teams({by.student: by.sender for by in found}) is expected


@pytest.mark.parametrize(
    ("names", "number"),
    [
        (["smith_3_108_5004_02_relu_networks.ipynb"], "108"),
        (["smith_3_108_5004_work.ipynb", "lovelaceada_7_5001_x.ipynb"], "108"),
        (["smith_3_108_5004_work.ipynb"], ""),
        (["lovelaceada_34_5004_3_x.ipynb", "lovelaceada_7_5001_x.ipynb"], "34"),
        (["lovelaceada_34_5004_02_work.ipynb"], "34"),
        (["สมชาย_LATE_12_34_x.ipynb"], "12"),
        (["LATE_anon_12345_5002_x.ipynb"], "12345"),
    ],
)
def test_the_number_is_canvas_own_or_none(names, number):
    by = Origins(names, ["02_relu_networks"]).by(names[0])

    assert by.sender.number == number
    assert by.late == ("LATE" in names[0])
