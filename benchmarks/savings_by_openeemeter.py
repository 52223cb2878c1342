"""What OpenEEmeter 3.2.0 says of the meters in a JSON file, and how long it takes; run by its own interpreter."""

import json
import sys
import time
import warnings
from datetime import timedelta
from pathlib import Path

warnings.simplefilter("ignore")

import eemeter  # noqa: E402
import pandas as pd  # noqa: E402

F_PER_C, FREEZING_F = 1.8, 32


def main(file: str) -> None:
    meters = json.loads(Path(file).read_text("utf-8"))
    began = time.process_time()
    found = [saving_of(meter) for meter in meters]
    seconds = time.process_time() - began
    print(json.dumps({"version": eemeter.get_version(), "seconds": seconds, "meters": found}))


def saving_of(meter: dict) -> dict[str, float]:
    hours = pd.date_range(_at(meter["first_hour"]), periods=len(meter["celsius"]), freq="h")
    weather = pd.Series(meter["celsius"], index=hours) * F_PER_C + FREEZING_F
    starts = pd.DatetimeIndex([_at(hour) for hour in (*meter["start"], meter["end"])])
    use = pd.DataFrame({"value": [*meter["quantity"], None]}, index=starts)
    turn = _at(meter["turn"]).to_pydatetime()
    before, _ = eemeter.get_baseline_data(use, end=turn, max_days=365)
    before = eemeter.clean_caltrack_billing_data(before, "billing_monthly")
    design = eemeter.create_caltrack_billing_design_matrix(before, weather)
    model = eemeter.fit_caltrack_usage_per_day_model(design, use_billing_presets=True, weights_col="n_days_kept")
    after, _ = eemeter.get_reporting_data(use, start=turn, max_days=366 + 1)
    after = eemeter.clean_caltrack_billing_data(after, "billing_monthly")
    saved, bands = eemeter.metered_savings(model, after, weather)
    return {
        "saving": float(saved.metered_savings.sum()),
        "band": float(bands["FSU Error Band"]),
        "r2": float(model.r_squared_adj),
    }


def _at(hour: int) -> pd.Timestamp:
    return pd.Timestamp(0, tz="UTC") + timedelta(hours=hour)


if __name__ == "__main__":
    main(sys.argv[1])
