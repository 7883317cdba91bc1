import { gid } from './views.ts';

/** A place that holds stock. The last belongs to a fulfilment service: what is assigned to it is nobody else's to ship. */
export interface ShopLocation {
  id: string;
  name: string;
  address1: string;
  city: string;
  province: string;
  provinceCode: string;
  zip: string;
  service?: { id: string; name: string; handle: string };
}

export const mainLocation = '61000000001';
export const secondLocation = '61000000002';
export const serviceLocation = '61000000003';

export const locations: readonly ShopLocation[] = [
  {
    id: mainLocation,
    name: 'Main distribution',
    address1: '1 Harbor Way',
    city: 'Tacoma',
    province: 'Washington',
    provinceCode: 'WA',
    zip: '98402',
  },
  {
    id: secondLocation,
    name: 'Home speakers',
    address1: '20 Music Row',
    city: 'Austin',
    province: 'Texas',
    provinceCode: 'TX',
    zip: '78701',
  },
  {
    id: serviceLocation,
    name: 'Parcel Partner',
    address1: '300 Depot Road',
    city: 'Reno',
    province: 'Nevada',
    provinceCode: 'NV',
    zip: '89502',
    service: { id: '62000000001', name: 'Parcel Partner', handle: 'parcel-partner' },
  },
];

export const findLocation = (id: string | undefined): ShopLocation | undefined => locations.find((one) => one.id === id);

export const isThirdParty = (id: string): boolean => Boolean(findLocation(id)?.service);

const openedAt = '2026-01-05T08:00:00Z';

/** `Location` but for what it holds, which is the inventory's to say. */
export function locationView(location: ShopLocation): Record<string, unknown> {
  const { id, name, service } = location;
  const { address1, city, province, provinceCode, zip } = location;
  return {
    __typename: 'Location',
    id: gid('Location', id),
    legacyResourceId: id,
    name,
    isActive: true,
    isFulfillmentService: Boolean(service),
    fulfillsOnlineOrders: true,
    shipsInventory: true,
    hasActiveInventory: !service,
    hasUnfulfilledOrders: false,
    createdAt: openedAt,
    updatedAt: openedAt,
    deactivatedAt: null,
    addressVerified: true,
    address: {
      address1,
      city,
      province,
      provinceCode,
      zip,
      country: 'United States',
      countryCode: 'US',
      formatted: [address1, `${city} ${provinceCode} ${zip}`, 'United States'],
    },
    fulfillmentService: service ? () => serviceView(location) : null,
  };
}

const serviceView = (location: ShopLocation) => ({
  id: gid('FulfillmentService', location.service?.id),
  handle: location.service?.handle,
  serviceName: location.service?.name,
  inventoryManagement: false,
  requiresShippingMethod: false,
  trackingSupport: true,
  type: 'THIRD_PARTY',
  callbackUrl: null,
  location: () => locationView(location),
});

/** As a fulfilment order repeats it. */
export const assignedLocationView = (id: string) => {
  const location = findLocation(id);
  return {
    address1: location?.address1 ?? null,
    address2: null,
    city: location?.city ?? null,
    province: location?.provinceCode ?? null,
    zip: location?.zip ?? null,
    phone: null,
    countryCode: 'US',
    name: location?.name ?? '',
    location: location ? () => locationView(location) : null,
  };
};
