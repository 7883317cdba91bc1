import { alpha2 } from './countries.ts';

/** States that people and shops write out: code and name. Other countries keep what the shop has. */
const written: Record<string, string> = {
  US:
    'AL Alabama;AK Alaska;AZ Arizona;AR Arkansas;CA California;CO Colorado;CT Connecticut;DE Delaware;' +
    'DC District of Columbia;FL Florida;GA Georgia;HI Hawaii;ID Idaho;IL Illinois;IN Indiana;IA Iowa;KS Kansas;KY Kentucky;' +
    'LA Louisiana;ME Maine;MD Maryland;MA Massachusetts;MI Michigan;MN Minnesota;MS Mississippi;MO Missouri;MT Montana;' +
    'NE Nebraska;NV Nevada;NH New Hampshire;NJ New Jersey;NM New Mexico;NY New York;NC North Carolina;ND North Dakota;' +
    'OH Ohio;OK Oklahoma;OR Oregon;PA Pennsylvania;RI Rhode Island;SC South Carolina;SD South Dakota;TN Tennessee;TX Texas;' +
    'UT Utah;VT Vermont;VA Virginia;WA Washington;WV West Virginia;WI Wisconsin;WY Wyoming;AS American Samoa;GU Guam;' +
    'MP Northern Mariana Islands;PR Puerto Rico;VI Virgin Islands;AA Armed Forces Americas;AE Armed Forces Europe;' +
    'AP Armed Forces Pacific',
  CA:
    'AB Alberta;BC British Columbia;MB Manitoba;NB New Brunswick;NL Newfoundland and Labrador;NS Nova Scotia;' +
    'NT Northwest Territories;NU Nunavut;ON Ontario;PE Prince Edward Island;QC Quebec;SK Saskatchewan;YT Yukon',
  AU:
    'ACT Australian Capital Territory;NSW New South Wales;NT Northern Territory;QLD Queensland;SA South Australia;' +
    'TAS Tasmania;VIC Victoria;WA Western Australia',
};

const codesOf = new Map(Object.entries(written).map(([country, states]) => [country, index(states)]));

function index(states: string): Map<string, string> {
  const pairs = states.split(';').map((entry) => /^(\S+) (.*)$/.exec(entry) ?? []);
  return new Map(pairs.flatMap(([, code = '', name = '']) => [[plain(code), code] as const, [plain(name), code] as const]));
}

/** `Québec` and `QUEBEC` are the same. */
function plain(name: string): string {
  return name
    .normalize('NFD')
    .replace(/[^A-Za-z]/g, '')
    .toLowerCase();
}

/** The code of a state: without its country prefix, names of US, CA and AU as codes, anything else as written. */
export function stateCode(state: string, country: string): string {
  const two = alpha2(country) ?? '';
  const trimmed = state.trim();
  const bare = two && trimmed.toUpperCase().startsWith(`${two}-`) ? trimmed.slice(3) : trimmed;
  return codesOf.get(two)?.get(plain(bare)) ?? bare;
}
