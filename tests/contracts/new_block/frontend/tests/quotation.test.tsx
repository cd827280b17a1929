import { render, screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { Blocks } from '@/blocks/Blocks';
import { block } from './content.ts';

test('a quotation says whose words it has', () => {
  const quotation = block('quotation', { words: 'It flies!', speaker: 'Ana Beltrán' });
  render(<Blocks blocks={[quotation]} title="Title" />);
  expect(screen.getByText('It flies!')).toBeVisible();
  expect(screen.getByText('Ana Beltrán')).toBeVisible();
});
