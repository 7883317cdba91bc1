import * as z from 'zod';
import { DecimalText, zero } from '../../core/money.ts';

/** The fields we read of the Admin GraphQL API. What Shopify may leave null has a default, so that translation has one case less. */

const text = z
  .string()
  .nullish()
  .transform((value) => value ?? '');

/** The number of `gid://shopify/Order/5678901234567`, as text: it survives exports, keys and people. */
export const numberOf = (gid: string): string => (gid.split('/').at(-1) ?? gid).replace(/\?.*$/, '');
export const gidOf = (type: string, number: string): string => `gid://shopify/${type}/${number}`;

const id = z.string().min(1).transform(numberOf);
const reference = z
  .object({ id })
  .nullish()
  .transform((value) => value?.id);

const money = z.object({ shopMoney: z.object({ amount: DecimalText }) }).transform(({ shopMoney }) => shopMoney.amount);
const optionalMoney = money.nullish().transform((amount) => amount ?? zero);

const Attribute = z.object({ key: z.string(), value: text });
const TaxLine = z.object({ title: text, rate: DecimalText.nullish(), priceSet: money });
export type ShopifyTaxLine = z.output<typeof TaxLine>;

const DiscountAllocation = z
  .object({ allocatedAmountSet: money, discountApplication: z.object({ code: text, title: text }) })
  .transform(({ allocatedAmountSet, discountApplication: { code, title } }) => ({ code, title, amount: allocatedAmountSet }));

export const PageInfo = z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullish() });
const connection = <Node extends z.ZodType>(node: Node) => z.object({ pageInfo: PageInfo, nodes: z.array(node) });

const LineItem = z.object({
  id,
  sku: text,
  title: text,
  variantTitle: text,
  quantity: z.number().int(),
  currentQuantity: z.number().int(),
  isGiftCard: z.boolean(),
  requiresShipping: z.boolean(),
  vendor: text,
  product: reference,
  variant: z.object({ id, barcode: text }).nullish(),
  customAttributes: z.array(Attribute),
  lineItemGroup: z.object({ id, title: text, quantity: z.number() }).nullish(),
  originalUnitPriceSet: money,
  discountAllocations: z.array(DiscountAllocation),
  taxLines: z.array(TaxLine),
  duties: z.array(z.object({ id, price: money, taxLines: z.array(TaxLine) })),
});
export type ShopifyLine = z.output<typeof LineItem>;

const ShippingLine = z.object({
  id: z
    .string()
    .nullish()
    .transform((gid) => (gid ? numberOf(gid) : '')),
  code: text,
  title: text,
  isRemoved: z.boolean(),
  originalPriceSet: money,
  discountedPriceSet: money,
  discountAllocations: z.array(DiscountAllocation),
  taxLines: z.array(TaxLine),
});
export type ShopifyShippingLine = z.output<typeof ShippingLine>;

const RefundLineItem = z.object({
  quantity: z.number().int(),
  restockType: z.string(),
  subtotalSet: money,
  totalTaxSet: money,
  lineItem: z.object({ id }),
});

const Metafield = z.object({ namespace: z.string(), key: z.string(), value: text });
const LocalizedField = z.object({ key: z.string(), value: text });

/** Nodes of what comes in pages, by the name of the connection. */
export const PageNodes = {
  lineItems: connection(LineItem),
  shippingLines: connection(ShippingLine),
  metafields: connection(Metafield),
  localizedFields: connection(LocalizedField),
  refundLineItems: connection(RefundLineItem),
};

const Address = z.object({
  firstName: text,
  lastName: text,
  company: text,
  address1: text,
  address2: text,
  city: text,
  zip: text,
  province: text,
  provinceCode: text,
  countryCodeV2: text,
  phone: text,
});
export type ShopifyAddress = z.output<typeof Address>;

const Company = z.object({ id, name: text, externalId: text });

