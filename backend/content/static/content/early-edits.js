/* Wagtail takes a snapshot of a form some seconds after it was opened, and again after each automatic
   save. What differs from the snapshot later is a change. So a change that an editor made just before
   the snapshot looks like none: it is not previewed, not saved automatically, and leaving the page
   gives no warning. Here such a form is marked as changed, as Wagtail itself marks a form that it
   could not save. https://github.com/wagtail/wagtail/blob/v8.0/client/src/controllers/UnsavedController.ts */
(() => {
  const FORM = 'form[data-controller~="w-unsaved"]';
  const edited = new WeakSet(); // since what was last sent to be saved

  const noteEdit = ({ target, isTrusted }) => {
    const form = target instanceof Element && target.closest(FORM);
    // A widget that sets itself up sends such events too, but not trusted ones.
    if (form && isTrusted) edited.add(form);
  };
  document.addEventListener('input', noteEdit);
  document.addEventListener('change', noteEdit);
  document.addEventListener('w-autosave:save', ({ target }) => edited.delete(target));
  document.addEventListener('w-unsaved:watch-edits', ({ target: form }) => {
    if (!edited.has(form)) return;
    // In a moment, because Wagtail takes the mark away when it has taken the snapshot.
    queueMicrotask(() => form.setAttribute('data-w-unsaved-force-value', 'true'));
  });
})();
