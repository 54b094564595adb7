"""Everything that attacks the grader, graded in one batch with honest notebooks."""

import json
import signal
import socket

import nbformat
import psutil
import pytest
from grading_examples import NAME, RIGHT, hand_in, lesson, submission
from hostile.attacks import ATTACKS, LEAK, QUADRUPLE, SECRET_INPUT
from hostile.broken_files import BROKEN
from hostile.kernel_doors import ABSENT, DOORS, REFUSED

from course_lib.instructor.grading.grade_class import ClassRun, grade_class
from course_lib.instructor.grading.intake.submissions import find_submissions
from course_lib.instructor.grading.records.results import Results
from course_lib.instructor.sandbox import host, zygote
from course_lib.instructor.sandbox.process_runner import ProcessRunner
from course_lib.instructor.sandbox.runner import Limits

EXERCISES = ("double", "quadruple", "mean")
HONEST_STUDENTS = ("aaa honest", "mmm honest", "zzz honest")
SECRET = "the-word-in-our-environment"
LIMITS = Limits(cell_seconds=6, memory_bytes=700 * 2**20)


def _notebook(attack, values):
    notebook = submission(double=attack.double, quadruple=QUADRUPLE, mean=attack.mean)
    for source, position in ((attack.before, 0), (attack.after, len(notebook.cells))):
        if source:
            cell = {"cell_type": "code", "id": f"own{position}", "source": source, "metadata": {}, "outputs": []}
            notebook.cells.insert(position, cell | {"execution_count": None})
    text = json.dumps(notebook)
    for name, value in values.items():
        text = text.replace(name, value)
    return text


def _printed(path):
    outputs = [output for cell in nbformat.read(path, as_version=4).cells for output in cell.get("outputs", [])]
    return "".join(output.text for output in outputs if output.output_type == "stream")


@pytest.fixture(scope="module")
def outside(tmp_path_factory):
    """A folder that everybody may write to."""
    folder = tmp_path_factory.mktemp("outside")
    folder.chmod(0o777)
    return folder


@pytest.fixture(scope="module")
def listeners():
    """What listens outside of the sandbox: a port, over TCP and UDP, and a Unix socket without a file."""
    tcp = socket.create_server(("127.0.0.1", 0))
    udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    udp.bind(tcp.getsockname())
    unix = socket.socket(socket.AF_UNIX)
    unix.bind("\0course-listener")
    unix.listen()
    for listener in (tcp, udp, unix):
        listener.setblocking(False)
    yield tcp, udp, unix
    for listener in (tcp, udp, unix):
        listener.close()


def _of_the_grader():
    """The grader's processes that this one, or a child of it, has started and that are alive."""
    names = (host.__name__, zygote.__name__)
    alive = [p for p in psutil.Process().children(recursive=True) if p.status() != psutil.STATUS_ZOMBIE]
    return {p.pid for p in alive if any(name in word for word in p.cmdline() for name in names)}


@pytest.fixture(scope="module")
def standing():
    """The grader's processes that other tests have left, before the batch."""
    return _of_the_grader()


@pytest.fixture(scope="module")
def graded(tmp_path_factory, outside, listeners, standing):
    """The results of the whole batch: (Results, statuses by student)."""
    submitted = tmp_path_factory.mktemp("submitted")
    values = {"PORT": str(listeners[0].getsockname()[1]), "OUTSIDE": str(outside), "SECRET": SECRET}
    for student in HONEST_STUDENTS:
        hand_in(submitted, student, submission(**RIGHT))
    for attack in ATTACKS:
        hand_in(submitted, attack.name, _notebook(attack, values))
    for name, (write, _) in BROKEN.items():
        path = submitted / name / NAME / f"{NAME}.ipynb"
        path.parent.mkdir(parents=True)
        write(path)
    results = Results(tmp_path_factory.mktemp("results") / "new")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COURSE_SECRET", SECRET)
        with ProcessRunner() as runner:
            found = grade_class(
                ClassRun(find_submissions(submitted, [NAME]), {NAME: lesson()}, results, runner, LIMITS, 2)
            )
    assert found.finished
    rows = {(row["student"], row["exercise"]): row for row in found.rows}
    students = [*HONEST_STUDENTS, *(attack.name for attack in ATTACKS), *BROKEN]
    return results, {s: tuple(rows[s, exercise]["status"] for exercise in EXERCISES) for s in students}


def test_there_are_more_than_forty_of_them():
    assert len(ATTACKS) + len(BROKEN) > 40
    assert len({attack.name for attack in ATTACKS} | set(BROKEN)) == len(ATTACKS) + len(BROKEN)


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_an_attack_gets_what_its_answers_deserve(graded, attack):
    results, statuses = graded

    assert statuses[attack.name] == attack.expected
    printed = _printed(results.autograded(attack.name, NAME))
    assert all(text in printed for text in attack.printed), printed
    assert "WRITTEN" not in printed


@pytest.mark.parametrize("attack", LEAK, ids=lambda attack: attack.name)
def test_what_a_hidden_test_asks_reaches_no_output_and_no_page(graded, attack):
    results, _ = graded
    rows = [row for row in results.read_rows() if row["student"] == attack.name]

    outputs = _printed(results.autograded(attack.name, NAME))
    page = results.feedback(attack.name, NAME).read_text(encoding="utf-8")

    assert SECRET_INPUT not in outputs
    assert SECRET_INPUT not in page
    assert not any(digits in str(rows) for digits in (SECRET_INPUT, SECRET_INPUT.replace(".", "")))


@pytest.fixture(scope="module")
def answers(graded):
    """What the kernel answered to the student who tried all its doors."""
    results, _ = graded
    lines = _printed(results.autograded("tries the doors of the kernel", NAME)).splitlines()
    return next(json.loads(line) for line in lines if line.startswith("{"))


@pytest.mark.parametrize("door", DOORS)
def test_a_door_of_the_kernel_is_closed(answers, door):
    refusals = {REFUSED} | ({-signal.SIGSEGV} if "i386" in door else set())  # a kernel that has no such door at all

    assert answers[door] in refusals


def test_what_threads_and_libraries_need_of_the_kernel_is_open(answers):
    assert answers["clone3"] == ABSENT  # so that clone is tried, whose flags can be read
    assert answers["netlink for routes"] == 0
    assert answers["a thread"] is None


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_breaks_nothing(graded, name):
    _, statuses = graded
    expected = BROKEN[name][1]

    assert statuses[name] == expected if expected else "internal" not in statuses[name]


def test_honest_notebooks_keep_their_points(graded):
    _, statuses = graded

    assert {statuses[student] for student in HONEST_STUDENTS} == {("passed",) * 3}


def test_nothing_was_our_fault_and_no_submission_took_much_memory(graded):
    results, _ = graded

    entries = results.read_log()

    assert not [entry["student"] for entry in entries if entry["fault"]]
    assert all(entry["memory_mb"] < 1500 for entry in entries)
    assert all(path.stat().st_size < 10 * 2**20 for path in results.folder.rglob("*.ipynb"))


def test_nothing_is_left_running(graded, standing):
    assert _of_the_grader() <= standing


def test_the_grader_runs_in_processes_that_are_recognised(standing):
    with ProcessRunner():
        assert _of_the_grader() - standing


def test_no_file_outside_was_changed(graded, outside):
    assert list(outside.iterdir()) == []


def test_nothing_arrived_at_the_listeners(graded, listeners):
    tcp, udp, unix = listeners

    for listener in (tcp, unix):
        with pytest.raises(BlockingIOError):
            listener.accept()
    with pytest.raises(BlockingIOError):
        udp.recv(100)
