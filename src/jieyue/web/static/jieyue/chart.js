// Draws what a page tells as JSON; the same figures stand in a table beside each chart.
const colours = ["#9fb8d6", "#174f8f", "#c27c00", "#2e9e62"];

function optionOf(told) {
  const shown = (value) => (value === null || value === undefined ? "—" : value.toLocaleString("zh-CN"));
  return {
    color: colours,
    animation: false,
    textStyle: { fontFamily: "inherit" },
    grid: { left: 8, right: 16, top: 48, bottom: 8, containLabel: true },
    legend: { top: 0, left: 0, data: told.series.map((series) => series.name) },
    tooltip: { trigger: "axis", renderMode: "richText", valueFormatter: shown },
    xAxis: { type: "category", data: told.labels, axisTick: { show: false } },
    yAxis: { type: "value", name: told.unit, nameTextStyle: { align: "left" } },
    series: told.series.map((series) => ({
      name: series.name,
      type: series.kind || told.kind || "bar",
      data: series.values,
      barMaxWidth: 36,
      connectNulls: false,
    })),
  };
}

function draw(place) {
  const told = JSON.parse(document.getElementById(place.dataset.chart).textContent);
  const chart = window.echarts.init(place, null, { renderer: "canvas" });
  chart.setOption(optionOf(told));
  new ResizeObserver(() => chart.resize()).observe(place);
  place.dataset.drawn = "yes";
}

document.querySelectorAll("[data-chart]").forEach(draw);
document.body.addEventListener("htmx:afterSwap", (event) => {
  event.target.querySelectorAll("[data-chart]:not([data-drawn])").forEach(draw);
});
