/** The browser's page, as far as it decides whether asking makes sense. */
export interface Page {
  hidden(): boolean;
  online(): boolean;
  /** Told when either may have changed. Gives back how to stop. */
  onChange(listener: () => void): () => void;
}

export const browserPage = (): Page => ({
  hidden: () => document.hidden,
  online: () => navigator.onLine,
  onChange(listener) {
    document.addEventListener('visibilitychange', listener);
    window.addEventListener('online', listener);
    window.addEventListener('offline', listener);
    return () => {
      document.removeEventListener('visibilitychange', listener);
      window.removeEventListener('online', listener);
      window.removeEventListener('offline', listener);
    };
  },
});
