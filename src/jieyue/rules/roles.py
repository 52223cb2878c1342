"""Who may do what: the roles of the programme and of the system, and what each is entitled to."""

from collections.abc import Mapping

from jieyue.rules.values import Word


class Role(Word):
    """角色. The first six are held at a place and reach down the tree; the three administrators have no place."""

    CLERK = "clerk", "统计员"
    REVIEWER = "reviewer", "审核员"
    APPROVER = "approver", "审批人"
    AUTHORITY = "authority", "主管部门"
    READER = "reader", "查阅人"
    LOCAL_SECURITY = "local_security", "分级安全管理员"
    SYSTEM_ADMINISTRATOR = "system_administrator", "系统管理员"
    SECURITY_ADMINISTRATOR = "security_administrator", "安全管理员"
    AUDITOR = "auditor", "审计员"

    @property
    def is_administrator(self) -> bool:
        return self in ADMINISTRATORS

    @property
    def stands_apart(self) -> bool:
        """Whether whoever holds it keeps the system or lets others in, and so holds no other role beside it."""
        return self.is_administrator or self is Role.LOCAL_SECURITY


class Right(Word):
    """权限: what somebody may do at a place."""

    READ = "read", "查阅"
    ENTER = "enter", "填报"
    SHAPE = "shape", "维护机构"
    AIM = "aim", "登记目标"
    INSPECT = "inspect", "检查"
    REVIEW = "review", "审核"
    LOCK = "lock", "锁定"
    APPROVE = "approve", "审批"
    RUN = "run", "运行维护"
    GRANT = "grant", "授权"
    SECURE = "secure", "安全管理"
    AUDIT = "audit", "审计"


ADMINISTRATORS = (Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR, Role.AUDITOR)
"""三员分立: three persons. They keep the system, not the figures, and so hold no other role either."""

RIGHTS: Mapping[Role, frozenset[Right]] = {
    Role.CLERK: frozenset({Right.READ, Right.ENTER, Right.AIM, Right.INSPECT}),
    Role.REVIEWER: frozenset({Right.READ, Right.REVIEW, Right.INSPECT}),
    Role.APPROVER: frozenset({Right.READ, Right.APPROVE}),
    Role.AUTHORITY: frozenset({Right.READ, Right.SHAPE, Right.AIM, Right.REVIEW, Right.INSPECT, Right.LOCK}),
    Role.READER: frozenset({Right.READ}),
    Role.LOCAL_SECURITY: frozenset({Right.GRANT}),
    Role.SYSTEM_ADMINISTRATOR: frozenset({Right.RUN}),
    Role.SECURITY_ADMINISTRATOR: frozenset({Right.GRANT, Right.SECURE}),
    Role.AUDITOR: frozenset({Right.AUDIT}),
}
