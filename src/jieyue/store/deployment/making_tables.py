"""Tables for a home that has none: the migrations, without thinking every table through again at each new one."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db.migrations.state import ModelState, ProjectState


@contextmanager
def new_tables_alone() -> Iterator[None]:
    """Meanwhile a migration that makes a table has Django render that one, where it would render all that are connected
    with it: half the seconds of a first start. Nothing there can point to a table before it is made, and what the new
    one points to is the same as before; the tables that come of it are the same to the letter.
    """
    usual = ProjectState.add_model
    ProjectState.add_model = _add_alone  # type: ignore[method-assign]
    try:
        yield
    finally:
        ProjectState.add_model = usual  # type: ignore[method-assign]


def _add_alone(self: ProjectState, model_state: ModelState) -> None:
    """As ProjectState.add_model of Django 5.2, but for what is rendered."""
    key = model_state.app_label, model_state.name_lower
    self.models[key] = model_state
    if self._relations is not None:
        self.resolve_model_relations(key)
    if "apps" in self.__dict__:  # it was rendered, and is kept up to date
        self.apps.render_multiple([model_state])
