import type { MenuItem } from '@/api-types';
import { MenuLink } from '@/features/layout/MenuLink';
import { Submenu } from '@/features/layout/Submenu';
import './menu.css';

type Props = { items: MenuItem[]; path: string };

/** The menu of a wide window: links in a row, some with a list that unfolds below them. */
export function Menu({ items, path }: Props) {
  return (
    <nav className="menu" aria-label="Main">
      <ul>
        {items.map((item) => (
          <li key={item.label}>
            {item.children.length > 0 ? (
              <Submenu item={item} path={path} />
            ) : (
              <MenuLink link={item} path={path} />
            )}
          </li>
        ))}
      </ul>
    </nav>
  );
}
