// What one types is saved as a draft: a second after the last key, and when the page is left. Until the server has it,
// it stays in this tab (sessionStorage, with a mark of whose it is) and is sent again. Forms that say anonymous
// (data-draft-only) are kept in the tab alone. Without this script there is the button "Save draft".
const WAIT = 1000; // after the last key
const AT_LEAST = 5000; // while one types on and on
const RETRY = 2000; // the first time, then twice as long, up to half a minute
const PATIENCE = 15_000; // for an answer; a server that hangs takes as long as one that is away, and says less
const JUST_NOW = 60_000; // the longest that the next page may take
const BEACON = 60_000; // bytes that a browser still sends for a page that is gone
const PREFIX = "draft ";
const instance = [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(36)).join("");
const sheets = new Map(); // form → what we know of its draft
let counted = 0; // the saves of this opened page, in whichever of its forms: one that was swapped goes on in its count

// --- the tab's own memory ---

function recall(key) {
  try {
    return JSON.parse(sessionStorage.getItem(PREFIX + key));
  } catch {
    return null;
  }
}

function keep(sheet) {
  const { person, url, ticket, base, sequence, only, sent } = sheet;
  remember(sheet.key, { person, url, ticket, base, sequence, only, instance, sent, fields: fieldsOf(sheet.form), same: isSame(sheet.form) });
}

function remember(key, record) {
  try {
    sessionStorage.setItem(PREFIX + key, JSON.stringify(record));
  } catch {
    // The tab's memory is full or forbidden: the form itself still has it.
  }
}

function forget(key) {
  try {
    sessionStorage.removeItem(PREFIX + key);
  } catch {
    // Nothing was kept.
  }
}

function keptKeys() {
  try {
    return Object.keys(sessionStorage).filter((name) => name.startsWith(PREFIX)).map((name) => name.slice(PREFIX.length));
  } catch {
    return [];
  }
}

// --- the form ---

function fieldsOf(form) {
  const fields = {};
  for (const [name, value] of new FormData(form)) {
    if (typeof value !== "string" || name === "csrfmiddlewaretoken" || /^draft(_|$)/.test(name) || /password/i.test(name)) continue;
    (fields[name] ||= []).push(value.replace(/\r\n?|\n/g, "\r\n")); // as a sent form has them
  }
  return fields;
}

// Whether the form says what it said before anything was typed. A page that shows a draft, or what was refused, tells
// what that was (data-draft-stored; empty where it cannot); on any other page it is how the fields came.
function isSame(form) {
  const seen = [...form.elements].filter((each) => each.name && !/^(hidden|submit|button|fieldset)$/.test(each.type));
  const { draftStored } = form.dataset;
  if (draftStored === undefined) return seen.every(isAsItCame);
  if (!draftStored) return false;
  const stored = JSON.parse(draftStored);
  const all = fieldsOf(form);
  const names = new Set([...seen.map((each) => each.name), ...Object.keys(stored)]);
  const plain = (values) => JSON.stringify((values || []).filter(Boolean).map((value) => value.replace(/\r\n/g, "\n")));
  return [...names].every((name) => plain(all[name]) === plain(stored[name]));
}

function isAsItCame(element) {
  if (element.type === "checkbox" || element.type === "radio") return element.checked === element.defaultChecked;
  if (!element.options) return element.value === element.defaultValue;
  const chosen = [...element.options].some((each) => each.defaultSelected);
  return [...element.options].every((each, place) => each.selected === (chosen ? each.defaultSelected : !element.multiple && place === 0));
}

function fill(form, fields) {
  for (const element of form.elements) {
    const values = fields[element.name];
    if (!element.name || element.type === "hidden") continue;
    if (element.type === "checkbox" || element.type === "radio") element.checked = Boolean(values?.includes(element.value));
    else if (values && "value" in element && element.type !== "submit") element.value = values[0].replace(/\r\n/g, "\n");
  }
}

function sheetOf(form) {
  if (!sheets.has(form)) {
    const { draft: key, draftPerson: person, draftUrl: url, draftTicket: ticket, draftBase: base, draftOnly } = form.dataset;
    const sheet = { form, key, person, url, ticket, base: Number(base || 0), sequence: 0, only: Boolean(draftOnly), dirty: false };
    setHidden(form, "draft_instance", instance);
    sheets.set(form, sheet);
  }
  return sheets.get(form);
}

