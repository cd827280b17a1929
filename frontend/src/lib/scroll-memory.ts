const STORAGE_KEY = 'scroll';

/** In sessionStorage so that a reload, too, returns to where the visitor was. */
export function rememberScroll(visitKey: string): void {
  const positions = { ...readPositions(), [visitKey]: Math.round(window.scrollY) };
  try {
    sessionStorage.setItem(STORAGE_KEY, JSON.stringify(positions));
  } catch {
    // Storage may be full or forbidden; the visitor then starts at the top.
  }
}

export function rememberedScroll(visitKey: string): number | undefined {
  return readPositions()[visitKey];
}

function readPositions(): Record<string, number> {
  try {
    return JSON.parse(sessionStorage.getItem(STORAGE_KEY) ?? '{}') as Record<string, number>;
  } catch {
    return {};
  }
}
