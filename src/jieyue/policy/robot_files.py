"""群机器人的服务器 as files: `robots/*.toml`, to which hosts the messages of each kind of robot may go."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Literal

from pydantic import Field

from jieyue.policy.reading import Document
from jieyue.policy.shapes import Shape, Sourced, as_word
from jieyue.rules.robots import RobotKind

FOLDER = "robots"
HOST = r"^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$"


class HostShape(Sourced):
    robot: Annotated[RobotKind, as_word(RobotKind)]
    host: Annotated[str, Field(pattern=HOST, strict=True)]


class RobotsShape(Shape):
    kind: Literal["robots"]
    hosts: tuple[HostShape, ...] = Field(min_length=1)


def robot_hosts_of(files: Sequence[tuple[Document, RobotsShape]]) -> Mapping[RobotKind, frozenset[str]]:
    """Of all files together: a deployment's own adds to ours."""
    told = [each for _, shape in files for each in shape.hosts]
    return {kind: frozenset(each.host for each in told if each.robot is kind) for kind in RobotKind}
