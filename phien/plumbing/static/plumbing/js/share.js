/* The phone's own sheet (Zalo, messages, …) where the browser has one; the other ways stand beside it. */
if (navigator.share) {
  for (const button of document.querySelectorAll("[data-share]")) {
    button.hidden = false;
    button.addEventListener("click", (event) => {
      event.preventDefault(); // a link goes to the other ways where there is no sheet
      const { url, title, text } = button.dataset;
      navigator.share({ url, title, text }).catch(() => {}); // closed without choosing
    });
  }
}
