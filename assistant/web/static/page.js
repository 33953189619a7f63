// The chat page. Everything from the server is put in as text, never as markup; a chart library is loaded when the first chart comes.
"use strict";
const turns = document.getElementById("turns");
const form = document.getElementById("ask");
const input = document.getElementById("question");
const send = document.getElementById("send");
const NUMBERS = new Set(["money", "rate", "multiple", "count", "score", "months", "years", "days"]);
const SHOWN = 6;
const ROWS = 8;
const conversation = "web-" + crypto.randomUUID();
let charts = null;

function make(tag, text, className) {
  const node = document.createElement(tag);
  if (text !== undefined && text !== null) node.textContent = text;
  if (className) node.className = className;
  return node;
}

// Numbers are printed by the server, once for every door; this is for a value that came without its text.
function printed(value) {
  return value === null || value === undefined ? "—" : String(value);
}

function figureCard(figure) {
  const card = make("details", null, "figure");
  const summary = make("summary");
  summary.append(make("span", figure.label, "label"), make("span", figure.text ?? printed(figure.value), "value"));
  const facts = make("dl");
  const rows = figure.rows.table ? `${figure.rows.count} rows of ${figure.rows.table}: ${figure.rows.ids.slice(0, 12).join(", ")}${figure.rows.count > 12 ? " …" : ""}` : "";
  const inputs = Object.entries(figure.inputs).map(([name, value]) => `${name}: ${value}`).join("; ");
  for (const [name, value] of [["How", figure.method], ["Inputs", inputs], ["Rows", rows], ["Undefined", figure.reason], ["Id", figure.id]]) {
    if (value) facts.append(make("dt", name), make("dd", value));
  }
  card.append(summary, facts);
  return card;
}

function showFigures(place, figures) {
  figures.slice(0, SHOWN).forEach((figure) => place.append(figureCard(figure)));
  if (figures.length <= SHOWN) return;
  const more = make("button", `${figures.length - SHOWN} more figures`, "more");
  more.type = "button";
  more.addEventListener("click", () => { more.remove(); figures.slice(SHOWN).forEach((figure) => place.append(figureCard(figure))); });
  place.append(more);
}

function tableBlock(block) {
  const table = make("table");
  table.append(make("caption", block.title));
  const head = make("tr");
  for (const column of block.columns) { const th = make("th", column.label, NUMBERS.has(column.unit) ? "number" : ""); th.scope = "col"; head.append(th); }
  const body = make("tbody");
  const lines = block.rows.map((row, i) => {
    const line = make("tr");
    for (const [j, column] of block.columns.entries()) {
      const text = block.printed?.[i]?.[j] ?? printed(row[column.key]);
      line.append(make("td", text, NUMBERS.has(column.unit) ? "number" : text.length > 40 ? "prose" : ""));
    }
    return line;
  });
  body.append(...lines.slice(0, ROWS));
  const thead = make("thead");
  thead.append(head);
  table.append(thead, body);
  const scroll = make("div", null, "scroll");
  scroll.tabIndex = 0;
  scroll.append(table);
  if (lines.length > ROWS) {
    const more = make("button", `${lines.length - ROWS} more rows`, "more");
    more.type = "button";
    more.addEventListener("click", () => { more.remove(); body.append(...lines.slice(ROWS)); });
    scroll.append(more);
  }
  scroll.append(takeAway(block, ["csv", "xlsx"]));
  return scroll;
}

