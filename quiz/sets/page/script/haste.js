// What is pressed in a hurry: meant for what stood there before, it does nothing to what stands there now.

/** Whether an element is seen no more. @param {HTMLElement} element */
const isGone = (element) => element.offsetParent === null;

/** Let further clicks of a double click, and Enter that is held down, act only where they began. */
function holdBackHaste() {
  /** @type {HTMLElement | null} */
  let clicked = null;
  /** @type {EventTarget | null} */
  let entered = null;

  /** @param {Event} event */
  function holdBack(event) {
    event.preventDefault();
    event.stopPropagation();
  }

  document.addEventListener(
    "click",
    (event) => {
      const target = /** @type {HTMLElement} */ (event.target);
      if (event.detail <= 1) clicked = target.closest("button");
      else if (clicked && isGone(clicked)) holdBack(event);
    },
    true,
  );
  document.addEventListener(
    "keydown",
    (event) => {
      if (event.key !== "Enter") return;
      if (!event.repeat) entered = event.target;
      else if (event.target !== entered) holdBack(event);
    },
    true,
  );
}
