"""What became of a case that stands beside a policy file."""

from dataclasses import dataclass

ABSENT = "空缺"


@dataclass(frozen=True)
class CaseResult:
    """`expected` and `got` as printed; `got` may also be the refusal that came instead."""

    file: str
    line: int
    name: str
    expected: str
    got: str
    source: str

    @property
    def passed(self) -> bool:
        return self.expected == self.got

    def __str__(self) -> str:
        verdict = "符合" if self.passed else f"应为 {self.expected}，得到 {self.got}"
        return f"{self.file} 第{self.line}行：{self.name}：{verdict}（{self.source}）"
