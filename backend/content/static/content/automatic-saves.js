/* An automatic save sends all fields of the form. "Approve" and the other actions of a review are
   fields too, which Wagtail adds when their button is clicked. So a save that started just then
   would approve the draft as well, at the same time as the click: one of the two fails. Here an
   automatic save sends no action.
   https://github.com/wagtail/wagtail/blob/v8.0/client/src/entrypoints/admin/workflow-action.js */
(() => {
  const ACTION = ['action-workflow-action', 'workflow-action-name', 'workflow-action-extra-data'];

  document.addEventListener('w-autosave:save', ({ detail }) => {
    for (const name of ACTION) detail.formData.delete(name);
  });
})();
