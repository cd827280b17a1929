import type { CallToActionBlock } from '@/api-types';
import { Actions } from '@/components/Actions';
import './call-to-action.css';

export default function CallToAction({ heading, text, actions }: CallToActionBlock['value']) {
  return (
    <section className="call-to-action">
      <div className="container call-to-action__content">
        <div>
          <h2>{heading}</h2>
          {text && <p>{text}</p>}
        </div>
        <Actions links={actions} />
      </div>
    </section>
  );
}
