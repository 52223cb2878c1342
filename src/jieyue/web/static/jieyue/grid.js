// Makes an entry grid of each <table data-grid>; without this file the table can be read.
import { Grid } from "./grid/grid.js";

for (const table of document.querySelectorAll("table[data-grid]")) new Grid(table);
