import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maskEmail, maskName, maskPersonal } from '../../shared/core/mask.ts';
import { aLine, anOrder } from '../builders.ts';

describe('masking', () => {
  it('leaves first letters of names, the domain of addresses, the beginning of the rest', () => {
    const order = anOrder({
      buyer: { email: 'ada@example.com', firstName: 'Ada', lastName: 'Byron', phone: '+44 20 1234', taxNumber: 'GB123456789' },
      note: 'Please ring twice',
      extensions: { customer_ip_address: '203.0.113.7', delivery_time: 'morning', gift_message: 'Dear Ada' },
    });
    const seen = maskPersonal(order);
    expect(seen.buyer).toMatchObject({ email: 'a…@example.com', firstName: 'A…', lastName: 'B…', phone: '+44…', taxNumber: 'GB…' });
    expect(seen.shippingAddress).toMatchObject({ street: ['1…'], city: 'Redmond', postalCode: '98…', country: 'US', region: 'WA' });
    expect(seen.note).toBe('P…');
    expect(seen.extensions).toEqual({ customer_ip_address: '20…', delivery_time: 'morning', gift_message: 'D…' });
    expect(seen).toMatchObject({ number: '#1001', total: '10', lines: [{ sku: 'D0001', title: 'Mid-range speaker' }] });
  });

  it('masks what a buyer is called in every other text, but no part of another word and no code', () => {
    const { lines } = maskPersonal(anOrder({ lines: [aLine({ title: 'Mug for ADA BYRON, not Adamant', sku: 'ADA' })] }));
    expect(lines[0]).toMatchObject({ title: 'Mug for A… B…, not Adamant', sku: 'ADA' });
  });

  it('looks into what a buyer filled in as name and value', () => {
    const seen = maskPersonal(
      anOrder({
        extensions: {
          fields: [
            { name: 'Contact phone', value: '555 0101' },
            { name: 'Colour', value: 'red' },
          ],
        },
      }),
    );
    expect(seen.extensions).toEqual({
      fields: [
        { name: 'Contact phone', value: '555…' },
        { name: 'Colour', value: 'red' },
      ],
    });
  });

  it('finds what plug-ins call it', () => {
    const extensions = {
      giftRecipientName: 'Grace Hopper',
      pickup_address: '5 Side Street, Bonn',
      customerNote: 'Back door',
      browserIp: '203.0.113.7',
      fields: [{ key: 'Your name', value: 'Grace Hopper' }],
    };
    expect(maskPersonal(anOrder({ extensions })).extensions).toEqual({
      giftRecipientName: 'G… H…',
      pickup_address: '5…',
      customerNote: 'B…',
      browserIp: '20…',
      fields: [{ key: 'Your name', value: 'G… H…' }],
    });
  });

  it('is kind to the shop, the item and the product of a rule source', () => {
    const given = {
      store: { name: 'Ada', policies: { note: 'x y' } },
      order: anOrder(),
      product: { name: 'Ada lamp', description: 'Light' },
    };
    const seen = maskPersonal(given);
    expect(seen.store).toEqual(given.store);
    expect(seen.product).toEqual(given.product);
    expect(seen.order.buyer?.firstName).toBe('A…');
  });

  it('shows no whole personal value, whatever it is, and keeps the shape', () => {
    // Letters that nothing else in an order has, and longer than what stays of any value: a find is no coincidence.
    const secret = fc.stringMatching(/^[ΩЖ仮ÐQ]{5,12}( [ΩЖ仮ÐQ]{5,12})?$/u);
    fc.assert(
      fc.property(
        fc.record({
          firstName: secret,
          lastName: secret,
          street: secret,
          postalCode: secret,
          phone: secret,
          note: secret,
          taxNumber: secret,
        }),
        (who) => {
          const order = anOrder({
            note: who.note,
            buyer: {
              firstName: who.firstName,
              lastName: who.lastName,
              phone: who.phone,
              taxNumber: who.taxNumber,
              email: `${who.lastName.replaceAll(' ', '')}@example.com`,
            },
            shippingAddress: { firstName: who.firstName, lastName: who.lastName, street: [who.street], postalCode: who.postalCode },
            tags: [`for ${who.lastName}`],
            extensions: { theme: { label: `to ${who.firstName} ${who.lastName}` } },
          });
          const seen = maskPersonal(order);
          const text = JSON.stringify(seen);
          for (const value of Object.values(who)) expect(text).not.toContain(value);
          expect(Object.keys(seen)).toEqual(Object.keys(order));
          expect(maskPersonal(structuredClone(order))).toEqual(seen);
        },
      ),
    );
  });

  it('takes any text for a name, a street or a note', () => {
    const any = fc.string({ maxLength: 30, unit: 'binary' });
    fc.assert(
      fc.property(any, any, any, (lastName, street, note) => {
        const order = anOrder({
          note,
          buyer: { firstName: 'Anna-Lena', lastName },
          shippingAddress: { lastName, street: [street] },
          tags: [street],
        });
        expect(JSON.stringify(maskPersonal(order))).not.toContain('Anna-Lena');
      }),
    );
    expect(maskPersonal(anOrder({ buyer: { lastName: 'Müller-Lüdenscheidt' }, tags: ['MÜLLER-LÜDENSCHEIDT'] })).tags).toEqual(['M…']);
  });

  it('a name or an address never stays whole', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1, unit: 'grapheme' }).filter((text) => text.trim() !== ''),
        (text) => {
          expect(maskName(text)).not.toBe(text.trim() === '…' ? '' : text);
          expect(maskEmail(`${text}@example.com`)).not.toBe(`${text}@example.com`);
        },
      ),
    );
    expect(maskName('')).toBe('');
  });

  it('does not take minutes over what a plug-in has kept as one long word', () => {
    const begun = performance.now();
    maskPersonal({ extensions: { state: 'a'.repeat(200_000) } });
    expect(performance.now() - begun).toBeLessThan(1000);
  });
});
