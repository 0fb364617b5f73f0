// The signs that a phone's keys for digits lack, as a row of buttons under the box.

/** @type {Record<string, string[]>} */
const SIGNS = {
  Integer: ["+", "-", "*", "/", "(", ")", "^"],
  Number: ["+", "-", "*", "/", "(", ")", "^"],
  Percent: ["-", "*", "/", "(", ")", "%"],
  Shape: ["x", ",", "-"],
  Grid: ["-", "/", ",", ";"],
};

/** Whether the learner types with a finger. */
const byFinger = () => matchMedia("(pointer: coarse)").matches;

/** @param {Answer} part @param {HTMLInputElement} box */
function keysFor(part, box) {
  const type = (/** @type {string} */ text) => {
    box.setRangeText(text, box.selectionStart ?? 0, box.selectionEnd ?? 0, "end");
    box.dispatchEvent(new Event("input"));
    box.focus();
  };
  const letters = () => {
    box.inputMode = "text";
    box.blur();
    box.focus();
  };
  const signs = [...SIGNS[part.kind], ...(part.optional ? ["none"] : [])];
  const keys = [...signs.map((sign) => button(sign, () => type(sign))), button("abc", letters)];
  // A box that loses the focus would take the keyboard away with it.
  return h("div", { class: "keys", onpointerdown: (/** @type {Event} */ event) => event.preventDefault() }, ...keys);
}
