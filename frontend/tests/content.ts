/** Believable content, as the API would send it. */
import type { Image, Layout, Page, SearchResults } from '@/api-types';

export type Block = Page['body'][number];

let blockNumber = 0;

export function block<T extends Block['type']>(
  type: T,
  value: Extract<Block, { type: T }>['value'],
): Block {
  const id = `00000000-0000-4000-8000-${String(blockNumber++).padStart(12, '0')}`;
  return { id, type, value } as Block;
}

export const picture = (alt = 'Students around a robot'): Image => ({
  src: '/media/robot.jpg',
  srcset: '/media/robot-480.jpg 480w, /media/robot-960.jpg 960w',
  width: 960,
  height: 640,
  alt,
});

export const richText = (html: string) => block('rich_text', { html });

export const hero = (heading: string) =>
  block('hero', {
    heading,
    text: 'Forty teams, one day.',
    image: picture(),
    actions: [{ label: 'See the projects', href: '/projects/' }],
  });

export function makePage(path: string, title: string, page: Partial<Page> = {}): Page {
  return {
    type: 'page',
    path,
    title,
    seo: {
      title,
      description: `All about: ${title}.`,
      canonical: `https://innovate.example.edu${path}`,
      image: null,
    },
    breadcrumbs: path === '/' ? [] : [{ title: 'Home', path: '/' }],
    children: [],
    updated: '2026-11-12T10:00:00Z',
    body: [richText(`<p>The text of ${title}.</p>`)],
    ...page,
  };
}

export const layout: Layout = {
  site_name: 'Innovate to Grow',
  tagline: 'Student teams, real partners.',
  menu: [
    {
      label: 'About',
      href: '/about/',
      children: [
        { label: 'Our team', href: '/about/team/' },
        { label: 'How it works', href: '/about/how/' },
      ],
    },
    { label: 'Projects', href: '/projects/', children: [] },
  ],
  footer: {
    text: 'School of Engineering\n5200 North Lake Road',
    columns: [
      { heading: 'Take part', links: [{ label: 'Propose a project', href: '/sponsors/' }] },
    ],
    social: [{ label: 'YouTube', href: 'https://www.youtube.com/' }],
    legal: '© 2026 Regents of the University of California',
  },
};

export function makeResults(query: string, count: number, page = 1): SearchResults {
  const pages = Math.ceil(count / 10);
  const onThisPage = Math.max(0, Math.min(10, count - (page - 1) * 10));
  return {
    query,
    count,
    page,
    pages,
    kinds: count ? [{ kind: 'project', count }] : [],
    suggestion: '',
    results: Array.from({ length: onThisPage }, (_, index) => {
      const number = (page - 1) * 10 + index + 1;
      return {
        kind: 'project',
        title: `Team ${number}`,
        path: `/projects/team-${number}/`,
        excerpt: 'A robot.',
      };
    }),
  };
}
