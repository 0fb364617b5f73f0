// An ask on the table: its text, the boxes, the verdict, and the solution once it is over.

/** @typedef {{card: Card, turn: Turn, place: string, returns: () => boolean, keep: () => void,
 *   next: () => void}} Table */

/** @param {Table} table */
function askView({ card, turn, place, returns, keep, next }) {
  const draw = card.data.draws[turn.draw];
  const answer = answerOf(draw.answer);
  const mistakes = mistakesOf(answer, draw.mistakes);
  const reading = h("p", { id: "heard", "aria-live": "polite" });
  const verdict = h("div", { class: "verdict", role: "status" });
  const hints = h("ul", { class: "hints", "aria-live": "polite" });
  const after = h("div", { class: "after" });
  // Each letter is kept as it is typed: a phone closes pages on its own, and another tab may go on.
  const boxes = boxesOf(answer, turn.draft || turn.typed, () => {
    turn.draft = boxes.text();
    keep();
    reading.textContent = heard(boxes.text(), answer);
  });
  const hint = button("Hint", giveHint);
  const actions = h(
    "div",
    { class: "actions" },
    button("Check", check, "primary"),
    draw.hints.length > 0 && hint,
    button("Reveal", reveal),
    button("Skip", () => {
      skipped(turn);
      keep();
      next();
    }),
  );
  // No form: a frame that shows the page may forbid to submit any.
  const form = h("div", { onkeydown: enter }, boxes.element, reading, actions);

  /** Check on Enter in a box of one line, unless it ends what is being composed. @param {KeyboardEvent} event */
  function enter(event) {
    const composed = event.isComposing || event.keyCode === 229; // Safari tells by the code alone
    if (event.key !== "Enter" || composed || !(event.target instanceof HTMLInputElement)) return;
    event.preventDefault();
    check();
  }

  function check() {
    const text = boxes.text();
    const again = answered(turn, text, grade(answer, mistakes, text));
    keep();
    say(again);
    if (isOver(turn)) finish();
    else boxes.first()?.focus();
  }

  function reveal() {
    turn.outcome = "revealed";
    keep();
    say(false);
    finish();
  }

  /** Say what became of what was typed last. @param {boolean} again */
  function say(again) {
    const told = turn.said ? grade(answer, mistakes, turn.typed) : null;
    const open = !told || told.kind === "clarify";
    if (open && turn.outcome === "revealed") verdict.replaceChildren(revealed(draw.shown));
    else verdict.replaceChildren(...(told ? verdictOf(told, turn, draw.shown, again) : []));
  }

  function giveHint() {
    turn.hints = Math.min(turn.hints + 1, draw.hints.length);
    keep();
    // A button that goes takes the keyboard's place with it; a finger has none, and a box would open its keys.
    if (turn.hints === draw.hints.length && hint.matches(":focus-visible")) boxes.first()?.focus();
    showHints();
  }

  function showHints() {
    hints.replaceChildren(...draw.hints.slice(0, turn.hints).map((/** @type {string} */ html) => h("li", { html })));
    // It keeps its place, or Reveal would come to stand under a finger that taps twice.
    hint.style.visibility = turn.hints < draw.hints.length ? "visible" : "hidden";
  }

  function solve() {
    form.hidden = true;
    hints.hidden = true;
    after.replaceChildren(...solutionOf(draw, answer, mistakes), nextBar(returns(), next));
  }

  /** Show the solution, with Enter on the way to the next card. */
  function finish() {
    solve();
    /** @type {HTMLElement} */ (after.querySelector(".primary")).focus({ preventScroll: true });
    verdict.scrollIntoView({ block: "nearest" });
  }

  showHints();
  const view = h(
    "article",
    {},
    h("p", { class: "about" }, place, draw.about, " · ", h("code", {}, draw.code)),
    turn.again && h("p", { class: "about" }, "↻ back again, with other numbers"),
    h("h1", { tabindex: -1 }, card.data.title),
    h("div", { class: "ask", html: draw.ask }),
    form,
    verdict,
    hints,
    after,
  );
  say(false);
  if (isOver(turn)) solve();
  return { view, focus: () => (isOver(turn) ? null : boxes.first()) };
}

/** @param {Verdict} told @param {Turn} turn @param {string} right @param {boolean} again @returns {Node[]} */
function verdictOf(told, turn, right, again) {
  const line = (/** @type {string} */ looks, /** @type {string} */ mark, /** @type {string} */ what) =>
    h("p", { class: `told ${looks}` }, h("b", {}, mark), ` ${what}`);
  if (told.kind === "clarify") return [line("half", "◐ Not graded", ""), h("p", {}, told.message)];
  if (told.kind === "accept") return [line("right", "✓ Right", told.reading)];
  const { working } = told.matched ?? { working: "" };
  const lines = isOver(turn)
    ? [line("missed", "✗ Missed", `${told.reading}; right is ${right}`)]
    : [line("missed", "✗ Not right", told.reading)];
  lines.push(h("p", {}, told.message));
  if (working) lines.push(h("p", {}, working));
  if (!isOver(turn)) {
    lines.push(h("p", {}, again ? "The same answer again, which costs no try: one more try." : "One more try."));
  }
  return lines;
}

/** @param {string} right */
const revealed = (right) => h("p", { class: "told missed" }, h("b", {}, "✗ Revealed"), ` right is ${right}`);

/** @param {any} draw @param {Answer} answer @param {Mistakes} mistakes @returns {Node[]} */
function solutionOf(draw, answer, mistakes) {
  const slips = mistakes.listed.map((slip) =>
    h("li", {}, h("b", {}, show(answer, slip.value)), ` ${slip.message} ${slip.working}`.trimEnd()),
  );
  return [
    folding("Worked", true, h("p", { class: "formula", html: draw.formula }), h("div", { html: draw.steps })),
    h("p", {}, h("b", {}, "The op: "), h("span", { html: draw.run })),
    pictureOf(draw.picture),
    folding("Usual slips", false, h("ul", {}, ...slips)),
  ];
}

/** @param {boolean} returns @param {() => void} next */
const nextBar = (returns, next) =>
  h("div", { class: "actions next" }, returns && h("span", {}, "comes back"), button("Next", next, "primary"));
