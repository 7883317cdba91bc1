import type { CustomerAccount, LegalEntityId } from '../../core/ids.ts';
import { type Json, textOf } from '../../core/json.ts';
import type { CustomerCandidate, CustomerCard, CustomerQuery } from '../erp-target.ts';
import { literal, type ODataClient, readRows } from '../odata-client.ts';

const columns = 'CustomerAccount,PrimaryContactEmail,PrimaryContactPhone,CustomerGroupId,OnHoldStatus';
const mostCandidates = 10;
const fewestPhoneDigits = 7;
/** Country codes and leading zeros differ between shop and ERP: the last digits decide. */
const comparedPhoneDigits = 9;

/** One batch with a look-up per mark that the buyer has. */
export async function findCustomers(client: ODataClient, company: LegalEntityId, query: CustomerQuery): Promise<CustomerCandidate[]> {
  const lookUps = lookUpsFor(query);
  if (lookUps.length === 0) return [];
  const answers = await client.batch(
    lookUps.map(({ filter }) => ({
      method: 'GET',
      path: `CustomersV3?cross-company=true&$filter=dataAreaId eq ${literal(company)} and ${filter}&$select=${columns}&$top=${mostCandidates}`,
    })),
  );
  const found = new Map<string, CustomerCandidate>();
  answers.forEach((answer, index) => {
    const lookUp = lookUps[index];
    if (!lookUp || 'changeset' in answer) return;
    for (const row of readRows(client.remote, answer).filter(lookUp.fits)) {
      const account = textOf(row.CustomerAccount);
      if (!found.has(account))
        found.set(account, {
          account: account as CustomerAccount,
          matchedBy: lookUp.by,
          group: textOf(row.CustomerGroupId),
          blocked: isBlocked(row),
        });
    }
  });
  return [...found.values()];
}

const isBlocked = (row: Record<string, Json>): boolean => /^(All|Invoice)$/.test(textOf(row.OnHoldStatus));

const mostDescribed = 40;

/** Accounts by their numbers, with the name of the organisation or the person. */
export async function describeCustomers(
  client: ODataClient,
  company: LegalEntityId,
  accounts: readonly CustomerAccount[],
): Promise<CustomerCard[]> {
  const askable = [...new Set(accounts)].filter((account) => !account.includes('*')).slice(0, mostDescribed);
  if (askable.length === 0) return [];
  const among = askable.map((account) => `CustomerAccount eq ${literal(account)}`).join(' or ');
  const select = `${columns},OrganizationName,PersonFirstName,PersonLastName`;
  const path = `CustomersV3?cross-company=true&$filter=dataAreaId eq ${literal(company)} and (${among})&$select=${select}`;
  const [answer] = await client.batch([{ method: 'GET', path }]);
  const rows = answer && !('changeset' in answer) ? readRows(client.remote, answer) : [];
  return rows.map((row) => ({
    account: textOf(row.CustomerAccount) as CustomerAccount,
    name: textOf(row.OrganizationName) || [row.PersonFirstName, row.PersonLastName].map(textOf).filter(Boolean).join(' '),
    group: textOf(row.CustomerGroupId),
    blocked: isBlocked(row),
  }));
}

interface LookUp {
  by: CustomerCandidate['matchedBy'];
  filter: string;
  fits(row: Record<string, Json>): boolean;
}

function lookUpsFor({ account, email, phoneDigits }: CustomerQuery): LookUp[] {
  const lookUps: LookUp[] = [];
  if (account) lookUps.push({ by: 'account', filter: `CustomerAccount eq ${literal(account)}`, fits: () => true });
  // An asterisk in a filter value is a wildcard here: such an address is not searched for.
  if (email && !email.includes('*')) {
    lookUps.push({
      by: 'email',
      filter: `PrimaryContactEmail eq ${literal(email)}`,
      fits: (row) => textOf(row.PrimaryContactEmail).toLowerCase() === email.toLowerCase(),
    });
  }
  if (phoneDigits && phoneDigits.length >= fewestPhoneDigits) {
    const last = phoneDigits.slice(-comparedPhoneDigits);
    lookUps.push({
      by: 'phone',
      filter: `PrimaryContactPhone eq ${literal(`*${last.split('').join('*')}*`)}`,
      fits: (row) => digitsOf(textOf(row.PrimaryContactPhone)).endsWith(last),
    });
  }
  return lookUps;
}

export const digitsOf = (phone: string): string => phone.replace(/\D/g, '');
