"""监督考核: inspections by checklist, reward and admonition, and what the yearly appraisal of a person is told."""
