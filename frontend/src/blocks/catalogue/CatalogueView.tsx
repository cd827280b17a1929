import { useState } from 'react';
import type { Projects } from '@/api-types';
import { Filters } from '@/blocks/catalogue/Filters';
import { ProjectCard } from '@/blocks/catalogue/ProjectCard';
import { Waiting } from '@/components/Late';
import { Pagination } from '@/components/Pagination';
import { Trouble } from '@/components/Trouble';
import { useAnnounced } from '@/lib/announcer';
import { wantedUrl, type Wanted } from '@/lib/catalogue';
import { hrefOf } from '@/lib/catalogue-links';
import { useResource } from '@/lib/resources';
import './catalogue.css';

type Props = { wanted: Wanted; semester: string };

/** What was found stays until the next response comes, and so do the filters under the hand. */
export default function CatalogueView({ wanted, semester }: Props) {
  const { data, error, retryNow } = useResource<Projects>(wantedUrl(wanted, semester));
  const [shown, setShown] = useState(data);
  if (data && data !== shown) setShown(data);
  return (
    <>
      {shown && <Filters wanted={wanted} semester={semester} projects={shown} />}
      {error && <Trouble error={error} onRetry={retryNow} />}
      {shown ? <Results projects={shown} wanted={wanted} isOld={!data} /> : !error && <Waiting />}
    </>
  );
}

type ResultsProps = { projects: Projects; wanted: Wanted; isOld: boolean };

function Results({ projects: { count, page, pages, results }, wanted, isOld }: ResultsProps) {
  const summary = `${count || 'No'} ${count === 1 ? 'project' : 'projects'}`;
  useAnnounced(isOld ? '' : summary);
  return (
    <div aria-busy={isOld} className="catalogue__results">
      <h2 className="catalogue__summary">{summary}</h2>
      {count === 0 && <p>Try fewer words, or clear a filter.</p>}
      <ul className="projects">
        {results.map((project) => (
          <ProjectCard key={`${project.semester} ${project.team}`} {...project} />
        ))}
      </ul>
      <Pagination
        page={page}
        pages={pages}
        hrefOf={(other) => hrefOf({ ...wanted, page: other })}
      />
    </div>
  );
}
