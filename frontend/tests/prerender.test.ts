import { expect, test } from 'vitest';
import { layout, makePage } from './content.ts';

const published = (number: number) => ({
  ...makePage(`/page-${number}/`, `Page ${number}`),
  structured_data: [],
});

test('every page has the menu and the footer, however many were rendered before it', async () => {
  const { render } = await import('@/app/prerender');
  for (let number = 0; number < 70; number++) {
    const html = await render(layout, published(number));
    expect(html).toContain('<footer');
    expect(html).toContain('Our team');
  }
});
