"""What expected_findings.csv of the dirty sample plants, by organisation, resource and first day."""

# And the rules that find it, at the import or afterwards.
PLANTED = {
    ("610101", "电", "2024-05-01"): {"quantity_jump", "unit_price"},
    ("610101", "电", "2024-09-01"): {"gap"},
    ("610101", "水", "2024-04-01"): {"duplicate_in_file"},
    ("610102", "电", "2024-03-01"): {"overlap"},
    ("610102", "水", "2024-07-01"): {"one_side_only"},
    ("610102", "电", "2024-11-01"): {"unit_price"},
    ("610103", "电", "2024-02-01"): {"invoice_used_again"},
    ("610103", "水", "2024-06-01"): {"same_quantity"},
    ("610103", "", "2024"): {"profile_change"},
    ("610103", "电", "2024-10-01"): {"month_not_covered"},
}
