import type { ProjectSummary } from '@/api-types';

export function ProjectCard(project: ProjectSummary) {
  const { path, title, semester, class_name, team, organisation, industry, excerpt } = project;
  return (
    <li className="project-card">
      <h3>{path ? <a href={path}>{title}</a> : title}</h3>
      <p className="project-card__facts">
        {semester} · {class_name} · {team}
      </p>
      {organisation && <p className="project-card__partner">For {organisation}</p>}
      {excerpt && <p>{excerpt}</p>}
      {industry && <p className="project-card__industry">{industry}</p>}
    </li>
  );
}
