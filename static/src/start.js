// Runs before anything is painted. Says that scripts work, so that the styles which need them may apply; and takes it
// back if the main script cannot be fetched, so that a menu waiting for it is shown as plain HTML.
(() => {
  const SUPPORTED = "govuk-frontend-supported";
  document.body.classList.add("js-enabled");
  if ("noModule" in HTMLScriptElement.prototype) {
    document.body.classList.add(SUPPORTED);
  }
  const withdraw = (event) => {
    if (event.target instanceof HTMLScriptElement) {
      document.body.classList.remove(SUPPORTED);
    }
  };
  window.addEventListener("error", withdraw, true);
})();
