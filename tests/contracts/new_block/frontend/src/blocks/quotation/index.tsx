import type { QuotationBlock } from '@/api-types';
import './quotation.css';

export default function Quotation({ words, speaker }: QuotationBlock['value']) {
  return (
    <figure className="container section quotation">
      <blockquote>{words}</blockquote>
      {speaker && <figcaption>{speaker}</figcaption>}
    </figure>
  );
}
