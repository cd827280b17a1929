/* What the site's frame finds in a draft (frontend/src/features/preview/checks.ts), in the editor's
   Checks panel; and a warning before something with a serious issue is published. */
(() => {
  const SERIOUS = ['serious', 'critical'];
  const WAIT_MS = 15_000;
  const TYPING_MS = 1_500;
  const PUBLISH = 'button[name="action-publish"], [data-workflow-action-name="approve"]';
  const waiting = new Map(); // of each frame that is asked before a publish
  let agreed = null; // the button whose publishing is not asked about again

  const find = (selector) => document.querySelector(selector);
  const fill = (selector, text) => {
    const element = find(selector);
    if (element) element.textContent = text;
  };
  const make = (tag, className, text) =>
    Object.assign(document.createElement(tag), { className, textContent: text });

  const row = ({ help, impact, where }) => {
    const element = make('div', 'w-content-checker__row', '');
    const words = make('div', '', '');
    words.append(
      make('h3', 'w-content-checker__header', help),
      make('div', 'w-content-checker__help', `${impact}: ${where}`),
    );
    element.append(words);
    return element;
  };

  const show = ({ issues, words, minutes, readability }) => {
    fill('[data-content-word-count]', words);
    fill('[data-content-reading-time]', `${minutes} min`);
    fill('[data-content-readability-score]', readability);
    fill('[data-content-checker-count]', issues.length);
    const panel = find('[data-site-checks]');
    panel?.replaceChildren(
      ...(issues.length ? issues.map(row) : [make('p', '', 'No issues found.')]),
    );
    const counter = find('[data-side-panel-toggle="checks"] [data-side-panel-toggle-counter]');
    if (counter) {
      counter.textContent = issues.length;
      counter.hidden = issues.length === 0;
    }
  };

  window.addEventListener('message', ({ data, origin, source }) => {
    if (origin !== window.location.origin || data?.type !== 'draft-checked') return;
    show(data.checks);
    waiting.get(source)?.(data.checks);
  });

  /* The draft as it is in the form, shown where nobody sees it. Nothing where it cannot be checked:
     the form has faults, which Wagtail says, or the site does not respond. */
  const checked = async (form, address) => {
    const stored = await fetch(address, { method: 'POST', body: new FormData(form) });
    if (!(await stored.json()).is_valid) return undefined;
    return seen(`${address}?mode=&in_preview_panel=true`);
  };

  /* What is found in a page of the admin that shows the site. Nothing after WAIT_MS. */
  const seen = async (source) => {
    const frame = Object.assign(document.createElement('iframe'), { title: 'Checking the draft' });
    frame.className = 'draft-check';
    frame.src = source;
    document.body.append(frame);
    try {
      return await new Promise((resolve) => {
        waiting.set(frame.contentWindow, resolve);
        setTimeout(resolve, WAIT_MS);
      });
    } finally {
      waiting.delete(frame.contentWindow);
      frame.remove();
    }
  };

  const preview = () => find('[data-controller~="w-preview"]')?.dataset.wPreviewUrlValue;
  const check = () => {
    const form = find('[data-edit-form]');
    const address = preview();
    if (form && address) checked(form, address).catch(() => undefined);
  };

  /* While the panel is open: at once, and again when the editor pauses. */
  const follow = () => {
    const panel = find('[data-side-panel="checks"]');
    let timer;
    panel?.addEventListener('show', check);
    if (panel && !panel.hidden) check();
    document.addEventListener('w-unsaved:add', () => {
      clearTimeout(timer);
      if (panel && !panel.hidden) timer = setTimeout(check, TYPING_MS);
    });
  };
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', follow);
  else follow();

  const warning = (issues) =>
    [
      `This draft has ${issues.length === 1 ? 'a serious issue' : `${issues.length} serious issues`}`,
      ' of accessibility:\n\n',
      [...new Set(issues.map(({ help }) => `• ${help}`))].join('\n'),
      '\n\nPublish it all the same? The Checks panel shows where they are.',
    ].join('');

  const store = (admin, page, token, { issues }) =>
    fetch(`${admin}/accessibility/axe/${page}/`, {
      method: 'POST',
      body: JSON.stringify({ issues }),
      headers: { 'X-CSRFToken': token },
    });

  /* For Reports, Accessibility, which lists pages only: projects and events are checked only here. */
  const report = async (form, checks) => {
    const [, page] = /\/pages\/(\d+)\/edit\//.exec(form.action) ?? [];
    if (!page) return;
    await store(form.action.split('/pages/')[0], page, form.elements.csrfmiddlewaretoken.value, checks);
  };

  /* The report's button: one page after the other, for each needs the whole site in a frame. */
  const checkListed = async (list) => {
    const token = list.querySelector('[name="csrfmiddlewaretoken"]').value;
    for (const item of list.querySelectorAll('[data-view]')) {
      const state = item.querySelector('[role="status"]');
      state.textContent = 'is being checked…';
      const checks = await seen(item.dataset.view).catch(() => undefined);
      if (checks) {
        const [admin] = window.location.href.split('/accessibility/');
        const stored = await store(admin, item.dataset.page, token, checks).catch(() => undefined);
        const count = checks.issues.length;
        state.textContent = stored?.ok ? `${count} found` : 'could not be stored';
      } else state.textContent = 'could not be checked';
    }
  };
  document.addEventListener('click', ({ target }) => {
    const button = target instanceof Element && target.closest('[data-check-now]');
    if (!button) return;
    button.disabled = true;
    checkListed(button.closest('[data-unchecked]'));
  });

  document.addEventListener(
    'click',
    async (event) => {
      const button = event.target instanceof Element && event.target.closest(PUBLISH);
      const address = preview();
      if (!button || !address || button === agreed) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      if (button.getAttribute('aria-busy') === 'true') return; // clicked again while it is checked
      button.setAttribute('aria-busy', 'true');
      const checks = await checked(button.form, address).catch(() => undefined);
      button.removeAttribute('aria-busy');
      const issues = (checks?.issues ?? []).filter(({ impact }) => SERIOUS.includes(impact));
      if (issues.length && !window.confirm(warning(issues))) return;
      if (checks) await report(button.form, checks).catch(() => undefined);
      agreed = button;
      button.click();
      agreed = null;
    },
    true,
  );
})();
