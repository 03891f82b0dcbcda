// Hilo. What happens elsewhere shows by itself: the server says that something changed, the page asks for itself again, and
// its parts marked data-live="name" are replaced where they differ. Whoever reads, types or chooses is not disturbed: then
// a bar says that there is something new. Without this file a page shows what was so when it was opened.
"use strict";
{
  const live = document.getElementById("live");
  const main = document.querySelector("main[data-live]");
  const EVERY = 5 * 60000; // the clock changes numbers too: closes by silence, the last 30 days at midnight
  const LOST = 10000; // so long without a connection is told

  if (live && main && window.EventSource) {
    const [said, bar, text, button, signIn] = ["said", "bar", "text", "show", "in"].map((one) => document.getElementById(`live-${one}`));
    const parts = (page) => new Map([...page.querySelectorAll("main[data-live] [data-live]")].map((part) => [part.dataset.live, part]));
    const written = new Map(); // each part as the server wrote it
    for (const [name, part] of parts(document)) written.set(name, part.outerHTML);
    let held = new Map(); // parts that differ and are not shown yet
    const forms = JSON.parse(live.dataset.forms);
    const kind = new Intl.PluralRules(document.documentElement.lang);
    const messages = (n) => (forms[kind.select(n)] ?? forms.other).replace("{n}", n);
    let fresh = []; // messages that were appended and not seen yet
    let revision = live.dataset.revision;
    let stopped = false;
    // Numbers over many conversations are not waited for: the page comes without, and is asked for with them.
    let later = document.querySelector("[data-later]")?.dataset.later;

    // ---- Saying it.
    let updated = 0;
    const say = (what) => { if (said.textContent !== what) said.textContent = what; };
    const tell = (what, { wrong = false, show = false, leave = false } = {}) => {
      const focused = bar.contains(document.activeElement);
      bar.hidden = !what;
      bar.classList.toggle("wrong", wrong);
      text.textContent = what;
      button.hidden = !show;
      signIn.hidden = !leave;
      if (leave) signIn.href = `/sign-in?back=${encodeURIComponent(location.pathname + location.search)}`;
      if (what) say(what);
      else if (focused) focus(main.querySelector("#count, h1"));
    };
    const unseen = () => fresh.filter((item) => item.isConnected && item.matches(".msg")).length;
    let lost; // since when there is no connection, while that is told
    const news = () => {
      if (stopped) return;
      const n = unseen();
      if (n) tell(messages(n), { show: true });
      else if (held.size) tell(live.dataset.activity, { show: true });
      else if (lost === true) tell(live.dataset.lost, { wrong: true });
      else tell("");
    };
    const focus = (node) => {
      if (!node) return;
      if (!node.matches("a[href], button, input, [tabindex]")) node.tabIndex = -1;
      node.focus({ preventScroll: true });
    };

    // ---- Whether somebody is at it.
    const fields = (part) => [...part.querySelectorAll("input, textarea, select")];
    const isBox = (field) => ["checkbox", "radio"].includes(field.type);
    const differs = (field) => {
      if (field.type === "hidden") return false;
      if (isBox(field)) return field.checked !== field.defaultChecked;
      if (field.matches("select")) {
        const chosen = [...field.options].findIndex((option) => option.defaultSelected);
        return field.selectedIndex !== Math.max(chosen, 0);
      }
      return field.value !== field.defaultValue;
    };
    const types = (part) => part.contains(document.activeElement) && document.activeElement.matches("input:not([type=checkbox], [type=radio]), textarea, select");
    const reads = (part) => {
      const selection = getSelection();
      return !selection.isCollapsed && selection.containsNode(part, true);
    };
    const isBusy = (name, part) => {
      if (document.querySelector("dialog[open], .dragging")) return true;
      if (part.querySelector("details.picker[open]") || types(part) || reads(part) || fields(part).some(differs)) return true;
      if (name === "chat") return scrollY > 8; // what cannot be appended would move what is read
      if (name !== "list") return false;
      const scrolled = scrollY > 8 || [...part.querySelectorAll(".table-wrap")].some((one) => one.scrollTop > 8);
      return scrolled || types(main) || Boolean(main.querySelector("details.picker[open]")) || fields(main).some((field) => !isBox(field) && differs(field));
    };

    // ---- Replacing a part; what was open, ticked, typed, scrolled and focused stays so.
    const keyOf = (node, of) => {
      const way = [];
      for (let at = node; at !== of; at = at.parentElement) way.unshift([...at.parentElement.children].indexOf(at));
      return way;
    };
    const follow = (way, from) => way.reduce((at, i) => at?.children[i], from);
    const same = (node, old, next) => {
      if (node.id) return next.querySelector(`#${CSS.escape(node.id)}`);
      const tag = node.tagName.toLowerCase();
      const alike = (one) => ["name", "value", "href", "data-field"].every((name) => one.getAttribute(name) === node.getAttribute(name));
      const row = node.closest("[id]");
      const within = row && row !== old && old.contains(row) ? next.querySelector(`#${CSS.escape(row.id)}`) : next;
      const found = within && [...within.querySelectorAll(tag)].filter(alike);
      if (node.matches("[name], [href], [data-field]")) return found?.[0];
      return follow(keyOf(node, old), next);
    };
    const carry = (old, next) => {
      for (const details of old.querySelectorAll("details")) {
        const other = same(details, old, next);
        if (other?.matches("details")) other.open = details.open;
      }
      for (const field of fields(old).filter(differs)) {
        const other = same(field, old, next);
        if (!other) continue;
        if (isBox(field)) other.checked = field.checked;
        else other.value = field.value;
      }
      for (const row of old.querySelectorAll("tr.at[id]")) same(row, old, next)?.classList.add("at");
      // What is laid out when somebody comes near is as high as before: nothing below it moves.
      for (const card of old.querySelectorAll(".card[id]")) {
        const other = same(card, old, next);
        if (other) other.style.containIntrinsicHeight = `auto ${card.offsetHeight}px`;
      }
    };
    const replace = (name, part) => {
      const old = parts(document).get(name);
      if (!old) return;
      const next = document.importNode(part, true);
      old.dispatchEvent(new CustomEvent("hilo:renewing", { bubbles: true }));
      carry(old, next);
      const active = old.contains(document.activeElement) ? document.activeElement : undefined;
      const caret = active?.matches("input:not([type=checkbox], [type=radio]), textarea") ? [active.selectionStart, active.selectionEnd] : undefined;
      const target = active && (active === old ? next : same(active, old, next));
      const scrolled = [...old.querySelectorAll(".table-wrap, .picker-list")].map((one) => [one.scrollLeft, one.scrollTop]);
      written.set(name, part.outerHTML);
      old.replaceWith(next);
      [...next.querySelectorAll(".table-wrap, .picker-list")].forEach((one, i) => scrolled[i] && one.scrollTo(...scrolled[i]));
      next.dispatchEvent(new CustomEvent("hilo:renewed", { bubbles: true }));
      if (active) focus(target ?? next.querySelector("h1, h2"));
      if (caret && target && caret[0] !== null) target.setSelectionRange(...caret);
    };

    // ---- A thread grows at its end. What is above stays where it is.
    const seen = new IntersectionObserver((entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      for (const item of fresh) seen.unobserve(item);
      fresh = [];
      news();
    });
    const parsed = (html) => new DOMParser().parseFromString(html, "text/html").body.firstElementChild;
    const grow = (part) => {
      const list = parts(document).get("chat")?.querySelector("ol");
      const before = parsed(written.get("chat"));
      const [old, next] = [before, part].map((one) => [...(one.querySelector("ol")?.children ?? [])]);
      if (!list || list.children.length !== old.length) return false;
      let same = 0;
      while (same < old.length && same < next.length && old[same].outerHTML === next[same].outerHTML) same += 1;
      const end = list.lastElementChild?.getBoundingClientRect().bottom ?? 0;
      const atEnd = end > 0 && end <= innerHeight + 48;
      // What is taken back must not be before the eyes of somebody who reads it.
      const below = () => list.children[same].getBoundingClientRect().top >= innerHeight;
      if (same < old.length && (same === 0 || reads(list) || !(atEnd || below()))) return false;
      for (const item of [...list.children].slice(same)) item.remove();
      const added = next.slice(same).map((item) => document.importNode(item, true));
      list.append(...added);
      written.set("chat", part.outerHTML);
      const said = added.slice(old.length - same).filter((item) => item.matches(".msg"));
      if (atEnd) {
        list.lastElementChild?.scrollIntoView({ block: "end" });
        if (said.length) say(messages(said.length));
      } else {
        fresh.push(...said);
        if (fresh[0]) seen.observe(fresh[0]);
      }
      list.dispatchEvent(new CustomEvent("hilo:renewed", { bubbles: true }));
      return true;
    };

    // ---- What was asked for is here.
    const settle = (all = false) => {
      let shown = 0;
      const list = parts(document).get("list");
      for (const [name, part] of held) {
        // The numbers beside a list that waits wait too.
        if (!all && list && held.has("list") && isBusy("list", list)) break;
        const old = parts(document).get(name);
        if (old && name === "chat" && grow(part)) held.delete(name);
        else if (old && !all && isBusy(name, old)) continue;
        else if (old) replace(name, part);
        if (held.delete(name)) shown += 1;
      }
      // Not at each change: somebody listens to the page.
      if (shown && performance.now() - updated > 60000 && !unseen()) {
        updated = performance.now();
        say(live.dataset.updated);
      }
      news();
    };
    const receive = (page) => {
      later = page.querySelector("[data-later]")?.dataset.later ?? later;
      const now = page.getElementById("live")?.dataset.revision;
      if (now === undefined) return;
      revision = now;
      const there = parts(page);
      // Another page, as where the first conversation came in: it is as good as never opened.
      if ([...there.keys()].join() !== [...parts(document).keys()].join()) {
        if (![...parts(document)].some(([name, part]) => isBusy(name, part))) location.reload();
        else tell(live.dataset.activity, { show: true });
        return;
      }
      held = new Map([...there].filter(([name, part]) => part.outerHTML !== written.get(name)));
      settle();
    };
    const showAll = () => {
      const [first] = fresh.filter((item) => item.isConnected);
      const list = held.has("list");
      if (!held.size && !first) return location.reload();
      settle(true);
      if (first) {
        first.scrollIntoView({ block: "center" });
        first.classList.add("fresh");
        focus(first);
        for (const item of fresh) seen.unobserve(item);
        fresh = [];
      } else if (list) {
        const part = parts(document).get("list");
        for (const one of part.querySelectorAll(".table-wrap")) one.scrollTop = 0;
        if (part.getBoundingClientRect().top < 0) part.scrollIntoView({ block: "start" });
        focus(main.querySelector("#count"));
      }
      news();
    };
    button.addEventListener("click", showAll);
    // Who has done with a field is not in the way any more. The list waits to be asked for.
    document.addEventListener("focusout", () => setTimeout(() => { if (held.size && !held.has("list")) settle(); }));

    // ---- Asking, one at a time; a page that takes long to make is asked for more rarely.
    let source;
    let asking = false;
    let again = false;
    let timer;
    let notBefore = 0;
    let known = {}; // what was received last: of what is still so nothing comes but that
    const stop = () => {
      stopped = true;
      source?.close();
      tell(live.dataset.out, { wrong: true, leave: true });
    };
    const ask = () => {
      if (stopped || document.hidden || timer) return;
      if (asking) again = true;
      else timer = setTimeout(look, Math.max(0, notBefore - performance.now()));
    };
    const look = async () => {
      timer = undefined;
      if (document.hidden) return;
      [asking, again] = [true, false];
      const begun = performance.now();
      try {
        const url = later ?? location.href;
        const headers = { Accept: "text/html", ...(known.url === url && { "If-None-Match": known.tag }) };
        const answer = await fetch(url, { headers, signal: AbortSignal.timeout(60000) });
        if (answer.status === 401 || new URL(answer.url).pathname === "/sign-in") stop();
        else if (answer.ok) {
          receive(new DOMParser().parseFromString(await answer.text(), "text/html"));
          known = { url, tag: answer.headers.get("ETag") ?? "" };
        }
      } catch {
        // There is no connection, which is told by the one that waits; it comes back by itself.
      }
      asking = false;
      const took = performance.now() - begun;
      notBefore = performance.now() + Math.min(60000, Math.max(500, 10 * took));
      if (again) ask();
    };

    // ---- Waiting to be told. A page that nobody sees waits for nothing, and holds no connection.
    const connect = () => {
      source?.close();
      if (stopped || document.hidden) return;
      source = new EventSource(`/live?since=${encodeURIComponent(revision)}`);
      source.addEventListener("changed", ask);
      source.addEventListener("open", () => {
        const wasLost = lost !== undefined;
        clearTimeout(lost);
        lost = undefined;
        live.dataset.listens = "yes";
        if (wasLost) ask();
        news();
      });
      source.addEventListener("error", () => {
        live.dataset.listens = "no";
        const refused = source.readyState === EventSource.CLOSED; // by an answer: the browser does not try again
        lost ??= setTimeout(() => { lost = true; news(); }, LOST);
        if (!refused) return;
        ask();
        setTimeout(() => { if (source.readyState === EventSource.CLOSED) connect(); }, 5000);
      });
    };
    const come = () => {
      if (document.hidden) return;
      connect();
      ask();
    };
    document.addEventListener("visibilitychange", () => (document.hidden ? source?.close() : come()));
    window.addEventListener("pagehide", () => source?.close());
    window.addEventListener("pageshow", (event) => { if (event.persisted) come(); });
    window.addEventListener("online", come);
    setInterval(ask, EVERY);
    connect();
    if (later) ask();
  }
}
