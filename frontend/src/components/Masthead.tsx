import type { ReactNode } from 'react';
import './masthead.css';

type Props = { title: string; children?: ReactNode };

/** The deep blue band a page begins with. */
export function Masthead({ title, children }: Props) {
  return (
    <header className="masthead">
      <div className="container">
        <h1>{title}</h1>
        {children}
      </div>
    </header>
  );
}