function setHidden(form, name, value) {
  const field = form.elements.namedItem(name);
  if (field) field.value = value;
}

function say(sheet, words, link) {
  const note = sheet.form.querySelector("[data-draft-note]");
  if (!note || note.textContent === words + (link ? ` ${note.dataset.logIn}` : "")) return;
  note.textContent = words;
  if (!link) return;
  const anchor = document.createElement("a");
  anchor.href = link;
  anchor.target = "_blank";
  anchor.textContent = note.dataset.logIn;
  note.append(" ", anchor);
}

function sayOthers(sheet, answer) {
  const line = sheet.form.querySelector("[data-draft-others]");
  if (!line) return;
  line.hidden = !answer.others;
  line.querySelector("[data-draft-words]").textContent = answer.others;
  if (answer.compare) line.querySelector("a").href = answer.compare;
}

// --- saving ---

function count(sheet) {
  sheet.sequence = counted += 1;
}

function typed(form) {
  const sheet = sheetOf(form);
  sheet.dirty = true;
  sheet.sent = false;
  sheet.since ||= Date.now();
  later(sheet, Math.max(0, Math.min(WAIT, sheet.since + AT_LEAST - Date.now())));
}

function later(sheet, wait) {
  clearTimeout(sheet.timer);
  sheet.timer = setTimeout(() => save(sheet), wait);
}

function bodyOf(record) {
  const { ticket, base, sequence, fields, same } = record;
  return JSON.stringify({ ticket, base, sequence, fields, same, instance: record.instance || instance });
}

async function post(url, body) {
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), PATIENCE);
  try {
    const headers = { "Content-Type": "application/json" };
    const answer = await fetch(url, { method: "POST", body, headers, redirect: "error", signal: patience.signal });
    if (answer.status >= 500) throw new Error("the server is not well");
    return { status: answer.status, ...(await answer.json()) };
  } finally {
    clearTimeout(timer);
  }
}

async function save(sheet) {
  if (sheet.only) return keepOnly(sheet);
  if (sheet.saving || !sheet.dirty || sheet.sent) return;
  sheet.dirty = false;
  sheet.since = 0;
  const same = isSame(sheet.form);
  if (same && !sheet.base && !sheet.sequence) return forget(sheet.key); // typed and taken away: nothing to keep
  sheet.saving = true;
  count(sheet);
  keep(sheet);
  let answer;
  try {
    answer = await post(sheet.url, bodyOf({ ...sheet, instance, same, fields: fieldsOf(sheet.form) }));
  } catch {
    answer = { state: "unreachable", words: sheet.form.querySelector("[data-draft-note]")?.dataset.offline || "" };
  }
  sheet.saving = false;
  hear(sheet, answer);
}

function keepOnly(sheet) {
  sheet.dirty = false;
  sheet.since = 0;
  keep(sheet);
  say(sheet, sheet.form.querySelector("[data-draft-note]")?.dataset.kept || "");
}

function hear(sheet, answer) {
  if (answer.ticket) {
    sheet.ticket = answer.ticket;
    sheet.base = answer.base || 0;
    setHidden(sheet.form, "draft", sheet.ticket);
    setHidden(sheet.form, "draft_base", sheet.base);
  }
  if (answer.state === "saved") {
    sheet.wait = 0;
    sheet.heard = Date.now();
    if (!sheet.dirty) forget(sheet.key);
    sayOthers(sheet, answer);
  } else if (answer.state === "none") {
    sheet.wait = 0;
    if (!sheet.dirty) forget(sheet.key);
  } else if (answer.state === "ended") {
    forget(sheet.key); // sent meanwhile: what is typed from now on is a new draft
  } else if (answer.state === "unreachable" || answer.status === 401) {
    sheet.dirty = true;
    sheet.wait = Math.min(2 * (sheet.wait || RETRY / 2), 30_000);
    later(sheet, sheet.wait);
  } // else it was refused, with the reason: it stays in the tab until it is changed
  if (sheet.dirty && answer.state !== "unreachable" && answer.status !== 401) later(sheet, WAIT);
  say(sheet, answer.words, answer.login && `${answer.login}?next=${encodeURIComponent(location.pathname)}`);
}

