import type { Breadcrumb } from '@/api-types';
import './breadcrumbs.css';

type Props = { ancestors: Breadcrumb[]; current: string };

export function Breadcrumbs({ ancestors, current }: Props) {
  if (ancestors.length === 0) return null;
  return (
    <nav className="breadcrumbs" aria-label="Breadcrumb">
      <ol className="container">
        {ancestors.map(({ title, path }) => (
          <li key={path}>
            <a href={path}>{title}</a>
          </li>
        ))}
        <li aria-current="page">{current}</li>
      </ol>
    </nav>
  );
}
