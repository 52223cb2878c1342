"""What the log's operations and tables are called on pages."""

from functools import cache

from django.apps import apps

from jieyue.programme.records.kinds import brought
from jieyue.rules import findings, receiving
from jieyue.rules.reporting import MOVES

VERBS = {"import": "导入", "enter": "填报", "undo": "撤销"}
OPERATIONS = {
    "set up": "首次设置",
    "sign in": "登录",
    "sign out": "退出",
    "sign out everywhere": "在所有设备上退出",
    "lock out": "锁定登录",
    "choose password": "更改口令",
    "use recovery code": "使用备用码登录",
    "note external ids": "记下外部编号",
    "take in": "纳入日志",
    "set up second factor": "设置双因素登录",
    "add person": "添加人员",
    "rename person": "更改姓名",
    "disable person": "停用人员",
    "enable person": "启用人员",
    "give first password": "发放初始口令",
    "give first passwords": "批量发放初始口令",
    "reset second factor": "重置双因素登录",
    "require second factors": "规定双因素登录",
    "appoint": "授予角色",
    "end appointment": "结束任职",
    "ask renewal": "三员互核：申请",
    "decide renewal": "三员互核：同意或不同意",
    "withdraw renewal": "三员互核：撤回",
    "see renewal": "三员互核：审计员已阅",
    "ask delegation": "提交委托",
    "decide delegation": "批准或退回委托",
    "withdraw delegation": "撤回委托",
    "keep layout": "记住表式",
    "change layout": "更改记住的表式",
    "forget layout": "忘记表式",
    "make token": "申请接入凭证",
    "revoke token": "撤销接入凭证",
    "plan put in force": "执行行动方案",
    "plan ended": "终止行动方案",
    "plan taken over": "采用更改后的行动方案",
    "period open": "开报",
    "period opening taken back": "撤销开报",
    "report exempt": "登记免报",
    "report exemption lifted": "取消免报",
    "duty exempt": "登记免办",
    "duty exemption lifted": "取消免办",
    "document handed in": "登记报送材料",
    **{f"document {move.key}": f"报送材料：{move.zh}" for move in receiving.DECIDING},
    "unit designated": "确定为创建单位",
    "designation taken back": "撤销创建单位的确定",
    "day set": "指定期限",
    "day set taken back": "撤销指定的期限",
    "day changed": "更改期限",
    **{f"report {move.key}": f"报送：{move.zh}" for move in MOVES},
    "report agree": "报送：同意说明",
    "report answer": "报送：答复审核提问",
    "paper template": "更换文书模板",
    "paper template reset": "恢复系统的文书模板",
    "paper template undo": "撤销文书模板的改动",
    "notice words": "修改公示草稿",
    "notice propose": "提交公示审批",
    "notice withdraw": "撤回公示审批",
    "notice send_back": "退回公示",
    "notice publish": "批准公示",
    "notice correct": "起草更正公示",
    "notice objection": "提出异议",
    "public page open": "开放公众页面",
    "public page close": "关闭公众页面",
    "notice answer": "答复异议",
    "finding raise": "登记问题",
    "finding recheck": "重新核对",
    "finding photo": "问题的照片和材料",
    **{f"finding {move.key}": f"问题：{move.zh}" for move in findings.BY_HAND},
    "target split": "分解目标",
    "target adjusted": "调整分解的目标",
    "letter send": "下达责任书",
    "letter sign": "签署责任书",
    "letter take_back": "收回责任书",
    "pledge open": "开放签署承诺书",
    "pledge close": "停止签署承诺书",
    "pledge sign": "签署承诺书",
    "standard chosen": "选定评价标准",
    "targets confirm": "确认年度目标",
    "remind": "催办",
    "reminder read": "知悉催办",
    "circular issue": "印发通报",
    "circular read": "阅知通报",
    "robot add": "增加群机器人",
    "robot switch": "启用或停用群机器人",
    "robot remove": "删除群机器人",
    "told how": "更改提醒方式",
    "round open": "开展一轮评价",
    "round member": "评审组：加入成员",
    "round member out": "评审组：移出成员",
    "round draw announce": "公布抽查名单",
    "round draw": "抽取抽查样本",
    "round judge": "评审打分",
    "round recheck": "整改复查",
    "round appeal": "对评价结论申诉",
    "round appeal decide": "决定申诉",
    "round withdraw": "撤销认定",
    "round ask": "评审提问",
    "round answer": "答复评审提问",
    "round site": "现场核验",
    "round site photo": "现场核验照片",
    "round conclude": "评审结论",
    "inspection plan": "安排检查",
    "inspection plan move": "检查安排改期",
    "inspection plan cancel": "取消检查安排",
    "appraisal answer": "考核记录：本人说明",
    "score own": "自评",
    "improvements planned": "改进清单",
    "score sheet handed in": "提交自评打分表",
    "evidence add": "上传佐证材料",
    "evidence describe": "说明佐证材料",
    "evidence link": "关联佐证材料",
    "evidence unlink": "取消关联佐证材料",
    "evidence renew": "更新佐证材料",
    "evidence remove": "移除佐证材料",
    "evidence quarantine": "隔离佐证材料",
}


def said(operation: str) -> str:
    """In Chinese; an operation that nobody named stays as the log has it."""
    verb, _, key = operation.partition(" ")
    kind = brought().get(key)
    if verb in VERBS and kind:
        return f"{VERBS[verb]}{kind.zh}"
    return OPERATIONS.get(operation, operation)


def said_of_table(table: str) -> str:
    """In Chinese, as its model calls itself; a table that is gone stays as the log has it."""
    return recorded_tables().get(table, table)


@cache
def recorded_tables() -> dict[str, str]:
    return {each._meta.db_table: each.zh for each in apps.get_models() if getattr(each, "recorded", False)}
