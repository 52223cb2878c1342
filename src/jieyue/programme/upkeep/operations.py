"""What keeps a deployment safe: a backup of all of it, and the way back."""

from datetime import datetime
from pathlib import Path

from jieyue.rules.person import Person
from jieyue.rules.roles import Right
from jieyue.store.deployment.backing_up import Backup, refuse_to_hide_longer
from jieyue.store.deployment.backing_up import back_up as back_up_home
from jieyue.store.deployment.restoring import Restored
from jieyue.store.deployment.restoring import restore as restore_home
from jieyue.store.orgs.reach import refuse_without


def back_up(file: Path, *, by: Person, at: datetime, overwrite: bool = False) -> Backup:
    """Database, evidence, the deployment's own policy and its secret key as they are now, in one file.

    Never in the place of, or as the newest beside, one whose log the database does not have: raises BackupNotWritten.
    """
    refuse_without(by, Right.RUN)
    refuse_to_hide_longer(file)
    return back_up_home(file, by=by.username, at=at, overwrite=overwrite)


def restore(file: Path, *, by: Person) -> Restored:
    """Bring a backup into the home, which has to be empty. Raises what says that it is not, or what is wrong with the
    file; nothing is changed then.
    """
    refuse_without(by, Right.RUN)
    return restore_home(file)
