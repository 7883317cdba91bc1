import { createHmac } from 'node:crypto';
import rhea, { type Connection, type EventContext, type Receiver, type Sender } from 'rhea';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Floor, openFloor, pause } from './service-bus-floor.ts';

let floor: Floor;
let connection: Connection;

beforeEach(async () => {
  floor = await openFloor();
  const { hostname: host, port } = new URL(floor.bus.url.replace('sb:', 'http:'));
  connection = rhea.create_container().connect({ host, port: Number(port), reconnect: false });
});
afterEach(async () => {
  const closed = new Promise((done) => connection.once('connection_close', done));
  connection.close();
  await closed;
  await floor.close();
});

/** How the broker answers a link: `open`, or the condition it is closed with. */
const answerTo = (link: Sender | Receiver, kind: 'sender' | 'receiver') =>
  new Promise<string>((done) => {
    link.once(`${kind}_error`, () => done(String((link.error as { condition?: string } | undefined)?.condition)));
    link.once(`${kind}_open`, () => void pause(50).then(() => done('open')));
  });

interface Token {
  path?: string;
  key?: string;
  expiresInS?: number;
  type?: string;
}

/** Puts a token for a path on `$cbs` and returns the status code. */
async function putToken(
  { path = '/plain', key = 'SAS_KEY_VALUE', expiresInS = 60, type = 'servicebus.windows.net:sastoken' }: Token,
  audience = '/plain',
) {
  const resource = encodeURIComponent(`${floor.bus.url}${path}`);
  const expiry = Math.floor(Date.now() / 1000) + expiresInS;
  const signature = encodeURIComponent(createHmac('sha256', key).update(`${resource}\n${expiry}`).digest('base64'));
  const body = `SharedAccessSignature sr=${resource}&sig=${signature}&se=${expiry}&skn=RootManageSharedAccessKey`;
  const receiver = connection.open_receiver({ source: '$cbs', target: 'me' });
  const sender = connection.open_sender('$cbs');
  const reply = new Promise<EventContext>((done) => receiver.once('message', done));
  await new Promise((done) => sender.once('sendable', done));
  sender.send({
    message_id: '1',
    reply_to: 'me',
    body,
    application_properties: { operation: 'put-token', type, name: `${floor.bus.url}${audience}` },
  });
  return (await reply).message?.application_properties?.['status-code'];
}

describe('the local Service Bus, spoken to in plain AMQP', () => {
  it('opens no link before there is a token for it', async () => {
    expect(await answerTo(connection.open_sender('plain'), 'sender')).toBe('amqp:unauthorized-access');
    expect(await answerTo(connection.open_receiver('plain'), 'receiver')).toBe('amqp:unauthorized-access');

    expect(await putToken({})).toBe(202);

    expect(await answerTo(connection.open_sender('plain'), 'sender')).toBe('open');
    expect(await answerTo(connection.open_sender('plain/$management'), 'sender')).toBe('open');
    expect(await answerTo(connection.open_sender('unique'), 'sender')).toBe('amqp:unauthorized-access');
  });

  it.each<[string, Token]>([
    ['signed with another key', { key: 'WRONG' }],
    ['expired', { expiresInS: -1 }],
    ['for another queue', { path: '/unique' }],
    ['of another type', { type: 'jwt' }],
  ])('refuses a token that is %s', async (_what, token) => {
    expect(await putToken(token)).toBe(401);
    expect(await answerTo(connection.open_sender('plain'), 'sender')).toBe('amqp:unauthorized-access');
  });

  it('never delivers more than the credit allows, and what is drained is given back', async () => {
    await putToken({});
    await floor.send('plain', 1, 2, 3, 4, 5);
    const receiver = connection.open_receiver({ source: 'plain', credit_window: 0, autoaccept: false, rcv_settle_mode: 1 });
    const bodies: unknown[] = [];
    receiver.on('message', ({ message }) => void bodies.push(message?.message_annotations?.['x-opt-sequence-number']));
    receiver.add_credit(2);
    await expect.poll(() => bodies.length).toBe(2);
    await pause(100);
    expect(bodies).toEqual([1, 2]);

    receiver.add_credit(10);
    await expect.poll(() => bodies.length).toBe(5);
    const drained = new Promise((done) => receiver.once('receiver_drained', done));
    receiver.drain_credit();
    await drained;

    await floor.send('plain', 6);
    await pause(100);
    expect(bodies).toEqual([1, 2, 3, 4, 5]);
    expect(floor.bus.counts().plain).toMatchObject({ active: 6, locked: 5 });
  });

  it('answers a drain also when a message has used up the credit meanwhile', async () => {
    await putToken({});
    const receiver = connection.open_receiver({ source: 'plain', credit_window: 0, autoaccept: false, rcv_settle_mode: 1 });
    await new Promise((done) => receiver.once('receiver_open', done));
    const [given, drained] = ['message', 'receiver_drained'].map((event) => new Promise((done) => receiver.once(event, done)));
    receiver.add_credit(1);
    await pause(20);
    // The drain goes out in the moment in which the message is on its way.
    await floor.send('plain', 1);
    receiver.drain_credit();

    await Promise.all([given, drained]);
    expect(floor.bus.counts().plain?.locked).toBe(1);
  });

  it('stays up when a peer sends what is no AMQP message, and says so', async () => {
    await putToken({});
    const sender = connection.open_sender('plain');
    await new Promise((done) => sender.once('sendable', done));
    const refused = new Promise<string | undefined>((done) => {
      sender.once('rejected', ({ delivery }: EventContext) =>
        done((delivery?.remote_state as { error?: { condition?: string } } | undefined)?.error?.condition),
      );
    });
    sender.send(Buffer.from('rubbish'), undefined, 0);

    expect(await refused).toBe('amqp:decode-error');
    await floor.send('plain', 1);
    expect(floor.bus.counts().plain?.active).toBe(1);
  });
});
