import { createHmac, timingSafeEqual } from 'node:crypto';

/** Base64 HMAC-SHA256 over raw bytes: how Shopify and WooCommerce sign. Simulators sign with this, so signing and checking cannot part. */
export const signBase64 = (body: Uint8Array, secret: string): string => createHmac('sha256', secret).update(body).digest('base64');

/** Whether one of the secrets made this signature. Every secret is tried, so the time taken says nothing. */
export function signatureFits(body: Uint8Array, signature: string | undefined, secrets: readonly string[]): boolean {
  const given = Buffer.from(signature ?? '', 'utf8');
  let fits = false;
  for (const secret of secrets) {
    const wanted = Buffer.from(signBase64(body, secret), 'utf8');
    const same = given.length === wanted.length && timingSafeEqual(given, wanted);
    fits = fits || same;
  }
  return fits;
}
