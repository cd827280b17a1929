import type { Talk } from '@/api-types';
import { apiUrl } from '@/lib/paths';

type Props = { talk: Talk; lead?: string; where?: string };

export function TalkItem({ talk: { title, starts, project, calendar }, lead, where }: Props) {
  return (
    <li className="talk">
      {lead && (
        <time className="talk__time" dateTime={starts}>
          {lead}
        </time>
      )}
      <div>
        <p className="talk__title">{project?.path ? <a href={project.path}>{title}</a> : title}</p>
        {project && (
          <p>
            {project.team}
            {project.organisation && `, for ${project.organisation}`}
          </p>
        )}
        {where && <p>{where}</p>}
      </div>
      <a className="talk__calendar" href={apiUrl(calendar)} title="Add to calendar">
        <svg viewBox="0 0 24 24" aria-hidden="true">
          <path d="M7 3v3m10-3v3M4 10h16M5 6h14a1 1 0 0 1 1 1v13H4V7a1 1 0 0 1 1-1Zm7 7v5m-2.5-2.5h5" />
        </svg>
        <span className="visually-hidden">Add “{title}” to calendar</span>
      </a>
    </li>
  );
}
