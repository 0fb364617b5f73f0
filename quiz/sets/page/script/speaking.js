// A question that is answered aloud: the model answer, and its points to tick.

/** @type {[Tick, string][]} */
const TICKS = [
  ["said", "✓ said"],
  ["half", "◐ half"],
  ["missed", "✗ missed"],
];

/** @param {Table} table */
function spokenView({ card, turn, place, keep, next }) {
  const { title, rubric, trap, answer, level, topic } = card.data;
  const after = h("div", { class: "after" });
  const box = /** @type {HTMLTextAreaElement} */ (h("textarea", { id: "aloud", rows: 4, oninput: write }));
  box.value = String(turn.typed);
  const actions = h(
    "div",
    { class: "actions" },
    button("Show the model answer", tell, "primary"),
    button("Skip", () => {
      turn.outcome = "skipped";
      keep();
      next();
    }),
  );

  /** Keep each word as it is written, as in an ask. */
  function write() {
    turn.typed = box.value;
    keep();
  }

  function tell() {
    turn.outcome = "told";
    keep();
    judge();
    /** @type {HTMLElement} */ (after.querySelector("h2")).focus({ preventScroll: true });
  }

  function judge() {
    actions.hidden = true;
    const points = rubric.map((/** @type {any} */ point, /** @type {number} */ at) =>
      pills(
        h("span", { html: `${point.essential ? "★ " : ""}${point.text}` }),
        `point${at}`,
        TICKS,
        turn.ticks[at] ?? "",
        (tick) => {
          turn.ticks[at] = /** @type {Tick} */ (tick);
          keep();
        },
      ),
    );
    const trapped = /** @type {HTMLInputElement} */ (
      h("input", { type: "checkbox", checked: turn.trapped, onchange: fall })
    );
    function fall() {
      turn.trapped = trapped.checked;
      keep();
    }

    after.replaceChildren(
      h("h2", { tabindex: -1 }, "The model answer"),
      h("div", { class: "model", html: answer }),
      h("h2", {}, "Which points did you make?"),
      h("p", { class: "about" }, "A ★ point has to be said."),
      ...points,
      h("label", { class: "trap" }, trapped, h("span", { html: `I fell for the trap: ${trap}` })),
      ...(card.data.next.length ? [furtherAsks(card.data.next)] : []),
      h("div", { class: "actions next" }, button("Next", rate, "primary")),
    );
  }

  function rate() {
    turn.ticks = rubric.map((/** @type {any} */ _, /** @type {number} */ at) => turn.ticks[at] || "missed");
    turn.slips = turn.trapped ? [{ name: `${card.data.code} trap`, message: plainOf(trap) }] : [];
    turn.outcome = "rated";
    keep();
    next();
  }

  if (turn.outcome === "told" || turn.outcome === "rated") judge();
  const view = h(
    "article",
    {},
    h("p", { class: "about" }, place, `${level} · ${topic} · `, h("code", {}, card.data.code)),
    h("h1", { tabindex: -1, html: title }),
    h("div", { class: "field" }, h("label", { for: "aloud" }, "Say it aloud, or write down what you would say"), box),
    actions,
    after,
  );
  return { view, focus: () => null };
}

/** @param {{ask: string, answer: string}[]} asks */
const furtherAsks = (asks) =>
  folding(
    "What is asked next",
    false,
    ...asks.flatMap(({ ask, answer }) => [h("h3", { html: ask }), h("p", { html: answer })]),
  );

/** The text of mark-up of our own. @param {string} html */
const plainOf = (html) => h("span", { html }).textContent ?? "";
