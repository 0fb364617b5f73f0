// Progress in the browser's own store, and as a text to take along.

/** @param {string} name @param {Card[]} deck @returns {State} */
function kept(name, deck) {
  try {
    const state = JSON.parse(localStorage.getItem(name) ?? "null");
    if (state?.turns?.every((/** @type {Turn} */ turn) => turn.card in deck)) return state;
  } catch {
    // A browser may refuse its store, and what is there may be another's: then it begins anew.
  }
  return begun(deck);
}

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
  const text = String(cell).replace(/^(?=\s*[=+@-])(?!-?[0-9.]+$)/, "'");
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
