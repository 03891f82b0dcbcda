// Hilo. The chart of the overview: bars drawn by uPlot from the table below them. Every piece of a bar opens the list that
// its cell in the table opens. Without this file the table is the chart.
"use strict";
{
  const number = new Intl.NumberFormat(document.documentElement.lang, { useGrouping: "always" });
  let percent; // made when the first is told: it takes its time
  const share = (n, of) => {
    percent ??= new Intl.NumberFormat(document.documentElement.lang, { style: "percent", minimumFractionDigits: 1, maximumFractionDigits: 1 });
    return percent.format(n / Math.max(of, 1));
  };
  const rem = () => parseFloat(getComputedStyle(document.documentElement).fontSize);
  const font = () => `${0.75 * rem()}px ${getComputedStyle(document.body).fontFamily}`;
  // A canvas knows neither tokens nor light-dark(): an element does. All at once: each look makes the browser count again.
  const probe = document.createElement("i");
  const colours = (...tokens) => {
    const each = tokens.map((token) => {
      const one = document.createElement("i");
      one.style.color = `var(${token})`;
      return one;
    });
    probe.replaceChildren(...each);
    document.body.append(probe);
    const found = each.map((one) => getComputedStyle(one).color);
    probe.remove();
    return found;
  };
  const clamp = (n, least, most) => Math.max(least, Math.min(n, most));
  const make = (tag, className, text = "") => {
    const node = document.createElement(tag);
    node.className = className;
    node.textContent = text;
    return node;
  };

  const NARROWEST = 6; // pixels of a bar with its air: where more are asked for the chart scrolls
  const WIDEST = 64;

  // ---- What the table holds.
  const read = (section) => {
    const swatches = [...section.querySelectorAll(".legend .swatch")];
    const names = [...section.querySelectorAll("#chart-data thead th")].slice(1, -1);
    const cell = (td) => ({ n: Number(td.dataset.n), url: td.querySelector("a")?.href });
    const days = [...section.querySelectorAll("#chart-data tbody tr")].map((row) => {
      const cells = [...row.cells].slice(1).map(cell);
      const { from, to, label, open } = row.dataset;
      return { name: row.cells[0].textContent, from, to, label, open: Number(open), total: cells.pop(), pieces: cells };
    });
    return { days, groups: names.map((th, i) => ({ name: th.textContent, swatch: swatches[i] })) };
  };

  // The top of the axis: four grid lines a round number of conversations apart, not below the highest bar.
  const roundUp = (most) => {
    const step = Math.max(1, Math.ceil(most / 4));
    for (let unit = 1; ; unit *= 10) {
      for (const tenth of [10, 15, 20, 25, 30, 40, 50, 60, 80]) {
        if (unit * tenth >= step * 10 && (unit * tenth) % 10 === 0) return (unit * tenth * 4) / 10;
      }
    }
  };

  // Which bars have a name below them: as many as can be read, at places where people look for them.
  const named = (days, unit, slot, widest) => {
    const date = (day) => new Date(`${day.from}T00:00:00Z`);
    const monthly = (every) => (day, i) => (i === 0 || date(day).getUTCMonth() !== date(days[i - 1]).getUTCMonth()) && date(day).getUTCMonth() % every === 0;
    const monday = (every) => (day) => date(day).getUTCDay() === 1 && Math.floor(date(day) / 604800000) % every === 0;
    const ways = unit === "day" ? [() => true, monday(1), monday(2), monthly(1)] : [() => true, monthly(1)];
    for (const way of [...ways, monthly(3), monthly(6), monthly(12)]) {
      const places = days.flatMap((day, i) => (way(day, i) ? [i] : []));
      const apart = Math.min(...places.slice(1).map((place, i) => place - places[i]));
      if (places.length && apart * slot >= widest + 12) return places;
    }
    const every = Math.ceil((widest + 12) / slot);
    return days.flatMap((_, i) => (i % every === every >> 1 ? [i] : []));
  };

  let shown; // the chart that is there
  let kept = {}; // what was at the cursor when it was renewed: the day and the group

  const ready = (section, close) => {
    if (!window.uPlot) return;
    if (close) section.querySelector("details.more").open = false;
    section.querySelector("#chart").hidden = false;
  };
  const mount = (section, renewed) => {
    shown?.end();
    shown = undefined;
    const chart = section.querySelector("#chart");
    if (!chart || !window.uPlot) return;
    const { days, groups } = read(section);
    if (!days.length) return;
    const [scroll, at, tip, said] = [".chart-scroll", ".chart-plot", ".tip", "[data-said]"].map((one) => chart.querySelector(one));
    ready(section, false);
    chart.querySelector(".chart-hint").hidden = days.length < 2;

    const count = days.length;
    const top = roundUp(Math.max(...days.map((day) => day.total.n)));
    const wide = count === 1 ? 0.5 : count <= 7 ? 0.4 : count <= 14 ? 0.6 : 0.72;
    const below = groups.map((_, group) => days.map((day) => day.pieces.slice(0, group).reduce((sum, piece) => sum + piece.n, 0)));
    const above = groups.map((_, group) => days.map((day, i) => below[group][i] + day.pieces[group].n));

    // ---- Drawing.
    let plot;
    let muted;
    let line;
    let strong;
    let fills = []; // of the groups
    const mix = () => {
      [muted, line, strong] = colours("--muted", "--line", "--line-strong");
      fills = groups.map(({ swatch }) => getComputedStyle(swatch).backgroundColor);
    };
    let size; // of the text when it was drawn
    let axis = 0;
    const width = () => Math.max(scroll.clientWidth, axis + count * NARROWEST);
    const draw = () => {
      plot?.destroy();
      mix();
      size = rem();
      const context = document.createElement("canvas").getContext("2d");
      const face = font();
      context.font = face;
      const measure = (text) => context.measureText(text).width;
      axis = Math.ceil(measure(number.format(top)) + 14);
      const widest = Math.max(...days.map((day) => measure(day.label)));
      const scrolls = width() > scroll.clientWidth;
      const air = () => (plot ? plot.posToVal(0, "y") - plot.posToVal(1, "y") : 0); // one pixel between two pieces
      const bars = (group) => uPlot.paths.bars({
        size: [wide, WIDEST, 1],
        disp: {
          y0: { unit: 1, values: () => below[group] },
          y1: { unit: 1, values: () => above[group].map((y, i) => (y > below[group][i] ? Math.max(y - air(), below[group][i] + air() / 2) : y)) },
        },
      });
      const names = { font: face, stroke: () => muted, ticks: { show: false } };
      plot = new uPlot({
        width: width(),
        height: Math.round(17 * size),
        padding: [Math.round(size / 2), scrolls ? 0 : 8, 0, scrolls ? 8 : 0],
        legend: { show: false },
        cursor: { show: false },
        select: { show: false },
        scales: { x: { time: false, range: () => [-0.5, count - 0.5] }, y: { range: () => [0, top] } },
        axes: [
          {
            ...names,
            size: Math.round(2 * size),
            gap: 6,
            grid: { show: false },
            border: { show: true, width: 1, stroke: () => strong },
            splits: () => named(days, chart.dataset.unit, (width() - axis - 8) / count, widest),
            values: (u, places) => places.map((i) => days[i]?.label ?? ""),
          },
          {
            ...names,
            side: scrolls ? 1 : 3, // where it scrolls the last days are seen first, and the numbers beside them
            size: axis,
            gap: 6,
            grid: { width: 1, stroke: () => line },
            splits: () => [0, 1, 2, 3, 4].map((step) => (top / 4) * step),
            values: (u, places) => places.map((place) => number.format(place)),
          },
        ],
        series: [{}, ...groups.map((_, group) => ({ fill: () => fills[group], width: 0, points: { show: false }, paths: bars(group) }))],
      }, [days.map((_, i) => i), ...groups.map((_, group) => days.map((day) => day.pieces[group].n))], at);
      for (const node of [column, range]) plot.under.append(node);
      plot.over.append(here);
      hatch();
      listen(plot.over);
    };
    const column = make("div", "chart-at");
    const range = make("div", "chart-range");
    const here = make("div", "chart-here");
    const span = (node, from, to) => {
      node.style.left = `${(100 * from) / count}%`;
      node.style.width = `${(100 * (to - from + 1)) / count}%`;
      node.hidden = false;
    };
    const hatch = () => {
      for (let i = 0; i < count; i += 1) {
        if (!days[i].open) continue;
        const from = i;
        while (days[i + 1]?.open) i += 1;
        const node = make("div", "hatched");
        span(node, from, i);
        plot.under.prepend(node);
      }
    };

    // ---- What is at the cursor: a day, and in it a group or none.
    let day = -1;
    let group = -1;
    let anchor = -1; // where days began to be chosen
    let pressed; // where the pointer was
    const hide = () => {
      [day, group, anchor, pressed] = [-1, -1, -1];
      tip.hidden = column.hidden = range.hidden = here.hidden = true;
      plot.over.classList.remove("opens");
      chart.classList.remove("dragging");
      kept = {};
    };
    const rows = (one) => {
      const body = make("table", "");
      const head = body.insertRow();
      head.className = "head";
      head.append(make("th", "", one.name), make("td", "", number.format(one.total.n)), make("td", ""));
      for (let i = groups.length - 1; i >= 0; i -= 1) { // as stacked: the uppermost first
        const { n } = one.pieces[i];
        if (!n) continue;
        const row = body.insertRow();
        if (i === group) row.className = "here";
        const name = make("th", "", groups[i].name);
        name.prepend(make("span", groups[i].swatch.className));
        row.append(name, make("td", "n", number.format(n)), make("td", "", share(n, one.total.n)));
      }
      return body;
    };
    const chosen = () => [Math.min(anchor, day), Math.max(anchor, day)];
    const several = () => {
      const [from, to] = chosen();
      const some = days.slice(from, to + 1);
      const sum = (of) => some.reduce((all, one) => all + of(one).n, 0);
      return {
        name: `${days[from].name} – ${days[to].name}`,
        total: { n: sum((one) => one.total) },
        pieces: groups.map((_, i) => ({ n: sum((one) => one.pieces[i]) })),
      };
    };
    const place = (node) => {
      const box = chart.getBoundingClientRect();
      const around = node.getBoundingClientRect();
      const right = around.right - box.left + 8;
      const left = around.left - box.left - tip.offsetWidth - 8;
      const x = right + tip.offsetWidth <= box.width ? right : left;
      tip.style.left = `${clamp(x, 0, Math.max(0, box.width - tip.offsetWidth))}px`;
    };
    const show = (nextDay, nextGroup, hint = "") => {
      [day, group] = [nextDay, nextGroup];
      const ranging = anchor >= 0 && anchor !== day;
      if (ranging) group = -1;
      const one = ranging ? several() : days[day];
      tip.replaceChildren(rows(one), ...(ranging || hint ? [make("p", "", ranging ? chart.dataset.days : hint)] : []));
      tip.hidden = false;
      range.hidden = !ranging;
      column.hidden = ranging;
      if (ranging) span(range, ...chosen());
      else span(column, day, day);
      here.hidden = group < 0;
      if (group >= 0) {
        const half = Math.min((plot.over.clientWidth / count) * wide, WIDEST) / 2;
        const middle = plot.valToPos(day, "x");
        const [upper, lower] = [plot.valToPos(above[group][day], "y"), plot.valToPos(below[group][day], "y")];
        Object.assign(here.style, { left: `${middle - half}px`, width: `${2 * half}px`, top: `${upper}px`, height: `${Math.max(2, lower - upper)}px` });
      }
      plot.over.classList.toggle("opens", Boolean(target()));
      place(ranging ? range : column);
      kept = { from: days[day].from, group: groups[group]?.name };
      return one;
    };
    const tell = (one) => {
      const total = `${chart.dataset.total}: ${number.format(one.total.n)}`;
      const piece = (i) => `${groups[i].name}: ${number.format(one.pieces[i].n)} (${share(one.pieces[i].n, one.total.n)})`;
      const all = groups.map((_, i) => i).filter((i) => one.pieces[i].n).map(piece);
      said.textContent = group >= 0 ? `${one.name}. ${piece(group)}. ${total}` : [one.name, total, ...all].join(". ");
    };

    // ---- Opening what is at the cursor.
    const target = () => {
      if (day < 0) return undefined;
      if (anchor >= 0 && anchor !== day) {
        const [from, to] = chosen();
        return `${chart.dataset.over}&from=${days[from].from}&to=${days[to].to}`;
      }
      return group >= 0 ? days[day].pieces[group].url : days[day].total.url;
    };
    const open = (apart) => {
      const url = target();
      if (!url) return;
      if (apart) window.open(url, "_blank", "noopener");
      else location.assign(url);
    };

    // ---- The pointer.
    const find = (event) => {
      const box = plot.over.getBoundingClientRect();
      const [x, y] = [event.clientX - box.left, event.clientY - box.top];
      const slot = box.width / count;
      const i = clamp(Math.floor(x / slot), 0, count - 1);
      const value = plot.posToVal(y, "y");
      const within = Math.abs(x - (i + 0.5) * slot) <= Math.min(slot * wide, WIDEST) / 2 + 1;
      return [i, within ? groups.findIndex((_, g) => value > below[g][i] && value <= above[g][i]) : -1];
    };
    const listen = (over) => {
      over.addEventListener("pointerdown", (event) => {
        if (event.button !== 0 || event.pointerType === "touch") return;
        pressed = { x: event.clientX, day: find(event)[0] };
        over.setPointerCapture(event.pointerId);
      });
      over.addEventListener("pointermove", (event) => {
        if (event.pointerType === "touch") return;
        if (pressed && Math.abs(event.clientX - pressed.x) > 6) {
          anchor = pressed.day;
          chart.classList.add("dragging");
        }
        show(...find(event));
      });
      over.addEventListener("pointerup", (event) => {
        if (!pressed) return;
        pressed = undefined;
        chart.classList.remove("dragging");
        if (anchor !== day) open(event.ctrlKey || event.metaKey);
        anchor = -1; // back where it began: nothing was chosen
      });
      over.addEventListener("pointercancel", hide);
      over.addEventListener("pointerleave", (event) => { if (!pressed && event.pointerType !== "touch") hide(); });
      over.addEventListener("auxclick", (event) => { if (event.button === 1) open(true); });
      // A finger does not hover: the first touch tells, the second opens.
      let touched = false;
      over.addEventListener("pointerdown", (event) => { touched = event.pointerType === "touch"; });
      over.addEventListener("click", (event) => {
        if (!touched) return;
        const [i, g] = find(event);
        if (i === day && g === group && !tip.hidden) open(false);
        else tell(show(i, g, chart.dataset.tap));
      });
    };

    // ---- The keyboard: one stop of the tab key; arrows walk.
    const groupsOf = (i) => [-1, ...groups.map((_, g) => g).filter((g) => days[i].pieces[g].n)];
    const key = (event) => {
      if (event.altKey) return;
      const { key: name } = event;
      if (name === "Escape") {
        if (tip.hidden) return;
        hide();
      } else if (name === "Enter" || name === " ") {
        open(event.ctrlKey || event.metaKey);
      } else {
        const to = { ArrowLeft: day - 1, ArrowRight: day + 1, Home: 0, End: count - 1, ArrowUp: day, ArrowDown: day }[name];
        if (to === undefined || event.ctrlKey || event.metaKey) return;
        if (event.shiftKey && anchor < 0) anchor = day;
        if (!event.shiftKey) anchor = -1;
        const next = day < 0 ? count - 1 : clamp(to, 0, count - 1);
        const some = groupsOf(next);
        const step = { ArrowUp: 1, ArrowDown: -1 }[name] ?? 0;
        const now = some.indexOf(group);
        tell(show(next, some[clamp(Math.max(now, 0) + step, 0, some.length - 1)]));
        if (scroll.scrollWidth > scroll.clientWidth) column.scrollIntoView({ block: "nearest", inline: "nearest" });
      }
      event.preventDefault();
    };
    at.addEventListener("keydown", key);
    const begin = () => { if (day < 0 && at.matches(":focus-visible")) tell(show(count - 1, -1)); };
    at.addEventListener("focus", begin);
    at.addEventListener("blur", hide);

    draw();
    hide();
    // Once it is drawn, which is after this.
    queueMicrotask(() => {
      scroll.scrollLeft = renewed?.scrolled ?? scroll.scrollWidth;
      const again = days.findIndex((one) => one.from === renewed?.kept.from);
      if (again >= 0) show(again, groups.findIndex((one, i) => one.name === renewed.kept.group && days[again].pieces[i].n));
      else if (!renewed) begin(); // the focus came before it was drawn
    });

    const resize = new ResizeObserver(() => {
      if (!scroll.clientWidth || (rem() === size && plot.width === width())) return;
      draw();
      queueMicrotask(() => (day >= 0 ? show(day, group) : hide()));
    });
    resize.observe(scroll);
    shown = {
      chart,
      redraw: () => {
        mix();
        plot.redraw();
      },
      state: () => ({ kept, scrolled: scroll.scrollWidth > scroll.clientWidth + scroll.scrollLeft + 1 ? scroll.scrollLeft : undefined }),
      end: () => {
        resize.disconnect();
        plot.destroy();
      },
    };
  };

  for (const query of ["(prefers-color-scheme: dark)", "(forced-colors: active)"]) {
    matchMedia(query).addEventListener("change", () => shown?.redraw());
  }
  let before; // of the chart that is about to be replaced
  document.addEventListener("hilo:renewing", () => { before = shown?.state(); });
  document.addEventListener("hilo:renewed", (event) => {
    if (event.target.querySelector("#chart")) mount(event.target, before ?? { kept: {} });
  });
  // Drawn once somebody comes near: on a phone it is below what is seen first, and that does not wait for it.
  const chart = document.getElementById("chart");
  if (chart) {
    const section = chart.closest("section");
    ready(section, true);
    const near = new IntersectionObserver((entries) => {
      if (entries.some((entry) => entry.isIntersecting)) begin();
    }, { rootMargin: "25%" });
    const begin = () => {
      near.disconnect();
      if (!shown && section.isConnected) mount(section);
    };
    near.observe(chart);
    window.addEventListener("beforeprint", begin);
  }
}
