"""The register of posts and of whoever holds them (row A2 of the requirements)."""

from jieyue.store.machine.held import Held
from jieyue.store.machine.ledger import Ledger, Source
from jieyue.store.registers.posts.models import PostHolder

LEDGER = Ledger(
    "posts",
    PostHolder,
    sources={
        "responsible_person": Source(held=Held(by="post")),
        "energy_post": Source(held=Held(by="post", proved=False)),
        "statistics_post": Source(held=Held(by="post", proved=False)),
    },
    group="organisation",
)
