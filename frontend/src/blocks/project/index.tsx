import { lazy } from 'react';
import type { ProjectBlock } from '@/api-types';
import { Late } from '@/components/Late';

const ProjectView = lazy(() => import('@/blocks/project/ProjectView'));

export default function Project(project: ProjectBlock['value']) {
  return (
    <section className="container section">
      <Late>
        <ProjectView {...project} />
      </Late>
    </section>
  );
}
