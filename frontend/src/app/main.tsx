import '@/styles/tokens.css';
import '@/styles/base.css';
import '@/styles/prose.css';
import '@/styles/print.css';
import { StrictMode } from 'react';
import { createRoot, hydrateRoot } from 'react-dom/client';
import { App } from '@/app/App';
import { followLinks } from '@/lib/links';
import { retryWhenOnline } from '@/lib/resources';
import { plantSeed } from '@/lib/seed';
import { followHistory } from '@/lib/visit';

followHistory();
followLinks();
retryWhenOnline();

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
const app = (
  <StrictMode>
    <App />
  </StrictMode>
);
if (plantSeed()) hydrateRoot(root, app);
else createRoot(root).render(app);
