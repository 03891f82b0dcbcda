// Hilo. A thread: folds long messages, shows on the timeline what is in view, copies links to messages, and asks before
// anybody leaves by an address that somebody wrote. Without it all can be read, and every link works.
"use strict";
{
  const chat = document.querySelector(".chat");
  const here = () => (location.hash ? document.getElementById(decodeURIComponent(location.hash.slice(1))) : null);

  // ---- Long messages: folded until somebody wants them, whether by button, by search of the browser, or by arriving there.
  const unfold = (bubble, open = true) => {
    const button = bubble.parentElement.querySelector(".unfold");
    bubble.classList.toggle("all", open);
    if (open) bubble.scrollTop = 0;
    button.setAttribute("aria-expanded", String(open));
    button.textContent = open ? chat.dataset.less : button.dataset.all;
  };
  for (const bubble of all(".bubble.long")) {
    const button = bubble.parentElement.querySelector(".unfold");
    button.dataset.all = button.textContent;
    button.addEventListener("click", () => {
      const open = !bubble.classList.contains("all");
      unfold(bubble, open);
      if (!open) bubble.parentElement.scrollIntoView({ block: "nearest" });
    });
    // What is found below the fold, or reached by Tab, is scrolled to within the message: then all of it is wanted.
    bubble.addEventListener("scroll", () => { if (bubble.scrollTop) unfold(bubble); });
    bubble.addEventListener("focusin", () => unfold(bubble));
  }
  const arrive = () => {
    const bubble = here()?.closest(".msg")?.querySelector(".bubble.long");
    if (bubble) unfold(bubble);
  };
  chat.classList.add("folds");
  arrive();
  const [visit] = performance.getEntriesByType("navigation");
  if (chat.querySelector(".long") && visit?.type === "navigate") here()?.scrollIntoView(); // folding has moved it
  window.addEventListener("hashchange", arrive);

  // ---- The timeline: what is in view is marked; one stop of the Tab key, arrows walk it.
  const rail = document.querySelector(".rail");
  const links = all("a", rail);
  const marks = new Map(links.map((link) => [link.hash.slice(1), link.parentElement]));
  const markOf = new Map();
  let last = null;
  for (const line of chat.children) {
    last = marks.get(line.id) ?? last;
    if (last) markOf.set(line, last);
  }
  const seen = new Map(); // how many lines of each mark are in view
  const show = () => {
    let first = null;
    for (const mark of marks.values()) {
      const is = (seen.get(mark) ?? 0) > 0;
      mark.classList.toggle("here", is);
      mark.firstElementChild.removeAttribute("aria-current");
      if (is) first ??= mark;
    }
    if (!first) return;
    first.firstElementChild.setAttribute("aria-current", "true");
    if (rail.contains(document.activeElement)) return; // whoever walks it is not pulled away
    stop(first.firstElementChild);
    rail.scrollTo({ top: first.offsetTop - rail.clientHeight / 3, left: first.offsetLeft - rail.clientWidth / 3 });
  };
  const stop = (link) => {
    for (const other of links) other.tabIndex = other === link ? 0 : -1;
  };
  const inView = new Set();
  const observer = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      const mark = markOf.get(entry.target);
      if (!mark || entry.isIntersecting === inView.has(entry.target)) continue;
      inView[entry.isIntersecting ? "add" : "delete"](entry.target);
      seen.set(mark, (seen.get(mark) ?? 0) + (entry.isIntersecting ? 1 : -1));
    }
    show();
  }, { rootMargin: "-48px 0px 0px 0px" });
  // A day stays at the upper edge, in view or not.
  for (const line of markOf.keys()) if (!line.matches(".day-sep")) observer.observe(line);
  stop(links[0]);
  rail.addEventListener("keydown", (event) => {
    const by = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    const end = { Home: 0, End: links.length - 1 }[event.key];
    if (by === undefined && end === undefined) return;
    event.preventDefault();
    const to = links[end ?? Math.max(0, Math.min(links.indexOf(document.activeElement) + by, links.length - 1))];
    stop(to);
    to.focus();
  });
  rail.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    location.replace(link.hash); // one step back is still the list
  });

  // ---- A link to a message.
  const told = document.querySelector(".told");
  let leaving = 0;
  const tell = (text) => {
    told.textContent = text;
    clearTimeout(leaving);
    leaving = setTimeout(() => { told.textContent = ""; }, 4000);
  };
  const copy = async (text) => {
    if (navigator.clipboard) {
      try {
        await navigator.clipboard.writeText(text);
        return true;
      } catch { /* not allowed: the old way is left */ }
    }
    const box = element("textarea", "vh");
    box.value = text;
    document.body.append(box);
    box.select();
    const done = document.execCommand("copy");
    box.remove();
    return done;
  };
  chat.addEventListener("click", async (event) => {
    const button = event.target.closest(".copy");
    if (!button) return;
    const anchor = `#${button.closest(".msg").id}`;
    const done = await copy(`${location.origin}${location.pathname}${anchor}`);
    button.focus();
    if (!done) location.replace(anchor);
    tell(done ? told.dataset.copied : told.dataset.failed);
  });

  // ---- Addresses that somebody wrote: first where they lead, then the way.
  const dialog = document.getElementById("leads");
  const way = document.getElementById("leads-open");
  chat.addEventListener("click", (event) => {
    const summary = event.target.closest(".leads > summary");
    if (!summary) return;
    event.preventDefault();
    const link = summary.parentElement.querySelector("a");
    document.getElementById("leads-title").textContent = summary.parentElement.querySelector("bdi").textContent;
    document.getElementById("leads-address").textContent = link.getAttribute("href");
    way.href = link.href;
    dialog.showModal();
  });
  way.addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); }); // beside it

  // ---- The side stays in sight: at the top where it fits, else with its end at the lower edge.
  const side = document.querySelector(".side");
  const settle = () => {
    const bar = document.querySelector(".hits")?.offsetHeight ?? 0;
    side.style.top = `${Math.min(16 + bar, innerHeight - side.offsetHeight - 16)}px`;
  };
  side.classList.add("stays");
  settle();
  new ResizeObserver(settle).observe(side);
  window.addEventListener("resize", settle);
}
