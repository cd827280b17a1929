import { useEffect, useState } from 'react';
import type { Draft } from '@/api-types';
import { PageView } from '@/components/PageView';
import { Skeleton } from '@/components/Skeleton';
import { Unreachable } from '@/components/Unreachable';
import { DeadLink } from '@/features/preview/DeadLink';
import type { PreviewProps } from '@/features/preview/props';
import { useArrival } from '@/lib/arrival';
import { longDate } from '@/lib/dates';
import { draftUrl } from '@/lib/paths';
import { requestJson, RequestError } from '@/lib/request';
import './preview.css';

const RETRY_MS = 3_000;

type Props = PreviewProps & { token: string };

/** What a link shows to somebody without an account. Asked for once, and kept nowhere. */
export function SharedDraft({ token, siteName, renderBody }: Props) {
  const { answer, retry } = useSharedDraft(token);
  useArrival(answer !== undefined);
  if (answer === undefined) return <Skeleton />;
  if (answer instanceof RequestError) {
    return answer.isTransient ? (
      <Unreachable error={answer} siteName={siteName} onRetry={retry} />
    ) : (
      <DeadLink siteName={siteName} reason={answer.message} />
    );
  }
  return (
    <>
      <PageView page={answer.page} siteName={siteName} hidden>
        {renderBody(answer.page)}
      </PageView>
      <p className="draft-notice" role="status">
        A draft of {longDate(answer.saved)}, not published. This link works until{' '}
        {longDate(answer.works_until)}.
      </p>
    </>
  );
}

function useSharedDraft(token: string) {
  const [answer, setAnswer] = useState<Draft | RequestError>();
  const [tries, setTries] = useState(0);
  const retry = () => setTries((before) => before + 1);
  useEffect(() => {
    const request = new AbortController();
    const { signal } = request;
    void requestJson<Draft>(draftUrl(), { body: { token }, signal }).then((found) => {
      if (!signal.aborted) setAnswer(found);
    });
    return () => request.abort();
  }, [token, tries]);
  useEffect(() => {
    if (!(answer instanceof RequestError && answer.isTransient)) return;
    const timer = setTimeout(retry, RETRY_MS);
    return () => clearTimeout(timer);
  }, [answer]);
  return { answer, retry };
}
