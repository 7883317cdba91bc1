import { randomUUID } from 'node:crypto';
import { type DocumentFile, Documents } from './documents.ts';

export interface SecretVersion {
  name: string;
  version: string;
  value: string;
  enabled: boolean;
  /** Seconds since 1970. */
  created: number;
  /** When it ends, in seconds. */
  exp?: number;
  /** Order in which they were made. */
  n: number;
  /** When it was deleted, in seconds; it can be recovered until it is purged. */
  deleted?: number;
}

/** Secrets with their versions and their bin. Names do not tell upper from lower case. */
export class SecretVersions {
  readonly #versions: Documents<SecretVersion>;

  constructor(file: DocumentFile) {
    this.#versions = new Documents<SecretVersion>(file, 'versions');
  }

  get isEmpty(): boolean {
    return this.#versions.size === 0;
  }

  add(name: string, value: string, enabled = true, exp?: number): SecretVersion {
    const known = this.of(name)[0];
    const n = Math.max(-1, ...[...this.#versions.values()].map((one) => one.n)) + 1;
    const version = randomUUID().replaceAll('-', '');
    const made = { name: known?.name ?? name, version, value, enabled, created: seconds(), exp, n };
    this.#versions.put(keyOf(made), made);
    return made;
  }

  /** Newest first. */
  of(name: string): SecretVersion[] {
    return this.#all((one) => one.deleted === undefined && isNamed(one, name));
  }

  find(name: string, version: string | undefined): SecretVersion | undefined {
    return this.of(name).find((one) => !version || one.version === version);
  }

  /** The newest version of every secret. */
  newest(): SecretVersion[] {
    return newestOfEach(this.#all((one) => one.deleted === undefined));
  }

  enable(found: SecretVersion, enabled: boolean): void {
    found.enabled = enabled;
    this.#versions.put(keyOf(found), found);
  }

  binned(): SecretVersion[] {
    return newestOfEach(this.#all((one) => one.deleted !== undefined));
  }

  inBin(name: string): SecretVersion | undefined {
    return this.binned().find((one) => isNamed(one, name));
  }

  delete(name: string): void {
    const now = seconds();
    for (const one of this.of(name)) this.#versions.put(keyOf(one), Object.assign(one, { deleted: now }));
  }

  recover(name: string): void {
    for (const one of this.#binnedVersions(name)) this.#versions.put(keyOf(one), Object.assign(one, { deleted: undefined }));
  }

  purge(name: string): void {
    for (const one of this.#binnedVersions(name)) this.#versions.delete(keyOf(one));
  }

  clear(): void {
    this.#versions.clear();
  }

  #binnedVersions(name: string): SecretVersion[] {
    return this.#all((one) => one.deleted !== undefined && isNamed(one, name));
  }

  #all(wanted: (one: SecretVersion) => boolean): SecretVersion[] {
    return [...this.#versions.values()].filter(wanted).sort((a, b) => b.n - a.n);
  }
}

const keyOf = ({ name, version }: SecretVersion) => `${name.toLowerCase()}/${version}`;
const isNamed = (one: SecretVersion, name: string) => one.name.toLowerCase() === name.toLowerCase();
const seconds = () => Math.floor(Date.now() / 1000);

function newestOfEach(newestFirst: SecretVersion[]): SecretVersion[] {
  return [...Map.groupBy(newestFirst, (one) => one.name.toLowerCase()).values()].flatMap(([first]) => first ?? []);
}
