/** Carriers that both shops know, with numbers as they print them. */
const carriers: Record<string, () => string> = {
  UPS: () => `1Z999AA1${digits(10)}`,
  FedEx: () => `7${digits(11)}`,
  USPS: () => `9400${digits(18)}`,
  DHL: () => `00340434${digits(12)}`,
};

export const carrierNames: readonly string[] = Object.keys(carriers);

/** The carrier that a legal entity usually ships with. */
export const usualCarrier = (company: string): string => (company === 'demf' ? 'DHL' : 'UPS');

/** A tracking number that looks like one of this carrier's. */
export const trackingNumberOf = (carrier: string): string => carriers[carrier]?.() ?? digits(12);

function digits(count: number): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(count)), (byte) => byte % 10).join('');
}
