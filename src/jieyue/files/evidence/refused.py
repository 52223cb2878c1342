"""Why a file cannot be kept as evidence, in words that help."""

from jieyue.rules.refusal import Refused

SAVE_AS_PDF = "请把材料另存或打印为 PDF，或者拍成照片（JPG、PNG）后再上传。"
SAVE_AGAIN = "请用原来的软件打开核对，重新保存或导出后再上传；打不开的，请换一份完好的文件。"


class NotEvidence(Refused):
    """The file is not what may be kept as evidence, or not what it pretends to be."""


def damaged(what: str = "文件") -> NotEvidence:
    return NotEvidence(f"{what}已损坏或不完整，无法打开。", do=SAVE_AGAIN)


def has_more_inside(what: str, hidden: str) -> NotEvidence:
    """A file that is two things at once: each reader sees another."""
    return NotEvidence(f"{what}里夹带了{hidden}，可能被篡改过，不能收下。", do=SAVE_AGAIN)
