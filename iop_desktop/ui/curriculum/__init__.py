"""Parts of the curriculum page: the list of lessons, one lesson, its editor, coverage, packs."""
