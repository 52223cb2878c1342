"""群机器人: what is sent to the webhook of a chat group, how it is signed, and what its answer says.

Shapes as the makers publish them (企业微信, 钉钉, 飞书). All answer HTTP 200 with an error in the body.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from ipaddress import ip_address
from typing import Any

from jieyue.rules.values import Word


class RobotKind(Word):
    """群机器人的种类."""

    WECOM = "wecom", "企业微信"
    DINGTALK = "dingtalk", "钉钉"
    FEISHU = "feishu", "飞书"


def is_inside(address: str) -> bool:
    """Whether an IP address is of this machine or of a net that is not the public one."""
    found = ip_address(address.partition("%")[0])
    return not found.is_global or found.is_multicast


IN_AN_ADDRESS = str.maketrans({"+": "%2B", "/": "%2F", "=": "%3D"})
MOST_BYTES = 2048
"""Of a text, by the narrowest of the three (企业微信); a Chinese character takes three."""


@dataclass(frozen=True)
class Post:
    """What is posted as JSON, and where."""

    address: str
    body: Mapping[str, Any]


def post_of(kind: RobotKind, *, address: str, secret: str, text: str, at: datetime) -> Post:
    """Signed with the `secret` where there is one; 企业微信 knows none, its address is the secret."""
    said = shortened(text)
    seconds = int(at.timestamp())
    if kind is RobotKind.FEISHU:
        signed = {"timestamp": f"{seconds}", "sign": feishu_sign(secret, seconds)} if secret else {}
        return Post(address, {**signed, "msg_type": "text", "content": {"text": said}})
    body = {"msgtype": "text", "text": {"content": said}}
    if kind is RobotKind.DINGTALK and secret:
        moment = seconds * 1000
        joined = "&" if "?" in address else "?"
        return Post(f"{address}{joined}timestamp={moment}&sign={dingtalk_sign(secret, moment)}", body)
    return Post(address, body)


def dingtalk_sign(secret: str, milliseconds: int) -> str:
    """As it stands in the address."""
    found = hmac.new(secret.encode(), f"{milliseconds}\n{secret}".encode(), hashlib.sha256).digest()
    return base64.b64encode(found).decode().translate(IN_AN_ADDRESS)


def feishu_sign(secret: str, seconds: int) -> str:
    """The text is the key, the message is empty."""
    found = hmac.new(f"{seconds}\n{secret}".encode(), b"", hashlib.sha256).digest()
    return base64.b64encode(found).decode()


def shortened(text: str) -> str:
    """At most so many bytes, no character cut."""
    return text.encode()[:MOST_BYTES].decode(errors="ignore")


def wrong_in(answer: str) -> str:
    """What the answer says went wrong; "" where nothing did."""
    try:
        found = json.loads(answer)
    except ValueError:
        return f"机器人的答复看不懂：{answer[:100]}"
    if not isinstance(found, dict):
        return f"机器人的答复看不懂：{answer[:100]}"
    code = found.get("errcode", found.get("code", found.get("StatusCode")))
    if code == 0:
        return ""
    says = found.get("errmsg") or found.get("msg") or ""
    return f"机器人没有接收（{code}）：{says}"[:300]
