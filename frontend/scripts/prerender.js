/**
 * prerender.js DIST API SITE MOST SECONDS: writes DIST/<path>/index.html for every address of the API's
 * sitemap. The first MOST of them, or as many as SECONDS suffice for, have the page's head and content in
 * it; the others are the plain page, so that Amplify finds a file at every known address.
 *
 * DIST may have been rendered before: then a page is rendered again only if the API's response, or the
 * layout, has another ETag, and what has left the sitemap is removed.
 *
 * All pages are rendered before the first is written.
 */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const [dist, api, site, most, seconds] = process.argv.slice(2);
process.env.VITE_API_BASE_URL = api; // as the site itself was built

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const RESPONSE_TIMEOUT_MS = 10_000;
const AT_ONCE = 4;
const PLACEHOLDER = 'content-of-root';
const PRELOADS = /^(?:<link rel="preload"[^>]*>)+/;
const SUSPENDED = '<!--$-->'; // something that is loaded when needed is in the page

const RENDERED = '.vite/prerendered.json'; // by path, the ETag of what was rendered; empty for the plain page

/** The response; one with status 304 where the ETag is the one that is known. */
async function fetchOk(address, known = '') {
  const headers = known ? { 'If-None-Match': known } : {};
  const signal = AbortSignal.timeout(RESPONSE_TIMEOUT_MS);
  const response = await fetch(address, { headers, signal });
  if (!response.ok && response.status !== 304) {
    throw Object.assign(new Error(`${address} returned ${response.status}`), {
      status: response.status,
    });
  }
  return response;
}

/** What an earlier run wrote into DIST. */
async function renderedBefore() {
  try {
    return JSON.parse(await readFile(join(dist, RENDERED), 'utf8'));
  } catch {
    return { layout: '', pages: {} };
  }
}

const fileOf = (path) => join(dist, path, 'index.html');

async function pagesOfSitemap() {
  const sitemap = await (await fetchOk(new URL('/sitemap.xml', api))).text();
  const addresses = [...sitemap.matchAll(/<loc>([^<]+)<\/loc>/g)].map(([, address]) => address);
  const paths = addresses.map((address) => decodeURIComponent(new URL(address, site).pathname));
  return paths.filter((path) => !path.split('/').includes('..'));
}

async function loadApplication() {
  const { build } = await import('vite');
  const outDir = await mkdtemp(join(ROOT, 'node_modules', '.prerender-'));
  await build({
    root: ROOT,
    logLevel: 'error',
    build: { ssr: 'src/app/prerender.tsx', outDir, copyPublicDir: false },
  });
  const application = await import(join(outDir, 'prerender.js'));
  return { application, forget: () => rm(outDir, { recursive: true, force: true }) };
}

/** The built index.html as a document, which the application finds around itself. */
async function openDocument() {
  const { JSDOM } = await import('jsdom');
  const dom = new JSDOM(await readFile(join(dist, 'shell.html'), 'utf8'), { url: `${site}/` });
  const { document, location, navigator, sessionStorage } = dom.window;
  const globals = { window: dom.window, document, location, navigator, sessionStorage };
  for (const [name, value] of Object.entries(globals)) {
    Object.defineProperty(globalThis, name, { value, configurable: true });
  }
  document.getElementById('root').textContent = PLACEHOLDER;
  const seed = document.createElement('script');
  seed.type = 'application/json';
  seed.id = 'seed';
  document.body.append(seed);
  return { dom, seed };
}

async function stylesheetsOfParts() {
  const manifest = JSON.parse(await readFile(join(dist, '.vite', 'manifest.json'), 'utf8'));
  const parts = Object.values(manifest).filter((chunk) => chunk.isDynamicEntry);
  const files = new Set(parts.flatMap((chunk) => chunk.css ?? []));
  return [...files].map((file) => `<link rel="stylesheet" crossorigin href="/${file}">`).join('');
}