// Buttons that call the same tool again and save what it gives as a file; every download is recorded.
function takeAway(block, kinds) {
  const row = make("p", null, "take");
  if (!block.source) return row;
  const { tool, arguments: given, as_of, block: place } = block.source;
  for (const kind of kinds) {
    const button = make("button", kind === "xlsx" ? "Excel" : kind.toUpperCase());
    button.type = "button";
    button.setAttribute("aria-label", `Download “${block.title}” as ${kind}`);
    button.addEventListener("click", async () => {
      button.disabled = true;
      const where = kind === "xlsx" ? "" : `&block=${place}`;
      const reply = await fetch(`/v1/tools/${encodeURIComponent(tool)}/download?kind=${kind}&as_of=${as_of}${where}`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(given) });
      if (reply.ok) saveFile(await reply.blob(), /filename="([^"]+)"/.exec(reply.headers.get("content-disposition"))[1]);
      else row.append(make("span", (await reply.json()).detail, "findings"));
      button.disabled = false;
    });
    row.append(button);
  }
  return row;
}

function saveFile(blob, name) {
  const link = make("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}

function script(source) {
  return new Promise((done, fail) => {
    const node = document.createElement("script");
    node.src = source; node.onload = done; node.onerror = fail;
    document.head.append(node);
  });
}

function loadCharts() {
  charts = charts || script("/static/vendor/vega.min.js").then(() => script("/static/vendor/vega-lite.min.js")).then(() => script("/static/vendor/vega-embed.min.js"));
  return charts;
}

function chartBlock(block) {
  const figure = make("figure", null, "chart");
  const plot = make("div", null, "plot");
  plot.setAttribute("role", "img");
  plot.setAttribute("aria-label", block.alt);
  figure.append(make("figcaption", block.title), plot);
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  loadCharts()
    .then(() => window.vegaEmbed(plot, { ...block.vega_lite, config: { ...(dark ? block.dark_config : block.vega_lite.config), background: "transparent" } }, { actions: false, ast: true, renderer: "svg", defaultStyle: false, tooltip: false }))
    .catch(() => { plot.textContent = block.alt; });
  figure.append(takeAway(block, ["png", "svg"]));
  return figure;
}

function showBlock(block) {
  if (block.kind === "table") return tableBlock(block);
  if (block.kind === "chart") return chartBlock(block);
  if (block.kind === "list") {
    const section = make("section");
    const list = make("ul");
    block.items.forEach((item) => list.append(make("li", item)));
    section.append(make("h3", block.title), list);
    return section;
  }
  const quote = make("blockquote", block.body);
  quote.append(make("cite", [block.title, block.source].filter(Boolean).join(" · ")));
  return quote;
}

// The first chart and the first table are what was asked for; the rest opens on demand, so that an answer fits a screen.
function showBlocks(place, blocks) {
  const first = ["chart", "table"].map((kind) => blocks.find((block) => block.kind === kind)).filter(Boolean);
  const ahead = first.length ? first : blocks.slice(0, 2);
  const rest = blocks.filter((block) => !ahead.includes(block));
  ahead.forEach((block) => place.append(showBlock(block)));
  if (!rest.length) return;
  const more = make("details", null, "rest");
  more.append(make("summary", `More: ${rest.map((block) => block.title).join(" · ")}`));
  more.addEventListener("toggle", () => { if (more.childElementCount === 1) rest.forEach((block) => more.append(showBlock(block))); });
  place.append(more);
}

async function changeDraft(card, draft, path, method, body) {
  const buttons = card.querySelectorAll("button");
  buttons.forEach((button) => { button.disabled = true; });
  const reply = await fetch(`/v1/drafts/${encodeURIComponent(draft.id)}${path}`, {
    method, headers: { "content-type": "application/json" }, body: body && JSON.stringify(body),
  });
  const said = await reply.json();
  if (reply.ok) { const next = draftCard(said); card.replaceWith(next); next.querySelector("h3").focus(); return; }
  const problem = make("p", said.detail || said.title, "findings");
  problem.setAttribute("role", "alert");
  card.append(problem);
  buttons.forEach((button) => { button.disabled = false; });
}

function editDraft(card, draft) {
  const form = make("form", null, "edit");
  const field = (words, element, value) => { const label = make("label", words); element.value = value; label.append(element); form.append(label); return element; };
  const subject = field("Subject", document.createElement("input"), draft.subject);
  const body = field("Words", document.createElement("textarea"), draft.body);
  body.rows = Math.min(24, draft.body.split("\n").length + 3);
  const day = document.createElement("input");
  day.type = "date";
  field("The one day it may leave (blank: any day)", day, draft.send_on || "");
  const save = make("button", "Save as a new version");
  const leave = make("button", "Leave as it was");
  leave.type = "button";
  leave.addEventListener("click", () => card.replaceWith(draftCard(draft)));
  form.append(save, leave);
  form.addEventListener("submit", (event) => { event.preventDefault(); changeDraft(card, draft, "", "PUT", { subject: subject.value, body: body.value, send_on: day.value || null }); });
  card.querySelector("pre").replaceWith(form);
  card.querySelectorAll(".actions").forEach((actions) => actions.remove());
  subject.focus();
}

// A time on the wall, in the firm's zone; the server says which quiet hours or which day speak against it.
function offerTime(card, draft, actions, offer) {
  const label = make("label", "Leave at ");
  const time = document.createElement("input");
  time.type = "datetime-local";
  if (draft.send_on) time.value = draft.send_on + "T09:00";
  label.append(time);
  actions.append(label);
  offer("Schedule", () => changeDraft(card, draft, "/schedule", "POST", { at: time.value || null }));
}

// A post that goes out by hand: the approved words to copy, and where they were posted.
function offerProof(card, draft, actions, offer) {
  offer("Copy the words", () => navigator.clipboard.writeText(draft.body.trim()));
  const label = make("label", "Posted at ");
  const place = document.createElement("input");
  place.type = "url";
  place.placeholder = "https://…";
  label.append(place);
  actions.append(label);
  offer("Record the posting", () => changeDraft(card, draft, "/posted", "POST", { url: place.value }));
}

function draftCard(draft) {
  const card = make("section", null, "draft");
  const head = make("h3", draft.subject + " — ");
  head.tabIndex = -1;
  head.append(make("span", draft.status.replaceAll("_", " "), "state " + draft.status));
  const to = draft.to.length ? "To " + draft.to.map((r) => `${r.name} <${r.address}>`).join(", ") : `For ${draft.channel}`;
  card.append(head, make("p", `${to} · ${draft.class.replaceAll("_", " ")} · version ${draft.version}`, "meta"));
  if (draft.send_on) card.append(make("p", `It may leave on ${draft.send_on} and no other day.`, "meta"));
  if (["scheduled", "held"].includes(draft.status) && draft.reason) card.append(make("p", draft.reason, "meta"));
  for (const warning of draft.warnings) card.append(make("p", "Mind to whom it goes: " + warning, "findings"));
  card.append(make("pre", draft.body));
  for (const finding of draft.findings) card.append(make("p", `${finding.rule}: “${finding.quote}” ${finding.reason} ${finding.cure}`, "findings"));
  const actions = make("p", null, "actions");
  const next = { awaiting_approval: ["approve", "Approve these words"], approved: ["release", "Release"] }[draft.status];
  const offer = (words, act) => { const button = make("button", words); button.type = "button"; button.addEventListener("click", act); actions.append(button); };
  if (next) offer(next[1], () => changeDraft(card, draft, "/" + next[0], "POST"));
  if (draft.status === "approved" && draft.channel === "email") offerTime(card, draft, actions, offer);
  if (draft.status === "approved" && draft.channel !== "email") offerProof(card, draft, actions, offer);
  if (draft.status === "scheduled") offer("Cancel its schedule", () => changeDraft(card, draft, "/schedule", "DELETE"));
  if (["held", "awaiting_approval", "returned", "approved"].includes(draft.status)) offer("Edit", () => editDraft(card, draft));
  if (actions.childElementCount) card.append(actions);
  return card;
}

// A change to the record with its buttons; an address, a phone number, an email or a consent asks how it was verified.
function changeCard(change) {
  const card = make("section", null, "draft change");
  const head = make("h3", change.about + " — ");
  head.append(make("span", change.status, "state " + change.status));
  card.append(head, make("p", change.what));
  if (change.proposed_by) card.append(make("p", `Proposed by ${change.proposed_by}.`, "meta"));
  if (change.reason) card.append(make("p", change.reason, "findings"));
  const steps = { proposed: [["confirm", "Confirm"], ["refuse", "Refuse"]], applied: [["undo", "Undo"]] }[change.status] || [];
  const verified = make("input");
  verified.maxLength = 300;
  verified.setAttribute("aria-label", "How was it verified outside this channel?");
  verified.placeholder = "How was it verified outside this channel?";
  if (change.needs_verification && steps.length) card.append(verified);
  for (const [step, label] of steps) {
    const button = make("button", label);
    button.type = "button";
    button.addEventListener("click", async () => {
      button.disabled = true;
      const said = step === "refuse" ? {} : { verified: verified.value };
      const reply = await fetch(`/v1/changes/${encodeURIComponent(change.id)}/${step}`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(said) });
      const body = await reply.json();
      if (reply.ok) card.replaceWith(changeCard(body));
      else { card.append(make("p", body.detail || body.title, "findings")); button.disabled = false; }
    });
    card.append(button);
  }
  return card;
}

function showAnswer(turn, answer) {
  const words = turn.querySelector(".words");
  words.classList.add(answer.status);
  answer.answer.split(/\n{2,}/).forEach((part) => words.append(make("p", part)));
  showFigures(turn.querySelector(".figures"), answer.figures);
  showBlocks(turn.querySelector(".blocks"), answer.blocks);
  answer.drafts.forEach((draft) => turn.querySelector(".drafts").append(draftCard(draft)));
  (answer.changes || []).forEach((change) => turn.querySelector(".drafts").append(changeCard(change)));
  turn.querySelector(".source").textContent = `Recorded as ${answer.record_ids[0]} · ${answer.tool_calls.map((call) => call.name).join(", ") || "no tool"} · ${answer.model}`;
}

async function readEvents(reply, handle) {
  const reader = reply.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    text += value;
    const parts = text.split("\n\n");
    text = parts.pop();
    for (const part of parts) {
      const name = /^event: (.*)$/m.exec(part);
      const data = /^data: (.*)$/m.exec(part);
      if (name && data) handle(name[1], JSON.parse(data[1]));
    }
  }
}

