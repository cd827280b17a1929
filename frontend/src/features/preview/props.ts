import type { ReactNode } from 'react';
import type { Page } from '@/api-types';

/** What every way to show a draft needs. */
export type PreviewProps = { siteName: string; renderBody: (page: Page) => ReactNode };
