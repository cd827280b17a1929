import { useEffect, useState } from 'react';
import type { Page } from '@/api-types';
import { PageView } from '@/components/PageView';
import { Skeleton } from '@/components/Skeleton';
import type { PreviewProps } from '@/features/preview/props';
import { useArrival } from '@/lib/arrival';
import { apiUrl } from '@/lib/paths';
import { resourceAt } from '@/lib/resources';
import { adminOrigin } from '@/config';

const SETTLED_MS = 700;

type Message = {
  type: 'draft';
  draft: Page;
  /** The API's, by path: what blocks of the draft would ask for and what is not published. */
  responses?: Record<string, unknown>;
  scrolled: number;
};

/** Inside the admin's preview, which gives the draft and keeps the place its editor scrolled to. */
export function FramedDraft({ siteName, renderBody }: PreviewProps) {
  const message = useDraft();
  useArrival(message !== undefined);
  useScrollOf(message);
  useChecksOf(message);
  if (!message) return <Skeleton />;
  return (
    <PageView page={message.draft} siteName={siteName} hidden>
      {renderBody(message.draft)}
    </PageView>
  );
}

function useDraft(): Message | undefined {
  const [message, setMessage] = useState<Message>();
  useEffect(() => {
    const listen = ({ data, origin, source }: MessageEvent) => {
      if (origin !== adminOrigin() || source !== window.parent || !isDraft(data)) return;
      for (const [path, response] of Object.entries(data.responses ?? {})) {
        resourceAt(apiUrl(path)).pin(response);
      }
      setMessage(data);
    };
    window.addEventListener('message', listen);
    tellAdmin({ type: 'draft-wanted' });
    return () => window.removeEventListener('message', listen);
  }, []);
  return message;
}

function useScrollOf(message: Message | undefined) {
  useEffect(() => {
    if (!message) return;
    window.scrollTo({ top: message.scrolled, behavior: 'instant' });
    const tell = () => tellAdmin({ type: 'draft-scrolled', scrolled: window.scrollY });
    window.addEventListener('scroll', tell, { passive: true });
    return () => window.removeEventListener('scroll', tell);
  }, [message]);
}

/** Once the page is there and its blocks have come. */
function useChecksOf(message: Message | undefined) {
  useEffect(() => {
    if (!message) return;
    const timer = setTimeout(() => {
      void import('@/features/preview/checks')
        .then(({ checkDraft }) => checkDraft())
        .then((checks) => tellAdmin({ type: 'draft-checked', checks }));
    }, SETTLED_MS);
    return () => clearTimeout(timer);
  }, [message]);
}

const isDraft = (data: unknown): data is Message =>
  typeof data === 'object' && data !== null && 'type' in data && data.type === 'draft';

const tellAdmin = (message: object) => window.parent.postMessage(message, adminOrigin());
