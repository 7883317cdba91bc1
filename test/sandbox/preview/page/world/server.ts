/** Asks the preview's server. @throws Error with the server's own sentence */
export async function ask<T>(method: 'GET' | 'POST' | 'DELETE', path: string, body?: Record<string, unknown>): Promise<T> {
  const answer = await fetch(path, {
    method,
    headers: body ? { 'content-type': 'application/json' } : {},
    body: body && JSON.stringify(body),
  }).catch(() => {
    throw new Error('The local environment does not answer. If it was stopped, start it again with npm start.');
  });
  const value = (await answer.json()) as T & { error?: string };
  if (!answer.ok) throw new Error(value.error ?? `The preview answered ${answer.status}.`);
  return value;
}
