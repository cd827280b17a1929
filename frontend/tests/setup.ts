import '@testing-library/jest-dom/vitest';
import { cleanup } from '@testing-library/react';
import { afterAll, afterEach, beforeAll, beforeEach, expect, vi } from 'vitest';
import { api } from './api.ts';
import { forgetSite } from './site.tsx';

// jsdom knows neither layout nor modal dialogs: https://github.com/jsdom/jsdom/issues/3294
HTMLDialogElement.prototype.showModal = function showModal() {
  this.setAttribute('open', '');
  this.querySelector('button')?.focus();
};
HTMLDialogElement.prototype.close = function close() {
  this.removeAttribute('open');
};
Element.prototype.scrollIntoView = () => undefined;
window.matchMedia = (media) =>
  Object.assign(new EventTarget(), { media, matches: false }) as MediaQueryList;

const complaints: unknown[][] = [];

beforeAll(() => api.listen({ onUnhandledRequest: 'error' }));

beforeEach(() => {
  window.history.replaceState(null, '', '/');
  forgetSite();
  delete window.earlyResponses;
  vi.spyOn(window, 'scrollTo').mockImplementation(() => undefined);
  // A warning is a failure, unless a test expects it and silences it.
  vi.spyOn(console, 'error').mockImplementation((...message) => complaints.push(message));
});

afterEach(() => {
  cleanup();
  vi.useRealTimers();
  vi.unstubAllGlobals();
  api.resetHandlers();
  expect(complaints.splice(0)).toEqual([]);
});

afterAll(() => api.close());
