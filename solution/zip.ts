import { crc32, deflateRawSync } from 'node:zlib';

export interface ZipEntry {
  /** Path inside the archive, with forward slashes. */
  name: string;
  content: string | Buffer;
}

const localHeader = 0x04034b50;
const centralHeader = 0x02014b50;
const endOfDirectory = 0x06054b50;
const version = 20;
const deflated = 8;
/** 1 January 2020, midnight: a fixed date, so that the same solution makes the same bytes everywhere. */
const dosDate = ((2020 - 1980) << 9) | (1 << 5) | 1;

interface Placed {
  name: Buffer;
  /** Version, flags, method, time, date, checksum, sizes and lengths: the same in both headers. */
  fields: Buffer;
  offset: number;
}

/** The entries as a zip archive of the plain kind that an import takes: deflated, no folders, no extensions of the format. */
export function zip(entries: readonly ZipEntry[]): Buffer {
  const chunks: Buffer[] = [];
  const placed: Placed[] = [];
  let offset = 0;
  const write = (...buffers: Buffer[]) => {
    for (const buffer of buffers) {
      chunks.push(buffer);
      offset += buffer.length;
    }
  };
  for (const { name, content } of entries) {
    const [raw, path] = [Buffer.from(content), asciiName(name)];
    const packed = deflateRawSync(raw, { level: 9 });
    const fields = sharedFields(path, raw, packed);
    placed.push({ name: path, fields, offset });
    write(uint32(localHeader), fields, path, packed);
  }
  const start = offset;
  // Version made by; then the shared fields; no comment, first disk, no attributes.
  for (const one of placed)
    write(uint32(centralHeader), uint16(version), one.fields, Buffer.alloc(2 + 2 + 2 + 4), uint32(one.offset), one.name);
  const count = uint16(placed.length);
  write(uint32(endOfDirectory), Buffer.alloc(4), count, count, uint32(offset - start), uint32(start), uint16(0));
  return Buffer.concat(chunks);
}

function sharedFields(name: Buffer, raw: Buffer, packed: Buffer): Buffer {
  return Buffer.concat([
    uint16(version),
    uint16(0),
    uint16(deflated),
    uint16(0),
    uint16(dosDate),
    uint32(crc32(raw)),
    uint32(packed.length),
    uint32(raw.length),
    uint16(name.length),
    uint16(0),
  ]);
}

/** Other names would need a flag that the importer is not known to read. */
function asciiName(name: string): Buffer {
  if (!/^[\x20-\x7e]+$/.test(name) || name.includes('\\')) throw new Error(`"${name}" cannot be a name in the archive.`);
  return Buffer.from(name, 'ascii');
}

function uint16(value: number): Buffer {
  const buffer = Buffer.alloc(2);
  buffer.writeUInt16LE(value);
  return buffer;
}

function uint32(value: number): Buffer {
  const buffer = Buffer.alloc(4);
  buffer.writeUInt32LE(value);
  return buffer;
}
