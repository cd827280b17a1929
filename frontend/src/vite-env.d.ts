interface ImportMetaEnv {
  readonly VITE_API_BASE_URL?: string;
}

interface Window {
  /** Requests the inline script of index.html has already started, by address. */
  earlyResponses?: Map<string, Promise<Response>>;
}
