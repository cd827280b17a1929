interface Window {
  /** Requests the inline script of index.html has already started, by address. */
  earlyResponses?: Map<string, Promise<Response>>;
}
