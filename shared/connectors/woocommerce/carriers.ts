/**
 * The carriers that the "Shipment Tracking" plug-ins know, as they write them: for these the shop makes the link itself. By the country
 * that a parcel goes to, because the same carrier has another page in each.
 */
const byCountry: Record<string, Record<string, string>> = {
  AT: { dhl: 'dhl-at', dpd: 'dpd-at', post: 'post-at' },
  AU: { australiapost: 'australia-post' },
  CA: { canadapost: 'canada-post' },
  CZ: { dhl: 'dhl-cz', dpd: 'dpd-cz' },
  DE: { deutschepostdhl: 'deutsche-post-dhl', dhl: 'deutsche-post-dhl', dhlpaket: 'deutsche-post-dhl', dpd: 'dpd-de', ups: 'ups-germany' },
  FR: { colissimo: 'colissimo' },
  GB: { dpd: 'dpd-co-uk', parcelforce: 'parcelforce', royalmail: 'royal-mail' },
  IE: { dpd: 'dpd-ie' },
  NL: { dpd: 'dpd-nl', postnl: 'postnl' },
  RO: { dpd: 'dpd-romania' },
  SE: { dhl: 'dhl-se', postnord: 'postnord-sverige-ab', ups: 'ups-se' },
  US: { dhl: 'dhl-us', ontrac: 'ontrac', usps: 'usps' },
};
/** One page for parcels to everywhere. */
const everywhere: Record<string, string> = { fedex: 'fedex', ups: 'ups' };

const known = new Set([...Object.values(everywhere), ...Object.values(byCountry).flatMap((names) => Object.values(names))]);

/** The plug-in's name of a carrier, or undefined when it has none. `country` is ISO 3166, two letters. */
export function providerOf(carrier: string, country: string): string | undefined {
  const asWritten = carrier
    .trim()
    .toLowerCase()
    .replace(/[ ._]+/g, '-');
  const bare = asWritten.replace(/[^a-z0-9]/g, '');
  return named(named(byCountry, country) ?? {}, bare) ?? (known.has(asWritten) ? asWritten : named(everywhere, bare));
}

const named = <Value>(table: Record<string, Value>, name: string): Value | undefined =>
  Object.hasOwn(table, name) ? table[name] : undefined;
