// Improves pages that already work as plain HTML. Only the components that the pages use.
import { Button } from "govuk-frontend/dist/govuk/components/button/button.mjs";
import { CharacterCount } from "govuk-frontend/dist/govuk/components/character-count/character-count.mjs";
import { ErrorSummary } from "govuk-frontend/dist/govuk/components/error-summary/error-summary.mjs";
import { PasswordInput } from "govuk-frontend/dist/govuk/components/password-input/password-input.mjs";
import { ServiceNavigation } from "govuk-frontend/dist/govuk/components/service-navigation/service-navigation.mjs";
import { SkipLink } from "govuk-frontend/dist/govuk/components/skip-link/skip-link.mjs";
import { createAll } from "govuk-frontend/dist/govuk/init.mjs";
import { ButtonMenu } from "@ministryofjustice/frontend/moj/components/button-menu/button-menu.mjs";

/** A page that changed something says so: take the reader there, as the error summary does for errors. */
function focusAlert() {
  const alert = document.querySelector('.moj-alert[role="alert"]');
  if (alert && !document.querySelector(".govuk-error-summary")) {
    alert.setAttribute("tabindex", "-1");
    alert.focus({ preventScroll: false });
  }
}

/** Printing is offered only where a script can do it; without one the browser's own menu does. */
function offerPrinting() {
  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
}

/** On paper nothing can be opened: open every "How this was worked out" before printing, and close them again after. */
function printDetailsOpen() {
  let opened = [];
  window.addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("details:not([open])")];
    for (const details of opened) details.open = true;
  });
  window.addEventListener("afterprint", () => {
    for (const details of opened) details.open = false;
  });
}

const LOOK_EVERY = 2000;

/** Files are being made: see how far they are, and say so where that has changed. Without a script there is a button. */
async function followProgress() {
  const shown = document.querySelector("[data-progress]");
  if (!shown) return;
  const now = await fetch(location.href)
    .then((answer) => (answer.ok ? answer.text() : ""))
    .then((text) => new DOMParser().parseFromString(text, "text/html").getElementById("progress"))
    .catch(() => null);
  if (!now) return;
  if (!("progress" in now.dataset)) {
    if ("failed" in now.dataset) return location.reload();
    document.getElementById("check-progress")?.remove();
    delete shown.dataset.progress;
  }
  if (now.textContent !== shown.textContent) shown.replaceChildren(...now.childNodes);
  setTimeout(followProgress, LOOK_EVERY);
}

createAll(ServiceNavigation);
for (const navigation of document.querySelectorAll(".govuk-service-navigation")) {
  navigation.dataset.ready = "";
}
createAll(Button, { preventDoubleClick: true });
createAll(CharacterCount);
createAll(ErrorSummary);
createAll(PasswordInput);
createAll(SkipLink);
createAll(ButtonMenu);
focusAlert();
offerPrinting();
printDetailsOpen();
setTimeout(followProgress, LOOK_EVERY);
