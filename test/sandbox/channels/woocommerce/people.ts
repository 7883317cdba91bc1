import type { Random } from '../../random.ts';
import type { Row } from './order-document.ts';

/** Buyers of the demo shop. All of them are made up. */
export interface Person {
  firstName: string;
  lastName: string;
  company?: string;
  street: string;
  city: string;
  postcode: string;
  state: string;
  country: string;
  email: string;
  phone: string;
}

const firstNames = ['Anna', 'Jonas', 'Mia', 'Felix', 'Lena', 'Paul', 'Clara', 'Emil', 'Jürgen', 'Zoë', 'Søren', 'Élodie'];
const lastNames = ['Müller', 'Schmidt', 'Weiß', 'Groß', 'Nguyen', 'O’Brien', 'von Ahlefeld', 'Kowalczyk', 'Öztürk', 'Bäcker'];
const towns = [
  ['Hamburg', '20095', 'DE-HH'],
  ['Berlin', '10623', 'DE-BE'],
  ['München', '80331', 'DE-BY'],
  ['Köln', '50667', 'DE-NW'],
  ['Görlitz', '02826', 'DE-SN'],
] as const;
const streets = ['Straße des 17. Juni', 'Am Markt', 'Lange Reihe', 'Müllerweg', 'Hauptstraße'];

export function somebody(random: Random): Person {
  const firstName = random.pick(firstNames);
  const lastName = random.pick(lastNames);
  const [city, postcode, state] = random.pick(towns);
  const mailbox = `${firstName}.${lastName}`
    .normalize('NFKD')
    .replace(/[^A-Za-z.]/g, '')
    .toLowerCase();
  return {
    firstName,
    lastName,
    street: `${random.pick(streets)} ${random.whole(1, 140)}`,
    city,
    postcode,
    state,
    country: 'DE',
    email: `${mailbox}.${random.whole(100, 99_999)}@example.com`,
    phone: `+49 30 ${random.whole(100_000, 999_999)}`,
  };
}

export const lichtblick: Person = {
  firstName: 'Ute',
  lastName: 'Sommer',
  company: 'Lichtblick Möbel GmbH',
  street: 'Jungfernstieg 7',
  city: 'Hamburg',
  postcode: '20354',
  state: 'DE-HH',
  country: 'DE',
  email: 'einkauf@lichtblick.example',
  phone: '+49 40 5550101',
};

export const twin: Person = {
  firstName: 'Kim',
  lastName: 'Zwilling',
  street: 'Doppelweg 2',
  city: 'Köln',
  postcode: '50667',
  state: 'DE-NW',
  country: 'DE',
  email: 'zwilling@example.com',
  phone: '',
};

export const farAway = {
  japan: {
    firstName: '花子',
    lastName: '山田',
    street: '千代田1-1',
    city: '東京',
    postcode: '100-0001',
    state: 'JP13',
    country: 'JP',
    email: 'hanako@example.com',
    phone: '+81 3 5555 0101',
  },
  kuwait: {
    firstName: 'نورة',
    lastName: 'الصباح',
    street: 'شارع الخليج 12',
    city: 'الكويت',
    postcode: '13001',
    state: '',
    country: 'KW',
    email: 'noura@example.com',
    phone: '+965 5555 0101',
  },
  emoji: {
    firstName: 'Lotte 🎧',
    lastName: 'שלום',
    street: 'Blumenweg 3 🌷',
    city: 'Bremen',
    postcode: '28195',
    state: 'DE-HB',
    country: 'DE',
    email: 'lotte@example.com',
    phone: '',
  },
} satisfies Record<string, Person>;

export function addresses(person: Person, shipsElsewhere = false): { billing: Row; shipping: Row } {
  const address = {
    first_name: person.firstName,
    last_name: person.lastName,
    company: person.company ?? '',
    address_1: person.street,
    address_2: '',
    city: person.city,
    state: person.state,
    postcode: person.postcode,
    country: person.country,
  };
  return {
    billing: { ...address, email: person.email, phone: person.phone },
    shipping: {
      ...address,
      ...(shipsElsewhere ? { company: 'Packstation 145', address_1: 'Postnummer 12345678' } : {}),
      phone: person.phone,
    },
  };
}
