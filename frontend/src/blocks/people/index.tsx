import type { PeopleBlock, Person } from '@/api-types';
import { Picture } from '@/components/Picture';
import './people.css';

export default function People({ heading, people }: PeopleBlock['value']) {
  return (
    <section className="container section">
      {heading && <h2>{heading}</h2>}
      <ul className="people">
        {people.map((person, index) => (
          <li key={index} className="person">
            <Portrait person={person} />
            <div>
              <p className="person__name">
                {person.link ? <a href={person.link.href}>{person.name}</a> : person.name}
              </p>
              {person.role && <p>{person.role}</p>}
              {person.organisation && <p className="person__organisation">{person.organisation}</p>}
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Portrait({ person: { image, name } }: { person: Person }) {
  if (image) return <Picture className="person__portrait" image={image} sizes="6rem" />;
  return (
    <span className="person__portrait" aria-hidden="true">
      {initials(name)}
    </span>
  );
}

function initials(name: string): string {
  const words = name.split(/\s+/).filter(Boolean);
  return [words[0], words.length > 1 ? words.at(-1) : undefined]
    .map((word) => word?.charAt(0).toUpperCase() ?? '')
    .join('');
}
