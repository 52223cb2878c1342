"""Tables for a home that has none: the migrations, without thinking every table through again at each step."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db.migrations.state import ModelState, ProjectState


@contextmanager
def new_tables_alone() -> Iterator[None]:
    """Meanwhile a migration that makes or changes a table has Django render that one, where it would render all
    that are connected with it: three quarters of the seconds of a first start. Nothing can point to a table before
    it is made, and what one points to keeps its name and its key; the tables that come of it are the same to the
    letter. Not for a home that has tables: there a migration may ask rows for what stands behind a relation.
    """
    usual = ProjectState.add_model, ProjectState._find_reload_model
    ProjectState.add_model = _add_alone  # type: ignore[method-assign]
    ProjectState._find_reload_model = _itself  # type: ignore[method-assign]
    try:
        yield
    finally:
        ProjectState.add_model, ProjectState._find_reload_model = usual  # type: ignore[method-assign]


def _itself(_state: ProjectState, app_label: str, model_name: str, *_delay: bool) -> set[tuple[str, str]]:
    return {(app_label, model_name)}


def _add_alone(self: ProjectState, model_state: ModelState) -> None:
    """As ProjectState.add_model of Django 5.2, but for what is rendered."""
    key = model_state.app_label, model_state.name_lower
    self.models[key] = model_state
    if self._relations is not None:
        self.resolve_model_relations(key)
    if "apps" in self.__dict__:  # it was rendered, and is kept up to date
        self.apps.render_multiple([model_state])
