/* Hands the draft to the site in the frame when it asks, and remembers how far it was scrolled: */
/* Wagtail makes a new frame after each change. */
(() => {
  const frame = document.querySelector('iframe');
  const read = (id) => JSON.parse(document.getElementById(id).textContent);
  const draft = read('draft');
  const responses = read('responses');
  const site = new URL(frame.dataset.site, window.location.href);
  const memory = `preview ${draft.path}`;

  window.addEventListener('message', ({ data, origin, source }) => {
    if (origin !== site.origin || source !== frame.contentWindow) return;
    if (data.type === 'draft-wanted') {
      const scrolled = Number(sessionStorage.getItem(memory));
      frame.contentWindow.postMessage({ type: 'draft', draft, responses, scrolled }, site.origin);
    }
    // To the editor's page, whose origin is this page's own.
    if (data.type === 'draft-checked') window.parent.postMessage(data, window.location.origin);
    if (data.type === 'draft-scrolled') sessionStorage.setItem(memory, String(data.scrolled));
  });
  frame.src = site.href;
})();
