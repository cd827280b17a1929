import '@/styles/tokens.css';
import '@/styles/base.css';
import '@/styles/prose.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from '@/app/App';
import { followLinks } from '@/lib/links';
import { retryWhenOnline } from '@/lib/resources';
import { followHistory } from '@/lib/visit';

followHistory();
followLinks();
retryWhenOnline();

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
