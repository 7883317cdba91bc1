import { type Dynamics, literal, text } from './dynamics.ts';

export interface CatalogueItem {
  number: string;
  name: string;
  /** Freight, fees, gift cards: nothing that lies in a warehouse. */
  service: boolean;
  /** Only with a colour or size does it become something that can be sold. */
  master: boolean;
}

export type Catalogue = (legalEntity: string) => Promise<CatalogueItem[]>;

const knownForMs = 60_000;
const mostRead = 500;

/** The released items of a legal entity, read at most once a minute. */
export function openCatalogue(dynamics: Dynamics): Catalogue {
  const known = new Map<string, { at: number; items: Promise<CatalogueItem[]> }>();
  return (legalEntity) => {
    const found = known.get(legalEntity);
    if (found && Date.now() - found.at < knownForMs) return found.items;
    const reading = readItems(dynamics, legalEntity);
    known.set(legalEntity, { at: Date.now(), items: reading });
    reading.catch(() => known.delete(legalEntity));
    return reading;
  };
}

/** The search name is cut off, the product's is not. */
async function readItems(dynamics: Dynamics, legalEntity: string): Promise<CatalogueItem[]> {
  const released = `ReleasedProductsV2?cross-company=true&$filter=dataAreaId eq ${literal(legalEntity)}`;
  const [items, products] = await Promise.all([
    dynamics.read('financeScm', `${released}&$select=ItemNumber,ProductNumber,SearchName,ProductType,ProductSubType&$top=${mostRead}`),
    dynamics.read('financeScm', `ProductsV2?$select=ProductNumber,ProductName&$top=${mostRead}`),
  ]);
  const names = new Map(products.rows.map((row) => [text(row.ProductNumber), text(row.ProductName)]));
  return items.rows
    .map((row) => ({
      number: text(row.ItemNumber),
      name: names.get(text(row.ProductNumber)) || text(row.SearchName),
      service: row.ProductType === 'Service',
      master: row.ProductSubType === 'ProductMaster',
    }))
    .sort((a, b) => a.number.localeCompare(b.number));
}
