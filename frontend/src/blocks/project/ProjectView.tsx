import type { ProjectBlock } from '@/api-types';
import { Presentations } from '@/blocks/project/Presentations';
import type { Wanted } from '@/lib/catalogue';
import { hrefOf, NOTHING_WANTED } from '@/lib/catalogue-links';
import './project.css';

type Project = ProjectBlock['value'];

export default function ProjectView(project: Project) {
  const { abstract, students, presentations } = project;
  return (
    <div className="project">
      <div className="project__text">
        {paragraphs(abstract).map((text, index) => (
          <p key={index}>{text}</p>
        ))}
        <Presentations presentations={presentations} />
      </div>
      <aside className="project__facts" aria-label="About this project">
        <Facts {...project} />
        {students.length > 0 && (
          <>
            <h2>Students</h2>
            <ul>
              {students.map((student, index) => (
                <li key={index}>{student}</li>
              ))}
            </ul>
          </>
        )}
      </aside>
    </div>
  );
}

const paragraphs = (text: string) => text.split(/\n\s*\n/).filter((part) => part.trim());

/** Each fact leads to the other projects that share it. */
function Facts(project: Project) {
  const { semester, semester_slug, class_name, team, organisation, industry, catalogue } = project;
  const others = (wanted: Partial<Wanted>) => hrefOf({ ...NOTHING_WANTED, ...wanted }, catalogue);
  return (
    <dl>
      <Fact name="Semester" text={semester} href={others({ semester: semester_slug })} />
      <Fact name="Class" text={class_name} href={others({ class: class_name })} />
      <Fact name="Team" text={team} />
      <Fact name="Partner" text={organisation} href={others({ q: organisation })} />
      <Fact name="Industry" text={industry} href={others({ industry })} />
    </dl>
  );
}

function Fact({ name, text, href }: { name: string; text: string; href?: string }) {
  if (!text) return null;
  return (
    <div>
      <dt>{name}</dt>
      <dd>{href ? <a href={href}>{text}</a> : text}</dd>
    </div>
  );
}
