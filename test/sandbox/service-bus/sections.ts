/** The sections of an encoded AMQP message and the entries of their maps, cut without decoding: what is passed on stays as it was. */

export const sectionCodes = {
  header: 0x70,
  deliveryAnnotations: 0x71,
  messageAnnotations: 0x72,
  properties: 0x73,
  applicationProperties: 0x74,
  body: 0x75,
} as const;

export interface Section {
  code: number;
  bytes: Buffer;
}

export interface MapEntry {
  key: string;
  /** Key and value as they were encoded. */
  bytes: Buffer;
}

/** Bytes that a value takes after its constructor, by the constructor's upper half; undefined = a size field says it. */
const fixedWidths: Record<number, number> = { 4: 0, 5: 1, 6: 2, 7: 4, 8: 8, 9: 16 };

/** @throws Error when the bytes are no AMQP message. */
export function cutSections(message: Buffer): Section[] {
  const sections: Section[] = [];
  let at = 0;
  while (at < message.length) {
    const begin = at;
    if (message[at] !== 0) throw new Error('An AMQP section begins with a descriptor.');
    const code = message[at + 1] === 0x53 ? message.readUInt8(at + 2) : Number(message.readBigUInt64BE(at + 2));
    at = endOfValue(message, endOfValue(message, at + 1));
    if (at > message.length) throw new Error('An AMQP section ends after the message.');
    sections.push({ code, bytes: message.subarray(begin, at) });
  }
  return sections;
}

function endOfValue(bytes: Buffer, at: number): number {
  const format = bytes.readUInt8(at);
  const fixed = fixedWidths[format >> 4];
  if (fixed !== undefined) return at + 1 + fixed;
  const wide = (format >> 4) % 2 === 1;
  return at + 1 + (wide ? 4 + bytes.readUInt32BE(at + 1) : 1 + bytes.readUInt8(at + 1));
}

const contentOf = ({ bytes }: Section): Buffer => bytes.subarray(endOfValue(bytes, 1));

/** The encoded messages inside a batch: one data section each. */
export function cutBatch(batch: Buffer): Buffer[] {
  return cutSections(batch)
    .filter(({ code }) => code === sectionCodes.body)
    .map((section) => {
      const binary = contentOf(section);
      return binary[0] === 0xa0 ? binary.subarray(2) : binary.subarray(5);
    });
}

/** The elements of an encoded list or map: where they begin, how many they are. */
function elementsOf(value: Buffer): { elements: Buffer; count: number } {
  if (value[0] === 0x45) return { elements: Buffer.alloc(0), count: 0 };
  const wide = value[0] === 0xd0 || value[0] === 0xd1;
  return wide ? { elements: value.subarray(9), count: value.readUInt32BE(5) } : { elements: value.subarray(3), count: value.readUInt8(2) };
}

export function cutEntries(section: Section | undefined): MapEntry[] {
  if (!section) return [];
  const { elements, count } = elementsOf(contentOf(section));
  const entries: MapEntry[] = [];
  let at = 0;
  for (let index = 0; index < count / 2; index += 1) {
    const endOfKey = endOfValue(elements, at);
    const textAt = at + (elements.readUInt8(at) >> 4 === 0xa ? 2 : 5);
    const end = endOfValue(elements, endOfKey);
    entries.push({ key: elements.toString('utf8', textAt, endOfKey), bytes: elements.subarray(at, end) });
    at = end;
  }
  return entries;
}

/** A map section of these entries; a later entry replaces an earlier one of the same key. */
export function mapSection(code: number, entries: readonly MapEntry[]): Buffer {
  const byKey = new Map(entries.map(({ key, bytes }) => [key, bytes]));
  return compound(code, 0xd1, [...byKey.values()], byKey.size * 2);
}

function compound(code: number, format: number, parts: readonly Buffer[], count: number): Buffer {
  const head = Buffer.alloc(12);
  head.set([0x00, 0x53, code, format]);
  head.writeUInt32BE(4 + parts.reduce((sum, { length }) => sum + length, 0), 4);
  head.writeUInt32BE(count, 8);
  return Buffer.concat([head, ...parts]);
}

/** The message with this id in its properties, everything else untouched. */
export function withMessageId(sections: readonly Section[], messageId: string): Buffer {
  const text = Buffer.from(messageId);
  const id = Buffer.concat([Buffer.from([0xa1, text.length]), text]);
  const before = sections.filter(({ code }) => code < sectionCodes.properties);
  const after = sections.filter(({ code }) => code > sectionCodes.properties);
  const properties = sections.find(({ code }) => code === sectionCodes.properties);
  const { elements, count } = properties ? elementsOf(contentOf(properties)) : { elements: Buffer.alloc(0), count: 0 };
  const rest = count === 0 ? elements : elements.subarray(endOfValue(elements, 0));
  const replaced = compound(sectionCodes.properties, 0xd0, [id, rest], Math.max(1, count));
  return Buffer.concat([...before.map(({ bytes }) => bytes), replaced, ...after.map(({ bytes }) => bytes)]);
}
