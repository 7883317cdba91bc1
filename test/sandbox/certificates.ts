import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generate } from 'selfsigned';

export interface Certificate {
  key: string;
  cert: string;
  keyFile: string;
  /** For `NODE_EXTRA_CA_CERTS`. */
  certFile: string;
}

const oneDayMs = 86_400_000;

/** A certificate for 127.0.0.1 that is its own authority; kept in the data folder so that a restarted environment is trusted as before. */
export async function certificateIn(folder: string | undefined): Promise<Certificate> {
  const place = folder ?? passingFolder();
  mkdirSync(place, { recursive: true });
  const [keyFile, certFile] = [join(place, 'local-key.pem'), join(place, 'local-cert.pem')];
  if (!existsSync(keyFile) || !existsSync(certFile)) {
    const made = await generate([{ name: 'commonName', value: 'localhost' }], {
      keySize: 2048,
      algorithm: 'sha256',
      notBeforeDate: new Date(Date.now() - oneDayMs),
      notAfterDate: new Date(Date.now() + 800 * oneDayMs),
      extensions: [
        { name: 'basicConstraints', cA: true },
        {
          name: 'subjectAltName',
          altNames: [
            { type: 7, ip: '127.0.0.1' },
            { type: 2, value: 'localhost' },
          ],
        },
      ],
    });
    writeFileSync(keyFile, made.private, { mode: 0o600 });
    writeFileSync(certFile, made.cert);
  }
  return { key: readFileSync(keyFile, 'utf8'), cert: readFileSync(certFile, 'utf8'), keyFile, certFile };
}

function passingFolder(): string {
  const place = mkdtempSync(join(tmpdir(), 'companion-tls-'));
  process.once('exit', () => rmSync(place, { recursive: true, force: true }));
  return place;
}
