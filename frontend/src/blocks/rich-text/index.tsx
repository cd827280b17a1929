import type { RichTextBlock } from '@/api-types';

/** The HTML is Wagtail's, which lets through only the tags its editor offers. */
export default function RichText({ html }: RichTextBlock['value']) {
  if (typeof html !== 'string') throw new TypeError('A rich text without HTML.');
  return (
    <div className="container section">
      <div className="prose" dangerouslySetInnerHTML={{ __html: html }} />
    </div>
  );
}
