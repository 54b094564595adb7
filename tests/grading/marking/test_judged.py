from course_lib.instructor.grading.intake.repairs import Repair
from course_lib.instructor.grading.marking.judged import MOST_NOTES, _some


def test_no_number_of_remarks_hides_an_edited_test():
    files = tuple(Repair("file", f"{number}.csv was not used.") for number in range(MOST_NOTES + 7))
    edited = Repair("edited", "The test cell test_mean had been edited: the lesson's own was run.")

    told = _some((*files, edited))

    assert told[:-1] == (*files[:MOST_NOTES], edited)
    assert told[-1] == Repair("left-out", "7 more remarks of this kind are left out.")
