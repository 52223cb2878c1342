from walk.planted import Planted
from walk.visits import Visit


def visits(_planted: Planted) -> list[Visit]:
    return [Visit("upkeep:condition", who="system", shows=None)]