export const ShopifyOrder = z.object({
  id,
  name: z.string(),
  createdAt: z.string(),
  processedAt: z.string().nullish(),
  updatedAt: z.string(),
  cancelledAt: z.string().nullish(),
  closed: z.boolean(),
  test: z.boolean(),
  sourceName: text,
  poNumber: text,
  note: text,
  tags: z.array(z.string()),
  discountCodes: z.array(z.string()),
  customerLocale: text,
  email: text,
  phone: text,
  currencyCode: z.string(),
  presentmentCurrencyCode: z.string(),
  taxesIncluded: z.boolean(),
  dutiesIncluded: z.boolean(),
  displayFinancialStatus: text,
  totalPriceSet: z.object({ shopMoney: z.object({ amount: DecimalText }), presentmentMoney: z.object({ amount: DecimalText }) }),
  currentTotalPriceSet: money,
  subtotalPriceSet: money.nullish(),
  totalDiscountsSet: optionalMoney,
  totalTipReceivedSet: optionalMoney,
  totalRefundedSet: optionalMoney,
  totalCashRoundingAdjustment: z
    .object({ paymentSet: money })
    .nullish()
    .transform((adjustment) => adjustment?.paymentSet ?? zero),
  taxLines: z.array(TaxLine),
  additionalFees: z.array(z.object({ id, name: text, price: money, taxLines: z.array(TaxLine) })),
  customAttributes: z.array(Attribute),
  customer: z
    .object({
      id,
      firstName: text,
      lastName: text,
      defaultEmailAddress: z.object({ emailAddress: text }).nullish(),
      defaultPhoneNumber: z.object({ phoneNumber: text }).nullish(),
    })
    .nullish(),
  /** Has a company only where a business bought. */
  purchasingEntity: z
    .object({
      company: Company.optional(),
      location: Company.extend({ taxSettings: z.object({ taxRegistrationId: text }).nullish() }).optional(),
    })
    .nullish(),
  shippingAddress: Address.nullish(),
  billingAddress: Address.nullish(),
  transactions: z.array(
    z.object({ id, kind: z.string(), status: z.string(), gateway: text, formattedGateway: text, paymentId: text, amountSet: money }),
  ),
  refunds: z.array(
    z.object({
      id,
      refundLineItems: PageNodes.refundLineItems,
      refundShippingLines: z.object({ nodes: z.array(z.object({ subtotalAmountSet: money, taxAmountSet: money })) }),
    }),
  ),
  lineItems: PageNodes.lineItems,
  shippingLines: PageNodes.shippingLines,
  metafields: PageNodes.metafields,
  localizedFields: PageNodes.localizedFields,
});
/** One order, complete: every connection has its last page. */
export type ShopifyOrder = z.output<typeof ShopifyOrder>;

export const OrderVersions = z.object({ orders: connection(z.object({ id, updatedAt: z.string() })) });

export const AppInstallation = z.object({
  shop: z.object({ name: z.string(), myshopifyDomain: z.string() }),
  currentAppInstallation: z.object({ accessScopes: z.array(z.object({ handle: z.string() })) }),
});

const WebhookSubscription = z.object({ id: z.string(), topic: z.string(), uri: z.string() });
export type WebhookSubscription = z.output<typeof WebhookSubscription>;
export const WebhookSubscriptions = z.object({ webhookSubscriptions: connection(WebhookSubscription) });

export const UserErrors = z.array(z.object({ field: z.array(z.string()).nullish(), message: z.string() }));

/** The envelope of every answer. `errors` comes with HTTP 200 as well, and is a text where a gateway answered. */
export const GraphqlAnswer = z.object({
  data: z.record(z.string(), z.unknown()).nullish(),
  errors: z
    .union([
      z.string().transform((message) => [{ message, path: undefined, extensions: undefined }]),
      z.array(
        z.object({
          message: text,
          path: z.array(z.union([z.string(), z.number()])).nullish(),
          extensions: z
            .object({
              code: z.string().nullish(),
              requiredAccess: z.string().nullish(),
              cost: z.number().nullish(),
              maxCost: z.number().nullish(),
            })
            .nullish(),
        }),
      ),
    ])
    .nullish()
    .transform((errors) => errors ?? []),
  extensions: z
    .object({
      cost: z
        .object({
          requestedQueryCost: z.number().nullish(),
          actualQueryCost: z.number().nullish(),
          throttleStatus: z.object({ maximumAvailable: z.number(), currentlyAvailable: z.number(), restoreRate: z.number() }).nullish(),
        })
        .nullish(),
    })
    .nullish(),
});
export type GraphqlAnswer = z.output<typeof GraphqlAnswer>;
export type GraphqlError = GraphqlAnswer['errors'][number];

export const Token = z.object({ access_token: z.string().min(1), expires_in: z.number().default(86_399) });
