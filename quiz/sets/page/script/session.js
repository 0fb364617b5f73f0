// What has happened so far: turns in their order, each a card with what was answered. Nothing here is seen.

const TRIES = 2;
/** Cards that come before a missed one is asked again. */
const BETWEEN = 3;
/** How often a card comes back that is missed each time. */
const RETURNS = 2;
const SAID = { said: 1, half: 0.5, missed: 0 };

/** @typedef {keyof typeof SAID} Tick */
/** @typedef {"" | "right" | "second try" | "wrong" | "revealed" | "skipped" | "told" | "rated"} Outcome */
/**
 * One card on the table; `card` is its place in the deck, `draw` says which of its numbers are asked.
 * @typedef {{card: number, draw: number, again: boolean, tries: number, hints: number, outcome: Outcome, typed: Given,
 *   draft: Given, said: "" | Verdict["kind"], share: number, slips: {name: string, message: string}[], ticks: (Tick | "")[], trapped: boolean}} Turn
 * @typedef {{at: number, turns: Turn[]}} State
 * @typedef {{kind: "ask" | "spoken", data: any}} Card
 */

/** The cards: each question is spoken about after the last ask on it. @param {any} carried @returns {Card[]} */
function deckOf(carried) {
  const questionOf = (/** @type {any} */ ask) => ask.draws[0].code.split(".")[0];
  const last = new Map(carried.asks.map((/** @type {any} */ ask, /** @type {number} */ at) => [questionOf(ask), at]));
  return carried.asks.flatMap((/** @type {any} */ ask, /** @type {number} */ at) => {
    const spoken = carried.spoken.filter((/** @type {any} */ each) => last.get(each.code) === at);
    return [
      { kind: "ask", data: { ...ask, parcel: at + 1 } },
      ...spoken.map((/** @type {any} */ data) => ({ kind: "spoken", data })),
    ];
  });
}

/** @param {number} card @param {number} [draw] @param {boolean} [again] @returns {Turn} */
const turnOf = (card, draw = 0, again = false) => ({
  card,
  draw,
  again,
  tries: 0,
  hints: 0,
  outcome: "",
  typed: "",
  draft: "",
  said: "",
  share: 0,
  slips: [],
  ticks: [],
  trapped: false,
});

/** @param {Card[]} deck @returns {State} */
const begun = (deck) => ({ at: 0, turns: deck.map((_, card) => turnOf(card)) });

/** @param {Turn} turn */
const isOver = (turn) => !["", "told"].includes(turn.outcome);

/** Take a verdict on what was typed; one that is not readable costs no try, nor does the wrong answer that was just
 * given. Whether it is that. @param {Turn} turn @param {Given} typed @param {Verdict} verdict */
function answered(turn, typed, verdict) {
  turn.draft = "";
  if (turn.said === "reject" && asText(typed) === asText(turn.typed)) return true;
  turn.typed = typed;
  turn.said = verdict.kind;
  turn.share = verdict.credit;
  if (verdict.kind === "clarify") return false;
  turn.tries += 1;
  if (verdict.slip) {
    const tags = [verdict.slip, ...(verdict.matched?.also ?? []), ...(verdict.matched?.and ?? [])];
    turn.slips.push({ name: tags.join(verdict.matched?.also.length ? " or " : " and "), message: verdict.message });
  }
  if (verdict.kind === "accept") turn.outcome = turn.tries === 1 ? "right" : "second try";
  else if (turn.tries >= TRIES) turn.outcome = "wrong";
  return false;
}

/** What was typed into several boxes, as one text. @param {Given} typed */
const asText = (typed) =>
  typeof typed === "string"
    ? typed
    : Object.entries(typed)
        .map(([name, text]) => `${name}=${text}`)
        .join("; ");

/** Leave an ask; that is no mistake, but takes none back. @param {Turn} turn */
function skipped(turn) {
  turn.outcome = turn.tries ? "wrong" : "skipped";
}

/** What a turn counts: at the second try half, in parts the share that is right; null if left open.
 * @param {Turn} turn @param {Card} card @returns {number | null} */
function creditOf(turn, card) {
  if (turn.outcome === "rated") {
    const points = turn.ticks.reduce((sum, tick) => sum + SAID[tick || "missed"], 0) - Number(turn.trapped);
    return Math.max(points, 0) / card.data.rubric.length;
  }
  if (turn.outcome === "wrong") return turn.share / 2;
  return { right: 1, "second try": 0.5, revealed: 0 }[/** @type {string} */ (turn.outcome)] ?? null;
}

/** Whether it ended without a right answer; skipping is no miss. @param {Turn} turn */
const isMissed = (turn) => turn.outcome === "wrong" || turn.outcome === "revealed";

/** Whether a card comes again. @param {State} state @param {Turn} turn */
function comesBack(state, turn) {
  const others = state.turns.filter((each) => each !== turn && each.card === turn.card);
  return isMissed(turn) && others.length < RETURNS && others.every(isOver);
}

/** Go on to the next card; a missed one comes back a few cards later, with other numbers where it has any.
 * @param {State} state @param {Card[]} deck */
function goneOn(state, deck) {
  const turn = state.turns[state.at];
  if (comesBack(state, turn)) {
    const draws = deck[turn.card].data.draws.length;
    state.turns.splice(state.at + 1 + BETWEEN, 0, turnOf(turn.card, (turn.draw + 1) % draws, true));
  }
  const ahead = state.turns.findIndex((each, at) => at > state.at && !isOver(each));
  state.at = ahead < 0 ? state.turns.length : ahead;
}

/** Points and cards that count: each card as it was answered first. @param {State} state @param {Card[]} deck */
function scoreOf(state, deck) {
  const earned = state.turns
    .filter((turn) => !turn.again)
    .map((turn) => creditOf(turn, deck[turn.card]))
    .filter((credit) => credit !== null);
  return { points: earned.reduce((/** @type {number} */ sum, credit) => sum + Number(credit), 0), of: earned.length };
}

/** The named slips, the most frequent first. @param {State} state */
function trapsOf(state) {
  /** @type {Map<string, {name: string, message: string, times: number}>} */
  const found = new Map();
  for (const { name, message } of state.turns.flatMap((turn) => turn.slips)) {
    if (name === "grid.size") continue; // a slip of typing alone
    const seen = found.get(name);
    found.set(name, { name, message, times: (seen?.times ?? 0) + 1 });
  }
  return [...found.values()].sort((a, b) => b.times - a.times);
}