function documentOf(dom, html, partStyles) {
  const [preloads = ''] = html.match(PRELOADS) ?? [];
  const content = html.slice(preloads.length);
  const head = preloads + (content.includes(SUSPENDED) ? partStyles : '');
  return dom
    .serialize()
    .replace('</head>', () => `${head}</head>`)
    .replace(PLACEHOLDER, () => content);
}

/** By path: the new document, or nothing where the one that is there is still right; and its ETag. */
async function renderAll() {
  const before = await renderedBefore();
  const paths = await pagesOfSitemap();
  const { dom, seed } = await openDocument();
  const { application, forget } = await loadApplication();
  try {
    const layoutResponse = await fetchOk(new URL(application.layoutUrl(), api));
    const layout = await layoutResponse.json();
    const layoutTag = layoutResponse.headers.get('ETag') ?? '';
    const same = layoutTag !== '' && layoutTag === before.layout;
    const known = (path) => (same && before.pages[path]) || '';
    const partStyles = await stylesheetsOfParts();
    const pages = new Map();
    const gone = new Set();
    const faults = [];
    const taken = paths.slice(0, Number(most));
    const until = Date.now() + Number(seconds) * 1000;
    let left = paths.length;
    for (let first = 0; first < taken.length && Date.now() < until; first += AT_ONCE) {
      const wanted = taken.slice(first, first + AT_ONCE);
      left -= wanted.length;
      const responses = await Promise.allSettled(
        wanted.map((path) => fetchOk(new URL(application.pageUrl(path), api), known(path))),
      );
      for (const [index, { value: response, reason }] of responses.entries()) {
        const path = wanted[index];
        try {
          if (reason) throw reason;
          if (response.status === 304) {
            pages.set(path, { tag: known(path) });
            continue;
          }
          const page = await response.json();
          if (page.type !== 'page') continue;
          const html = await application.render(layout, page);
          seed.textContent = application.seedOf(layout, page);
          const tag = response.headers.get('ETag') ?? '';
          pages.set(page.path, { tag, html: documentOf(dom, html, partStyles) });
        } catch (fault) {
          if (fault.status === 404) gone.add(path); // withdrawn since the sitemap was read
          faults.push(`${path} (${fault.message})`);
        }
      }
    }
    return {
      before,
      layoutTag,
      paths: paths.filter((path) => !gone.has(path)),
      pages,
      faults,
      left,
    };
  } finally {
    await forget();
  }
}

/** Writes what is new, removes what is gone; every address has a file afterwards. */
async function writeAll({ before, layoutTag, paths, pages }) {
  const shell = await readFile(join(dist, 'shell.html'), 'utf8');
  const written = {};
  for (const path of new Set([...paths, ...pages.keys()])) {
    const page = pages.get(path);
    written[path] = page?.tag ?? '';
    const html = page ? page.html : path in before.pages || path === '/' ? undefined : shell;
    if (html === undefined) continue;
    await mkdir(dirname(fileOf(path)), { recursive: true });
    await writeFile(fileOf(path), html);
  }
  const removed = Object.keys(before.pages).filter((path) => !(path in written) && path !== '/');
  for (const path of removed) await rm(fileOf(path), { force: true });
  await mkdir(dirname(join(dist, RENDERED)), { recursive: true });
  await writeFile(join(dist, RENDERED), JSON.stringify({ layout: layoutTag, pages: written }));
  return removed.length;
}

try {
  const result = await renderAll();
  const removed = await writeAll(result);
  const { pages, faults, left } = result;
  const again = [...pages.values()].filter((page) => page.html !== undefined).length;
  console.log(`${again} pages pre-rendered`);
  if (pages.size > again) console.log(`${pages.size - again} unchanged`);
  if (removed) console.log(`${removed} removed`);
  if (faults.length) console.log(`left to the browser: ${faults.join(', ')}`);
  if (left) console.log(`left to the browser: the last ${left} addresses of the sitemap`);
} catch (fault) {
  console.log(fault.cause?.code ? `${fault.message}: ${fault.cause.code}` : fault.message);
  process.exitCode = 1;
}
process.exit();
