import { HOME_PATH } from '@/lib/paths';
import './brand.css';

export function Brand({ siteName }: { siteName: string }) {
  return (
    <a className="brand" href={HOME_PATH}>
      <img src="/favicon.svg" width="40" height="40" alt="" />
      <span>{siteName}</span>
    </a>
  );
}
