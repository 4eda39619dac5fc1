// A button in a merchant's page that opens a payment link in a frame. It sets no style text, so that it works under a strict policy,
// and tells the page with the event `bezant:paid`, whose detail names the payment. What counts is the webhook: a page can be told anything.
(() => {
  const script = document.currentScript;
  const link = new URL(script.dataset.link);
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = script.dataset.label || "Pay";
  button.className = script.dataset.class || "";
  const dialog = document.createElement("dialog");
  dialog.setAttribute("aria-label", button.textContent);
  Object.assign(dialog.style, { padding: "0", border: "0", borderRadius: "12px", width: "min(30rem, 96vw)" });
  const close = document.createElement("button");
  close.type = "button";
  close.textContent = "\u00d7";
  close.setAttribute("aria-label", script.dataset.close || "Close");
  Object.assign(close.style, { float: "right", margin: "8px", width: "2rem", height: "2rem" });
  close.addEventListener("click", () => dialog.close());
  const frame = document.createElement("iframe");
  frame.title = button.textContent;
  frame.referrerPolicy = "no-referrer";
  Object.assign(frame.style, { display: "block", width: "100%", height: "min(44rem, 80vh)", border: "0" });
  dialog.append(close, frame);
  button.addEventListener("click", () => {
    if (!frame.src) frame.src = link.href;
    dialog.showModal();
  });
  window.addEventListener("message", (event) => {
    if (event.origin !== link.origin || event.source !== frame.contentWindow || event.data?.type !== "bezant.paid") return;
    script.dispatchEvent(new CustomEvent("bezant:paid", { bubbles: true, detail: { payment: event.data.payment, status: event.data.status } }));
  });
  script.after(button, dialog);
})();
