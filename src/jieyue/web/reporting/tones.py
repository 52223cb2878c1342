"""In which colour a state of a report is told."""

from jieyue.rules.reporting import ReportState

TONES = {
    ReportState.NOT_SUBMITTED: "neutral",
    ReportState.SUBMITTED: "info",
    ReportState.RETURNED: "error",
    ReportState.ACCEPTED: "success",
    ReportState.LOCKED: "success",
    ReportState.REOPENED: "warning",
}
