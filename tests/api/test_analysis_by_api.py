"""A year's analysis of a unit or a place for programs: the document of the command, its figures as exact text."""


def test_a_program_gets_the_document_of_the_command_of_a_unit_and_of_a_place(office, program, jieyue):
    for code, kind in (("A", "unit"), ("C1", "place")):
        answer = program("wang").asks("GET", "/analysis", organisation=code, year=2025)
        assert answer.status_code == 200
        said = jieyue("analysis", "--organisation", code, "--year", 2025, "--json").json
        assert answer.json().keys() == said.keys()
        assert float(answer.json()["tce"]) == said["tce"]
        assert (answer.json()["kind"], answer.json()["organisation"]) == (kind, code)
    unit = program("wang").asks("GET", "/analysis", organisation="A", year=2025).json()
    (power, water) = unit["parts"]
    assert (power["resource"], power["quantity"], float(power["share_percent"])) == ("electricity", "300.010", 100)
    assert (water["resource"], water["tce"]) == ("water", None)
    place = program("wang").asks("GET", "/analysis", organisation="C1", year=2025).json()
    assert float(place["tce"]) == sum(each["kgce"] for each in place["categories"]) / 1000
    assert "X" not in str(place)


def test_who_does_not_reach_it_gets_nothing_and_a_wrong_category_is_named(office, program, jieyue):
    assert program("zhao").asks("GET", "/analysis", organisation="A", year=2025).status_code == 404
    assert program("zhao").asks("GET", "/analysis", organisation="C1", year=2025).status_code == 404
    assert program("wang").asks("GET", "/analysis", organisation="C1", year=2).status_code == 422
    answer = program("wang").asks("GET", "/analysis", organisation="C1", year=2025, category="schools")
    assert answer.status_code == 400
    assert "schools" in answer.content.decode()


def test_the_command_says_it_in_words(office, jieyue):
    said = jieyue("analysis", "--organisation", "A", "--year", 2025).out
    assert "建筑用电 300.010 kWh，占 100.0%" in said
    place = jieyue("analysis", "--organisation", "C1", "--year", 2025).out
    assert "甲县" in place
    assert "教育 1 家" in place
