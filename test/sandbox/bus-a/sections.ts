/** The sections of an encoded AMQP message, cut without decoding them: what is passed on stays as it was, byte by byte. */

export const sectionCodes = {
  header: 0x70,
  deliveryAnnotations: 0x71,
  messageAnnotations: 0x72,
  properties: 0x73,
  applicationProperties: 0x74,
} as const;

export interface Section {
  code: number;
  bytes: Buffer;
}

/** Bytes that a value takes after its constructor, by the constructor's upper half; undefined = a size field says it. */
const fixedWidths: Record<number, number> = { 4: 0, 5: 1, 6: 2, 7: 4, 8: 8, 9: 16 };

export function cutSections(message: Buffer): Section[] {
  const sections: Section[] = [];
  let at = 0;
  while (at < message.length) {
    const begin = at;
    if (message[at] !== 0) throw new Error('an AMQP section begins with a descriptor');
    const descriptor = at + 1;
    const code = message[descriptor] === 0x53 ? (message[descriptor + 1] as number) : Number(message.readBigUInt64BE(descriptor + 1));
    at = endOfValue(message, endOfValue(message, descriptor));
    sections.push({ code, bytes: message.subarray(begin, at) });
  }
  return sections;
}

function endOfValue(bytes: Buffer, at: number): number {
  const half = (bytes[at] as number) >> 4;
  const fixed = fixedWidths[half];
  if (fixed !== undefined) return at + 1 + fixed;
  const wide = half % 2 === 1;
  return at + 1 + (wide ? 4 + bytes.readUInt32BE(at + 1) : 1 + (bytes[at + 1] as number));
}

/** Everything but header and annotations, which the broker writes anew at each delivery. */
export const passedOn = (message: Buffer): Buffer => {
  const replaced: readonly number[] = [sectionCodes.header, sectionCodes.deliveryAnnotations, sectionCodes.messageAnnotations];
  return Buffer.concat(
    cutSections(message)
      .filter(({ code }) => !replaced.includes(code))
      .map(({ bytes }) => bytes),
  );
};

/** The encoded messages inside a batch: one data section each. */
export function cutBatch(batch: Buffer): Buffer[] {
  return cutSections(batch)
    .filter(({ code }) => code === 0x75)
    .map(({ bytes }) => {
      const at = bytes[1] === 0x53 ? 3 : 10;
      return bytes[at] === 0xa0 ? bytes.subarray(at + 2) : bytes.subarray(at + 5);
    });
}
