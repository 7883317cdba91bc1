import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { buildSchema, parse, validate } from 'graphql';
import { describe, expect, it } from 'vitest';
import * as catalogue from '../../shared/connectors/shopify/operations-catalogue.ts';
import * as publish from '../../shared/connectors/shopify/operations-publish.ts';
import { schema as ours } from '../sandbox/channels/shopify/admin-api.ts';

const contracts = new URL('../../../shared/contracts/shopify/', import.meta.url);
const documents = Object.entries({ ...publish, ...catalogue });

describe('what we send to Shopify', () => {
  it.each(documents)('%s is taken by the local shop', (_name, document) => {
    expect(validate(ours, parse(document)).map(({ message }) => message)).toEqual([]);
  });

  describe.skipIf(!existsSync(contracts)).each(['2026-07', '2026-10'])('in API version %s', (version) => {
    const file = new URL(`schema/admin_${version}.graphql.gz`, contracts);
    const vendor = existsSync(file) ? buildSchema(gunzipSync(readFileSync(file)).toString('utf8'), { assumeValid: true }) : undefined;
    it.each(documents)('%s is what Shopify publishes', (_name, document) => {
      expect(vendor && validate(vendor, parse(document)).map(({ message }) => message)).toEqual([]);
    });
  });
});
