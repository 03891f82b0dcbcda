// The overview. Every part works without this file: it saves a click, and makes one stop of the hours for the Tab key.
"use strict";

// ---- Hours of the week: arrow keys walk the table, over hours in which nothing began.
const walk = (table) => {
  const rows = [...table.tBodies[0].rows].map((row) => [...row.querySelectorAll("td")].map((cell) => cell.querySelector("a")));
  const links = rows.flat().filter(Boolean);
  links.slice(1).forEach((link) => link.setAttribute("tabindex", "-1"));

  const next = (row, column, [down, right]) => {
    for (let steps = 0; steps < 24; steps += 1) {
      row += down;
      column += right;
      if (!rows[row] || column < 0 || column >= rows[row].length) return null;
      if (rows[row][column]) return rows[row][column];
    }
    return null;
  };

  table.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
    const row = rows.findIndex((cells) => cells.includes(event.target));
    if (!step || row < 0) return;
    event.preventDefault();
    next(row, rows[row].indexOf(event.target), step)?.focus();
  });
  table.addEventListener("focusin", (event) => {
    if (!links.includes(event.target)) return;
    links.forEach((link) => link.setAttribute("tabindex", link === event.target ? "0" : "-1"));
  });
};
const heats = () => document.querySelectorAll(".heat table").forEach(walk);
heats();
document.addEventListener("hilo:renewed", (event) => { if (event.target.matches(".breakdowns")) heats(); });
