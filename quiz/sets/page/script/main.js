// What happens when the page is opened, and how one gets about in it.

/** Open one of the parcels that the page carries: the first is the outline, then an ask each. @param {number} number */
async function opened(number) {
  const packed = document.querySelectorAll(".parcel")[number].textContent ?? "";
  const bytes = Uint8Array.from(atob(packed), (sign) => sign.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return JSON.parse(await new Response(stream).text());
}

/** @param {any} carried */
function start(carried) {
  const deck = deckOf(carried);
  const name = `convquiz ${carried.set} ${carried.revision}`;
  let state = begun(deck);
  let safe = true;
  /** How often the learner went anywhere: what comes too late for a place that was left is not shown. */
  let visit = 0;
  const stage = /** @type {HTMLElement} */ (document.getElementById("stage"));
  const bar = /** @type {HTMLProgressElement} */ (document.getElementById("bar"));
  const way = /** @type {HTMLElement} */ (document.getElementById("way"));

  function save() {
    safe = keep(name, state);
    count();
  }

  function count() {
    bar.max = state.turns.length;
    bar.value = state.turns.filter(isOver).length;
  }

  /** @param {boolean} moved Whether the learner went there, so that the focus has to follow. */
  async function ask(moved) {
    if (state.at >= state.turns.length) {
      look();
      return;
    }
    const turn = state.turns[state.at];
    const card = deck[turn.card];
    const ticket = (visit += 1);
    // Nothing of the last card can be pressed any more.
    stage.replaceChildren();
    if (card.kind === "ask") card.data.draws = await opened(card.data.parcel);
    if (ticket !== visit) return;
    const place = `${state.at + 1} of ${state.turns.length} · `;
    const returns = () => comesBack(state, turn);
    const made = (card.kind === "ask" ? askView : spokenView)({ card, turn, place, returns, keep: save, next });
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
    visit += 1;
    const made = overview(state, deck, safe, open, anew);
    turnTo(state.turns.every(isOver) ? "" : "Back to the cards", back, made);
    made.querySelector("h1")?.focus();
  }

  /** @param {number} at */
  function open(at) {
    const turn = state.turns[at];
    if (turn.outcome === "skipped") turn.outcome = "";
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
    way.replaceChildren(...(label ? [button(label, act)] : []));
    stage.replaceChildren(view);
    scrollTo(0, 0);
  }

  /** Go on with what was kept; nothing is kept here, or what is old by now would come over what is new. */
  function goOn() {
    state = kept(name, deck);
    count();
    ask(false);
  }

  // What another tab has kept is what has happened, or this one would keep what it knew over it.
  addEventListener("storage", (event) => event.key === name && goOn());
  // A page that Back brings again as it was has heard of none of it.
  addEventListener("pageshow", (event) => event.persisted && goOn());
  document.documentElement.classList.add("asks");
  holdBackHaste();
  goOn();
  save();
}

opened(0).then(start, () => {
  const old = "This browser is too old to ask and grade; the sheet below can be read and printed.";
  /** @type {HTMLElement} */ (document.getElementById("plain")).textContent = old;
});
