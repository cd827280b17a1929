import type { Link } from '@/api-types';
import { isWithin } from '@/lib/paths';

type Props = { link: Pick<Link, 'label' | 'href'>; path: string };

export function MenuLink({ link: { label, href }, path }: Props) {
  return (
    <a
      className={isWithin(href, path) ? 'menu-link menu-link--here' : 'menu-link'}
      href={href}
      aria-current={href === path ? 'page' : undefined}
    >
      {label}
    </a>
  );
}
