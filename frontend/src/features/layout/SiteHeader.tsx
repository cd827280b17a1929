import type { Layout } from '@/api-types';
import { Brand } from '@/components/Brand';
import { Menu } from '@/features/layout/Menu';
import { PhoneMenu } from '@/features/layout/PhoneMenu';
import { SearchLink } from '@/features/layout/SearchLink';
import './site-header.css';

type Props = { siteName: string; menu: Layout['menu']; path: string };

export function SiteHeader({ siteName, menu, path }: Props) {
  return (
    <header className="site-header">
      <div className="container site-header__bar">
        <Brand siteName={siteName} />
        <Menu items={menu} path={path} />
        <SearchLink path={path} />
        <PhoneMenu items={menu} path={path} />
      </div>
    </header>
  );
}
