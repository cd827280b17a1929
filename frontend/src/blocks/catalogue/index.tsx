import { lazy, useEffect } from 'react';
import type { CatalogueBlock } from '@/api-types';
import { Late } from '@/components/Late';
import { readWanted, wantedUrl } from '@/lib/catalogue';
import { resourceAt } from '@/lib/resources';
import { useVisit } from '@/lib/visit';

const CatalogueView = lazy(() => import('@/blocks/catalogue/CatalogueView'));

/** The projects. They are asked for while the code that shows them is on its way. */
export default function Catalogue({ heading, semester }: CatalogueBlock['value']) {
  const { search } = useVisit();
  const wanted = readWanted(search);
  const url = wantedUrl(wanted, semester);
  useEffect(() => resourceAt(url).refresh(), [url]);
  return (
    <section className="container section">
      {heading && <h2>{heading}</h2>}
      <Late>
        <CatalogueView wanted={wanted} semester={semester} />
      </Late>
    </section>
  );
}