async function ask(question) {
  const turn = document.getElementById("turn").content.firstElementChild.cloneNode(true);
  const progress = turn.querySelector(".progress");
  turn.querySelector(".asked").textContent = question;
  progress.textContent = "thinking …";
  turns.append(turn);
  send.disabled = true;
  let answered = false;
  try {
    const reply = await fetch("/v1/chat", { method: "POST", headers: { "content-type": "application/json", accept: "text/event-stream" }, body: JSON.stringify({ question, conversation_id: conversation }) });
    if (!reply.ok) throw new Error((await reply.json()).detail || reply.statusText);
    await readEvents(reply, (name, data) => {
      if (name === "progress") progress.textContent = data.message + " …";
      if (name === "problem") throw new Error(data.detail);
      if (name === "answer") { answered = true; progress.textContent = ""; showAnswer(turn, data); }
    });
    if (!answered) throw new Error("The answer did not arrive; nothing was sent. Please ask again.");
  } catch (error) {
    progress.textContent = "";
    const words = turn.querySelector(".words");
    words.classList.add("failed");
    words.append(make("p", error.message));
  }
  send.disabled = false;
  turn.scrollIntoView({ block: "start", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
}

if (form) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const question = input.value.trim();
    if (!question || send.disabled) return;
    input.value = "";
    ask(question);
  });
  document.querySelectorAll(".suggestion").forEach((button) => button.addEventListener("click", () => { if (!send.disabled) ask(button.textContent); }));
}
