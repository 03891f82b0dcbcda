// Hilo. Every page works without this file; it only saves a click or a look.
"use strict";
document.documentElement.classList.add("js");

const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const element = (tag, className, text = "") => {
  const node = document.createElement(tag);
  node.className = className;
  node.textContent = text;
  return node;
};

// ---- Chart: one tooltip a day, by pointer or keyboard; arrow keys walk the bars (one tab stop for the chart).
// Each link's <title> reads "Tue 2 June\nWhatsApp: 41": the day, then the group and its number.
for (const chart of all(".chart")) {
  const tip = chart.querySelector(".tip");
  const days = all(".day", chart);
  if (!tip || !days.length) continue;

  const links = all(".day a", chart);
  for (const link of links) {
    const title = link.querySelector("title");
    const text = title ? title.textContent.trim() : link.getAttribute("aria-label") || "";
    const [day, entry = ""] = text.split("\n").map((line) => line.trim());
    const colon = entry.lastIndexOf(": ");
    link.hilo = { day, name: entry.slice(0, colon), value: entry.slice(colon + 2) };
    link.setAttribute("aria-label", `${day}, ${entry}`);
    link.setAttribute("tabindex", "-1");
    title?.remove(); // else the browser's own tooltip covers ours
  }
  links[0]?.setAttribute("tabindex", "0");

  const row = (link, current) => {
    const total = link.classList.contains("hit");
    const node = element("div", `tip-row${total ? " head" : ""}${link === current && !total ? " here" : ""}`);
    if (!total) node.append(element("span", `swatch ${link.querySelector("rect").getAttribute("class")}`));
    node.append(element("span", "", total ? link.hilo.day : link.hilo.name), element("b", "", link.hilo.value));
    return node;
  };

  const hide = () => {
    tip.hidden = true;
    days.forEach((day) => day.classList.remove("at"));
  };

  const show = (day, current) => {
    hide();
    day.classList.add("at");
    const [head, ...groups] = all("a", day);
    tip.replaceChildren(row(head, current), ...groups.reverse().map((link) => row(link, current))); // as stacked: top first
    tip.hidden = false;
    const column = head.getBoundingClientRect();
    const box = chart.getBoundingClientRect();
    const right = column.right - box.left + 8;
    const left = column.left - box.left - tip.offsetWidth - 8;
    const x = right + tip.offsetWidth <= box.width ? right : left;
    tip.style.left = `${Math.max(0, Math.min(x, box.width - tip.offsetWidth))}px`;
  };

  chart.addEventListener("pointermove", (event) => {
    const day = event.target.closest(".day");
    if (day) show(day, event.target.closest("a"));
    else hide();
  });
  chart.addEventListener("pointerleave", hide);
  chart.addEventListener("focusin", (event) => {
    const day = event.target.closest(".day");
    if (day) show(day, event.target);
  });
  chart.addEventListener("focusout", hide);
  chart.addEventListener("keydown", (event) => {
    if (event.key === "Escape") return hide();
    const day = event.target.closest(".day");
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
    if (!day || !step) return;
    event.preventDefault();
    const at = all("a", day).indexOf(event.target);
    const next = days[days.indexOf(day) + step[0]];
    const bars = next ? all("a", next) : [];
    const target = bars[Math.max(0, Math.min(at + step[1], bars.length - 1))];
    if (!target) return;
    links.forEach((link) => link.setAttribute("tabindex", "-1"));
    target.setAttribute("tabindex", "0");
    target.focus();
  });
}

// ---- Choosing a date range applies it; "Custom…" waits for its two dates, which are sent for it alone.
for (const select of all("select[data-range]")) {
  const dates = select.form.querySelector(".custom-dates");
  const sync = () => { if (dates) dates.disabled = select.value !== "custom"; };
  sync();
  window.addEventListener("pageshow", sync); // the browser may restore another choice on "back"
  select.addEventListener("change", () => {
    sync();
    if (select.value === "custom") dates?.querySelector("input").focus();
    else select.form.requestSubmit();
  });
}

// ---- Pickers close on a click elsewhere and on Escape.
document.addEventListener("click", (event) => {
  for (const picker of all("details.picker[open]")) if (!picker.contains(event.target)) picker.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const picker of all("details.picker[open]")) {
    picker.open = false;
    picker.querySelector("summary").focus();
  }
});

// ---- A whole row is a click on its first link (but not while text is being selected).
document.addEventListener("click", (event) => {
  const row = event.target.closest(".rows tbody tr");
  if (!row || event.target.closest("a, button, input, label, .pick") || String(getSelection())) return;
  const link = row.querySelector("a");
  if (!link) return;
  if (event.ctrlKey || event.metaKey) window.open(link.href, "_blank", "noopener");
  else link.click();
});

// ---- A transcript prints itself.
for (const button of all("[data-print]")) button.addEventListener("click", () => print());

// ---- A notice leaves by itself, unless somebody is reading or about to press it.
for (const toast of all("[data-toast]")) {
  const leave = () => {
    if (toast.matches(":hover, :focus-within")) return setTimeout(leave, 2000);
    toast.classList.add("going");
    setTimeout(() => toast.remove(), 300);
  };
  setTimeout(leave, Number(toast.dataset.toast) || 8000);
}
