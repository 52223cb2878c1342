"""What documents plans ask for, by the word they use for it."""

from jieyue.rules.values import Word


class Document(Word):
    """报送材料."""

    CREATION_PLAN = "creation_plan", "创建行动实施方案"
    FILING_FORM = "filing_form", "创建备案表"
    MOBILISATION = "mobilisation", "动员部署、督导检查材料"
    SELF_EVALUATION = "self_evaluation", "自评报告、打分表和佐证材料"
    ANALYSIS_REPORT = "analysis_report", "能源资源消费分析报告"
    VERIFICATION_RESULT = "verification_result", "抽查复核结果"
    OTHER = "other", "其他材料"
