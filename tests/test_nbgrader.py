def test_x(course):
    import time
    from helpers.classroom import FULL, HALF
    course.answer("amy", FULL); course.answer("bob", HALF); course.submit("cy", b"\xff")
    t=time.time(); r=course.autograde(); print(time.time()-t); print(r["log"] if "log" in r else r)
    for s in ("amy","bob","cy"): print(course.points(s), {k:v["needs_manual_grade"] for k,v in course.grades(s).items()})
    t=time.time(); r=course.feedback(); print(time.time()-t); print(r)
    print(course.page("bob")[-6000:])
