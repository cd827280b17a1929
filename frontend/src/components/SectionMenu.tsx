import { useId } from 'react';
import type { Breadcrumb } from '@/api-types';
import './section-menu.css';

type Props = { title: string; pages: Breadcrumb[] };

/** The way down from a page to the pages below it. */
export function SectionMenu({ title, pages }: Props) {
  const headingId = useId();
  if (pages.length === 0) return null;
  return (
    <nav className="container section section-menu" aria-labelledby={headingId}>
      <h2 id={headingId}>More in {title}</h2>
      <ul>
        {pages.map((page) => (
          <li key={page.path}>
            <a href={page.path}>{page.title}</a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
