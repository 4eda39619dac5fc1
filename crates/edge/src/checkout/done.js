// Tells the site that has the page in a frame, and no other, that the payment is done.
const { origin, payment, status } = document.currentScript.dataset;
if (window.parent !== window) window.parent.postMessage({ type: "bezant.paid", payment, status }, origin);
