// Progress in the browser's own store, and as a text to take along.

/** @param {string} name @param {Card[]} deck @returns {State} */
function kept(name, deck) {
  try {
    const { at, turns } = JSON.parse(localStorage.getItem(name) ?? "null");
    // What an older page has not kept is as it was before the card was answered.
    const state = { at, turns: turns.map((/** @type {Turn} */ turn) => ({ ...turnOf(turn.card), ...turn })) };
    const fits = turns.length > 0 && isPlace(at, turns.length + 1);
    if (fits && state.turns.every((/** @type {Turn} */ turn) => isTurn(turn, deck))) return state;
  } catch {
    // A browser may refuse its store, and what is there may be another's: then it begins anew.
  }
  return begun(deck);
}

/** @param {any} at @param {number} count */
const isPlace = (at, count) => Number.isInteger(at) && at >= 0 && at < count;

/** Whether this can be shown: a turn of a card that there is, each of its values of the kind that it has to be.
 * @param {any} turn @param {Card[]} deck */
function isTurn(turn, deck) {
  if (!isPlace(turn.card, deck.length)) return false;
  const { kind, data } = deck[turn.card];
  const alike = Object.entries(turnOf(0)).every(([key, usual]) => {
    const same = typeof turn[key] === typeof usual && Array.isArray(turn[key]) === Array.isArray(usual);
    return same || key === "typed" || key === "draft";
  });
  return alike && isGiven(turn.typed) && isGiven(turn.draft) && isPlace(turn.draw, kind === "ask" ? data.draws.length : 1);
}

/** @param {any} typed */
const isGiven = (typed) => typeof typed === "string" || (typed !== null && typeof typed === "object");

/** Keep the state; whether that could be done. @param {string} name @param {State} state */
function keep(name, state) {
  try {
    localStorage.setItem(name, JSON.stringify(state));
    return true;
  } catch {
    return false;
  }
}

/** @param {string | number} cell */
const cellOf = (cell) => {
  const text = String(cell).replace(/^(?=\s*[=+@＝＋＠－-])(?!-?[0-9.]+$)/, "'");
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

/** The asks as a table that `convquiz grade` reads. @param {State} state @param {Card[]} deck */
function tableOf(state, deck) {
  const rows = state.turns
    .filter((turn) => !turn.again && deck[turn.card].kind === "ask")
    .map((turn) => {
      const { number, draws } = deck[turn.card].data;
      const later = state.turns.filter((each) => each.again && each.card === turn.card && each.outcome);
      const again = later.map((each) => each.outcome).join(" ");
      return [number, draws[0].code, asText(turn.typed), turn.outcome, turn.hints, again];
    });
  return [["number", "code", "answer", "outcome", "hints", "again"], ...rows]
    .map((row) => row.map(cellOf).join(","))
    .join("\r\n");
}
