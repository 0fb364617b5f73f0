// What happens when the page is opened, and how one gets about in it.

async function unpacked() {
  const packed = /** @type {HTMLElement} */ (document.getElementById("packed")).textContent ?? "";
  const bytes = Uint8Array.from(atob(packed.trim()), (sign) => sign.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return JSON.parse(await new Response(stream).text());
}

/** @param {any} carried */
function start(carried) {
  const deck = deckOf(carried);
  const name = `convquiz ${carried.set} ${carried.revision}`;
  let state = kept(name, deck);
  let safe = true;
  const stage = /** @type {HTMLElement} */ (document.getElementById("stage"));
  const bar = /** @type {HTMLProgressElement} */ (document.getElementById("bar"));
  const way = /** @type {HTMLElement} */ (document.getElementById("way"));

  function save() {
    safe = keep(name, state);
    bar.max = state.turns.length;
    bar.value = state.turns.filter(isOver).length;
  }

  /** @param {boolean} moved Whether the learner went there, so that the focus has to follow. */
  function ask(moved) {
    if (state.at >= state.turns.length) {
      look();
      return;
    }
    const turn = state.turns[state.at];
    const card = deck[turn.card];
    const place = `${state.at + 1} of ${state.turns.length} · `;
    const made = (card.kind === "ask" ? askView : spokenView)({ card, turn, place, keep: save, next });
    turnTo("Overview", look, made.view);
    // A finger that opens an ask wants to read it, not a keyboard over it.
    const box = matchMedia("(pointer: fine)").matches ? made.focus() : null;
    if (moved || box) (box ?? made.view.querySelector("h1"))?.focus();
  }

  function next() {
    goneOn(state, deck);
    save();
    ask(true);
  }

  function look() {
    const made = overview(state, deck, safe, open, anew);
    turnTo("Back to the cards", back, made);
    made.querySelector("h1")?.focus();
  }

  /** @param {number} at */
  function open(at) {
    state.at = at;
    save();
    ask(true);
  }

  function back() {
    const ahead = state.turns.findIndex((turn) => !isOver(turn));
    if (state.at >= state.turns.length && ahead >= 0) state.at = ahead;
    ask(true);
  }

  function anew() {
    state = begun(deck);
    open(0);
  }

  /** @param {string} label @param {() => void} act @param {HTMLElement} view */
  function turnTo(label, act, view) {
    way.replaceChildren(button(label, act));
    stage.replaceChildren(view);
    scrollTo(0, 0);
  }

  document.documentElement.classList.add("asks");
  save();
  ask(false);
}

unpacked().then(start, () => {
  const old = "This browser is too old to ask and grade; the sheet below can be read and printed.";
  /** @type {HTMLElement} */ (document.getElementById("plain")).textContent = old;
});
