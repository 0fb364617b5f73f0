// Where the set stands: the score, the traps, every card, and the progress as a text.

const MARKS = {
  right: ["✓", "right"],
  "second try": ["✓", "second try"],
  wrong: ["✗", "missed"],
  revealed: ["✗", "revealed"],
  skipped: ["↷", "skipped"],
  told: ["▸", "open"],
  rated: ["✓", "told"],
  "": ["·", "ahead"],
};

/** Traps that are told at once. */
const FIRST = 5;

/** @param {State} state @param {Card[]} deck @param {boolean} safe @param {(at: number) => void} open
 * @param {() => void} anew */
function overview(state, deck, safe, open, anew) {
  const { points, of } = scoreOf(state, deck);
  const traps = trapsOf(state);
  const missed = state.turns.filter((turn) => !turn.again && isMissed(turn));
  const lines = state.turns.map((turn, at) => lineOfTurn(turn, deck[turn.card], () => open(at)));
  return h(
    "article",
    {},
    h("h1", { tabindex: -1 }, of ? `Score ${Number(points.toFixed(2))} of ${of}` : "Nothing is answered yet"),
    !safe &&
      h("p", { class: "told missed" }, "This browser keeps nothing: take the text below along before you close it."),
    traps.length > 0 && h("h2", {}, "Your traps"),
    trapList(traps.slice(0, FIRST)),
    traps.length > FIRST && folding(`${traps.length - FIRST} more`, false, trapList(traps.slice(FIRST))),
    missed.length > 0 && h("h2", {}, "To practise next"),
    h("ul", {}, ...weakest(missed, deck).map((title) => h("li", {}, title))),
    h("h2", {}, "The cards"),
    h("ol", { class: "cards" }, ...lines),
    h("h2", {}, "Your progress as a text"),
    ...progressText(state, deck),
    folding(
      "Begin anew",
      false,
      h("p", {}, "All answers to this set are forgotten in this browser."),
      button("Forget them", anew),
    ),
  );
}

/** @param {{name: string, message: string, times: number}[]} traps */
const trapList = (traps) =>
  h(
    "ul",
    {},
    ...traps.map(({ name, message, times }) =>
      h("li", {}, h("b", {}, name), times > 1 && ` ×${times}`, `: ${message}`),
    ),
  );

/** The skills that were missed, the most frequent first. @param {Turn[]} missed @param {Card[]} deck */
function weakest(missed, deck) {
  const titles = missed.map((turn) => deck[turn.card].data.title);
  const times = (/** @type {string} */ title) => titles.filter((each) => each === title).length;
  return [...new Set(titles)].sort((a, b) => times(b) - times(a)).slice(0, 3);
}

/** @param {Turn} turn @param {Card} card @param {() => void} open */
function lineOfTurn(turn, card, open) {
  const credit = creditOf(turn, card);
  let [mark, says] = MARKS[turn.outcome];
  if (turn.outcome === "rated") {
    mark = credit === 1 ? "✓" : credit ? "◐" : "✗";
    says = `${Math.round(100 * Number(credit))}% said`;
  }
  const title = card.kind === "ask" ? card.data.title : plainOf(card.data.title);
  const line = button("", open);
  line.append(
    h("span", { "aria-hidden": "true" }, turn.again ? `↻ ${mark}` : mark),
    ` ${title} `,
    h("small", {}, says),
  );
  return h("li", {}, line);
}

/** @param {State} state @param {Card[]} deck */
function progressText(state, deck) {
  const table = tableOf(state, deck);
  const box = /** @type {HTMLTextAreaElement} */ (h("textarea", { id: "table", rows: 5, readonly: true }));
  box.value = table;
  const done = h("span", { role: "status" });
  const copy = button("Copy", () => {
    box.select();
    done.textContent = document.execCommand("copy") ? " copied" : " select the text and copy it";
  });
  const href = `data:text/csv;charset=utf-8,${encodeURIComponent(table)}`;
  return [
    h("label", { for: "table" }, "Your last answer to each ask; convquiz grade reads it"),
    box,
    h(
      "p",
      { class: "actions" },
      copy,
      h("a", { class: "button", href, download: "answers.csv" }, "Save as a file"),
      done,
    ),
  ];
}
