import { useEffect, useState } from 'react';
import { DeadLink } from '@/features/preview/DeadLink';
import { FramedDraft } from '@/features/preview/FramedDraft';
import type { PreviewProps } from '@/features/preview/props';
import { SharedDraft } from '@/features/preview/SharedDraft';

type Props = PreviewProps & { hash: string };

/**
 * A draft: the one a link's token opens, or the one that the admin around this window hands over.
 * The token is in the fragment, which reaches neither a server nor a Referer header.
 */
export default function PreviewRoute({ hash, ...props }: Props) {
  const token = useToken(hash.slice(1));
  if (token) return <SharedDraft key={token} token={token} {...props} />;
  if (window.parent !== window) return <FramedDraft {...props} />;
  return (
    <DeadLink siteName={props.siteName} reason="The link is not complete: its key is missing." />
  );
}

/** A link to a part of the page, such as “Skip to content”, does not take the token's place. */
function useToken(fragment: string): string {
  const [token, setToken] = useState(fragment);
  if (fragment !== token && fragment && !document.getElementById(fragment)) setToken(fragment);
  useEffect(() => {
    if (token && fragment !== token)
      window.history.replaceState(window.history.state, '', `#${token}`);
  }, [fragment, token]);
  return token;
}