function leave(sheet) {
  if (!sheet.dirty && !sheet.saving) return;
  clearTimeout(sheet.timer);
  if (!sheet.saving || sheet.dirty) count(sheet);
  keep(sheet);
  if (sheet.only || !sheet.dirty) return;
  const body = bodyOf({ ...sheet, instance, same: isSame(sheet.form), fields: fieldsOf(sheet.form) });
  if (new Blob([body]).size < BEACON) navigator.sendBeacon(sheet.url, new Blob([body], { type: "application/json" }));
}

// All is saved; but perhaps only since the next page was asked for, and then that one was drawn without it.
function leaveWord({ key, person, base, sent, heard, dirty, saving }) {
  if (!dirty && !saving && !sent && Date.now() - heard < JUST_NOW) remember(key, { person, saved: heard, base });
}

// --- what the tab still has from before ---

async function bringBack(key) {
  const record = recall(key);
  const person = document.body.dataset.person;
  if (!record || !person) return; // before the login nobody is there yet
  const form = [...document.forms].find((each) => each.dataset.draft === key);
  if (record.person !== person) return forget(key);
  if (record.only) return bringBackOnly(key, record, form);
  if (record.saved) return lookAgain(key, record, form);
  if (form && "draftTyped" in form.dataset) return forget(key); // the page itself shows what was typed last
  let answer;
  try {
    answer = await post(record.url, bodyOf(record));
  } catch {
    setTimeout(() => bringBack(key), RETRY);
    return;
  }
  if (!["saved", "ended", "none"].includes(answer.state)) return;
  if (recall(key)?.instance === record.instance) forget(key);
  const shows = form && JSON.stringify(fieldsOf(form)) === JSON.stringify(record.fields);
  if (answer.state === "saved" && form && !shows && !sheetOf(form).dirty) location.reload(); // the server fills it in
}

function lookAgain(key, { saved, base }, form) {
  forget(key);
  const isOlder = form && Number(form.dataset.draftBase || 0) < base && !("draftTyped" in form.dataset);
  if (isOlder && Date.now() - saved < JUST_NOW && !sheetOf(form).dirty) location.reload();
}

function bringBackOnly(key, record, form) {
  if (!form) {
    if (record.sent) forget(key);
  } else if (!("draftTyped" in form.dataset)) {
    fill(form, record.fields);
    say(sheetOf(form), form.querySelector("[data-draft-note]")?.dataset.kept || "");
  }
}

// --- when ---

function draftForm(target) {
  return target?.form?.dataset?.draft ? target.form : null;
}

function begin(root) {
  for (const form of root.querySelectorAll("form[data-draft]")) {
    const sheet = sheetOf(form);
    if ("draftTyped" in form.dataset && !sheet.only) typed(form); // it was refused, or the login had expired
  }
}

document.addEventListener("input", (event) => {
  const form = draftForm(event.target);
  if (form) typed(form);
});
document.addEventListener(
  "submit",
  (event) => {
    for (const sheet of sheets.values()) leave(sheet);
    const own = sheets.get(event.target);
    if (own) {
      own.sent = true;
      if (own.only) keep(own);
      else own.dirty = false;
      clearTimeout(own.timer);
      count(own); // what is sent comes after all that the page has saved
      setHidden(own.form, "draft_sequence", own.sequence);
    }
    // Whoever logs out leaves nothing in the tab: what was typed is on its way to the server.
    if (!event.target.matches("[action$='/logout/']")) return;
    for (const sheet of sheets.values()) {
      sheet.dirty = false;
      clearTimeout(sheet.timer);
    }
    keptKeys().forEach(forget);
  },
  true,
);
window.addEventListener("pagehide", () => {
  sheets.forEach(leave);
  sheets.forEach(leaveWord);
});
window.addEventListener("online", () => sheets.forEach((sheet) => sheet.dirty && later(sheet, 0)));
document.addEventListener("visibilitychange", () => {
  for (const sheet of sheets.values()) if (sheet.dirty) later(sheet, 0);
});
document.addEventListener("htmx:load", (event) => begin(event.target.parentElement || document));

begin(document);
keptKeys().forEach(bringBack);
