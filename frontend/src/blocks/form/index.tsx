import { lazy } from 'react';
import type { FormBlock } from '@/api-types';
import { Late } from '@/components/Late';

const FormView = lazy(() => import('@/blocks/form/FormView'));

/** The form itself is fetched only by who opens a page with one. */
export default function Form(form: FormBlock['value']) {
  return (
    <div className="container section">
      <Late>
        <FormView key={form.form} {...form} />
      </Late>
    </div>
  );
}
