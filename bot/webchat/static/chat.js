// Makes the forms of the page quicker: sends them without leaving, listens for letters, keeps words until they arrived.
"use strict";
(() => {
  const FRAGMENT = "text/vnd.cheong.fragment";
  const WAITS = [0, 800, 2000, 4000]; // milliseconds before each attempt at sending
  const TIMEOUT = 15000; // milliseconds for words; then they are sent again, as the same event
  const LARGEST = 20 * 1024 * 1024, MOST = 5, LONGEST = 4000; // of a photo, of photos, of what is written
  const PATIENCE = 4000; // milliseconds without a stream before it is worth a word
  const CLOSE = 160; // pixels from the end that still count as reading the newest

  const $ = (id) => document.getElementById(id);
  const said = document.body.dataset;
  const log = $("log"), scroll = $("scroll"), composer = $("composer"), words = $("words"), note = $("note");
  const photos = $("photos"), chosen = $("chosen"), place = $("place"), asked = $("asked");
  let asking = {}, seq = Number(log.dataset.seq); // what the message box stands for; the last letter
  let unsure = null; // what was sent without an answer: sent again, it is the same event
  let line = Promise.resolve(); // acts go one after the other
  const waiting = new Set(); // the same act twice, as by a double click, is one
  let source = null, lost; // the stream, and the timer that tells of its loss

  const fine = () => matchMedia("(pointer: fine)").matches, isAlert = (card) => card.classList.contains("alert");
  const fresh = () =>
    Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, "0")).join("");

  function tell(text) {
    note.textContent = text;
    note.hidden = !text;
  }

  function bubble(text) {
    const mine = document.createElement("p"), you = document.createElement("span");
    Object.assign(mine, { className: "mine pending", dir: "auto" });
    Object.assign(you, { className: "unseen", textContent: `${said.you}: ` });
    mine.append(you, text);
    log.append(mine);
    scroll.scrollTop = 0;
    return mine;
  }

  function disable(within, which, off) {
    for (const each of within.querySelectorAll(which)) each.disabled = off;
  }

  /** A question is past: its inputs and buttons go, its words stay. */
  function retire(card, past = true) {
    card.classList.toggle("past", past);
    card.toggleAttribute("data-asks", !past);
    disable(card, "[data-spends=card], .field :is(input, textarea)", past);
  }

  function spend(button, spent = true) {
    if (button?.dataset.spends === "card") retire(button.closest(".card"), spent);
    if (button?.dataset.spends === "part") disable(button.closest(".part"), "[data-spends=part]", spent);
  }

  /** The message box stands for the input of a card that waits for words. */
  function compose(card) {
    const { value = "", kind = "", field = "", label = said.words } = card?.dataset ?? {};
    if (words.value === asking.value) words.value = value;
    asking = { value, kind, field };
    asked.textContent = label;
    asked.classList.toggle("open", Boolean(kind));
    grow();
  }

  /** Cards drawn by the server, which escaped everything in them. */
  function parse(html) {
    const holder = document.createElement("template");
    holder.innerHTML = html;
    return [...holder.content.querySelectorAll(".card")];
  }

  function add(cards) {
    const near = -scroll.scrollTop < CLOSE;
    for (const card of cards) {
      if ("asks" in card.dataset) {
        log.querySelectorAll(".card[data-asks]").forEach((past) => retire(past));
        compose(card);
      }
      log.append(card);
    }
    if (near) scroll.scrollTop = 0;
    if (near && cards[0]?.offsetTop < log.scrollHeight - scroll.clientHeight) cards[0].scrollIntoView();
    cards.find(isAlert)?.focus();
  }

  function grow() {
    const long = composer.classList.contains("long") || words.scrollHeight > 60;
    composer.classList.toggle("long", Boolean(words.value) && long);
    words.style.height = "auto";
    words.style.height = `${Math.min(words.scrollHeight + 2, 180)}px`;
  }

  function showChosen() {
    const names = [...photos.files].map((file) => file.name);
    chosen.hidden = !names.length;
    chosen.firstElementChild.textContent = names.join(", ");
  }

  /** What was done, as the person's own words. */
  function ownWords(form, button, body) {
    const files = [...body.values()].filter((value) => value instanceof File && value.size);
    const counted = files.length ? said.photos.replace("{count}", files.length) : "";
    if (form === composer) return [words.value.trim(), counted].filter(Boolean).join("\n");
    const options = button.closest(".part")?.querySelectorAll(".option :checked") ?? [];
    const picked = [...options].map((each) => each.parentElement.textContent.trim());
    return picked.join(", ") || counted || button.textContent;
  }

  function send(form, button, body, text) {
    body.delete("event");
    const plain = (value) => (value instanceof File ? [value.name, value.size, value.lastModified] : value);
    const content = JSON.stringify([...body].map(([name, value]) => [name, plain(value)]));
    if (waiting.has(content)) return;
    waiting.add(content);
    spend(button);
    if (form === composer) words.readOnly = true;
    line = line.then(() => carry(form, button, body, text, content)).finally(() => waiting.delete(content));
  }

  /** The answer, or null when there was none; then the note says why. Photos may take their time. */
  async function deliver(body) {
    const heavy = [...body.values()].some((value) => value instanceof File && value.size);
    let why = said.unsent;
    for (const wait of WAITS) {
      await new Promise((done) => setTimeout(done, wait));
      try {
        const reply = await fetch(said.action, {
          method: "POST", body, headers: { Accept: FRAGMENT }, cache: "no-store", redirect: "error",
          signal: heavy ? undefined : AbortSignal.timeout(TIMEOUT),
        });
        const text = await reply.text();
        if (reply.ok) return { text, language: reply.headers.get("Content-Language") };
        why = reply.headers.get("Content-Type")?.startsWith("text/plain") ? text : said.unsent;
        if (reply.status < 500) break;
      } catch {
        tell(said.offline);
      }
    }
    tell(why);
    return null;
  }

  /** The same content sent again after a failure is the same event; anything else is a new one. */
  async function carry(form, button, body, text, content) {
    if (unsure?.content !== content) unsure = { content, event: fresh() };
    body.set("event", unsure.event);
    const mine = bubble(text);
    const reply = await deliver(body);
    if (form === composer) words.readOnly = false;
    const cards = parse(reply?.text ?? "");
    if (!reply || cards.some(isAlert)) {
      mine.remove(); // of somebody in danger nothing stays on the page
      spend(button, false);
    }
    if (!reply) return (form === composer ? words : button)?.focus();
    unsure = null;
    tell("");
    mine.classList.remove("pending");
    if (form === composer) empty();
    if (reply.language && reply.language !== document.documentElement.lang) return location.assign(said.action);
    add(cards);
    if (!log.querySelector(".card[data-asks]")) compose(); // nothing is asked any more
    settle(cards, form === composer);
  }

  function empty() {
    words.value = asking.value = photos.value = "";
    showChosen();
    grow();
  }

  /** Where the keyboard goes on. An alert has taken it already. */
  function settle(cards, typed) {
    const last = cards.at(-1), wrong = last?.querySelector(":is(textarea, input)[aria-invalid]");
    if (cards.some(isAlert)) return;
    if (wrong) wrong.focus();
    else if (typed ? fine() || last?.dataset.kind : fine() && last?.dataset.kind) words.focus();
    else (last ?? words).focus({ preventScroll: true });
  }

  document.addEventListener("submit", (submitted) => {
    const form = submitted.target, button = submitted.submitter;
    submitted.preventDefault();
    const body = new FormData(form);
    if (button?.name) body.append(button.name, button.value);
    const files = [...body.values()].filter((value) => value instanceof File);
    if (files.length > MOST || files.some((file) => file.size > LARGEST)) return tell(said.tooLarge);
    if (form === composer && [...words.value.normalize()].length > LONGEST) return tell(said.tooLong);
    const text = ownWords(form, button, body);
    return text ? send(form, button, body, text) : words.focus();
  });

  words.addEventListener("input", grow);
  words.addEventListener("keydown", (key) => {
    // While Hangul is being composed, Enter ends the syllable and nothing else.
    if (key.key !== "Enter" || key.shiftKey || key.isComposing || key.keyCode === 229) return;
    key.preventDefault();
    composer.requestSubmit($("send"));
  });
  photos.addEventListener("change", showChosen);
  chosen.querySelector("button").addEventListener("click", () => ((photos.value = ""), showChosen()));

  function whereIAm(position) {
    const body = new FormData(), field = asking.kind === "place" ? asking.field : "place";
    body.set(`place:${field}`, "");
    body.set(`lat:${field}`, position.coords.latitude.toFixed(6));
    body.set(`lon:${field}`, position.coords.longitude.toFixed(6));
    tell("");
    send(null, null, body, said.here);
  }
  place.addEventListener("click", () => {
    tell(said.looking);
    const options = { enableHighAccuracy: true, timeout: 10000, maximumAge: 60000 };
    navigator.geolocation.getCurrentPosition(whereIAm, () => tell(said.nowhere), options);
  });

  /** One stream while the page is seen; hidden pages give theirs up, since a browser has few for each host. */
  function listen() {
    if (source || document.hidden) return;
    source = new EventSource(`${said.stream}?after=${seq}`);
    source.onopen = () => {
      lost = clearTimeout(lost);
      if (note.textContent === said.offline && !waiting.size) tell("");
    };
    source.onmessage = (letter) => {
      if (Number(letter.lastEventId) <= seq) return;
      seq = Number(letter.lastEventId);
      add(parse(letter.data));
    };
    source.onerror = () => {
      lost ??= setTimeout(() => document.hidden || tell(said.offline), PATIENCE);
      if (source?.readyState !== EventSource.CLOSED) return;
      hush();
      setTimeout(listen, 3000);
    };
  }

  const hush = () => (source = source?.close());

  document.addEventListener("visibilitychange", () => (document.hidden ? hush() : listen()));
  addEventListener("pagehide", hush), addEventListener("pageshow", listen);
  addEventListener("online", () => (hush(), listen()));
  document.documentElement.classList.add("js");
  place.hidden = !(navigator.geolocation && isSecureContext);
  const open = [...log.querySelectorAll(".card[data-asks]")].at(-1);
  asking.value = open?.dataset.value ?? "";
  compose(open);
  listen();
})();
