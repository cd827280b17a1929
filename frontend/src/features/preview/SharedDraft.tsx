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
  const { result, retry } = useSharedDraft(token);
  useArrival(result !== undefined && !(result instanceof RequestError));
  if (result === undefined) return <Skeleton />;
  if (result instanceof RequestError) {
    return result.isTransient ? (
      <Unreachable error={result} siteName={siteName} onRetry={retry} />
    ) : (
      <DeadLink siteName={siteName} reason={result.message} />
    );
  }
  return (
    <>
      <PageView page={result.page} siteName={siteName} hidden>
        {renderBody(result.page)}
      </PageView>
      <p className="draft-notice" role="status">
        A draft of {longDate(result.saved)}, not published. This link works until{' '}
        {longDate(result.works_until)}.
      </p>
    </>
  );
}

function useSharedDraft(token: string) {
  const [result, setResult] = useState<Draft | RequestError>();
  const [tries, setTries] = useState(0);
  const retry = () => setTries((before) => before + 1);
  useEffect(() => {
    const request = new AbortController();
    const { signal } = request;
    void requestJson<Draft>(draftUrl(), { body: { token }, signal }).then((found) => {
      if (!signal.aborted) setResult(found);
    });
    return () => request.abort();
  }, [token, tries]);
  useEffect(() => {
    if (!(result instanceof RequestError && result.isTransient)) return;
    const timer = setTimeout(retry, RETRY_MS);
    return () => clearTimeout(timer);
  }, [result]);
  return { result, retry };
}
