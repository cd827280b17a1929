import type { Layout, Link } from '@/api-types';
import './site-footer.css';

export function SiteFooter({ layout }: { layout: Layout }) {
  const { text, columns, social, legal } = layout.footer;
  return (
    <footer className="site-footer">
      <div className="container site-footer__columns">
        <div>
          <p className="site-footer__name">{layout.site_name}</p>
          {layout.tagline && <p>{layout.tagline}</p>}
          {text && <p className="site-footer__text">{text}</p>}
        </div>
        {columns.map(({ heading, links }) => (
          <nav key={heading} aria-label={heading}>
            <h2>{heading}</h2>
            <LinkList links={links} />
          </nav>
        ))}
      </div>
      <div className="container site-footer__end">
        {legal && <p>{legal}</p>}
        {social.length > 0 && <LinkList links={social} />}
      </div>
    </footer>
  );
}

function LinkList({ links }: { links: Link[] }) {
  return (
    <ul>
      {links.map(({ label, href }) => (
        <li key={label + href}>
          <a href={href}>{label}</a>
        </li>
      ))}
    </ul>
  );
}
