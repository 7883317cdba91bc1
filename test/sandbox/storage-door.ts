import { Agent, request as askBehind } from 'node:https';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import type { Certificate } from './certificates.ts';
import type { FaultBoard } from './faults.ts';
import { type FaultWording, type SimRequest, type SimResponse, serve } from './serve.ts';

export interface DoorOptions {
  port: number;
  /** Where the real service listens now. */
  behind(): number;
  faults: FaultBoard;
  tls: Certificate;
  wording: FaultWording;
}

export interface Door {
  url: string;
  close(): Promise<void>;
}

const target = 'tables';
const lookEveryMs = 50;

/**
 * A door before a TLS service. While no fault is on the board, bytes pass through untouched, for speed; as soon as there is one, calls are
 * read and handed on one by one, so that every kind of fault strikes exactly the calls it is meant for.
 */
export async function openDoor({ port, behind, faults, tls, wording }: DoorOptions): Promise<Door> {
  const agent = new Agent({ keepAlive: true, ca: tls.cert });
  const careful = await serve({ target, port: 0, faults, tls, wording, handle: (request) => handOn(request, behind(), agent) });
  const isFaulty = () => faults.list().some((fault) => fault.target === target && fault.from <= Date.now());
  const all = new Set<Socket>();
  const untouched = new Set<Socket>();

  const server = createServer({ noDelay: true }, (socket) => {
    if (faults.isDown(target)) return void socket.resetAndDestroy();
    const faulty = isFaulty();
    if (!faulty) untouched.add(socket);
    all.add(socket);
    const inner = connect({ port: faulty ? careful.port : behind(), host: '127.0.0.1', noDelay: true });
    const end = () => {
      all.delete(socket);
      untouched.delete(socket);
      socket.destroy();
      inner.destroy();
    };
    for (const one of [socket, inner]) one.on('error', end).on('close', end);
    socket.pipe(inner).pipe(socket);
  });
  await new Promise<void>((done, failed) => server.once('error', failed).listen(port, '127.0.0.1', done));

  // Clients keep connections open; on those that bypass the reading of calls no fault could strike.
  const watch = setInterval(() => {
    if (untouched.size && isFaulty()) for (const socket of untouched) socket.destroy();
    if (all.size && faults.isDown(target)) for (const socket of all) socket.destroy();
  }, lookEveryMs);
  watch.unref();
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      clearInterval(watch);
      for (const socket of all) socket.destroy();
      await careful.close();
      agent.destroy();
      await new Promise((done) => server.close(done));
    },
  };
}

const ofOneConnection = new Set(['connection', 'keep-alive', 'transfer-encoding', 'content-length']);

function handOn({ method, url, headers, body }: SimRequest, port: number, agent: Agent): Promise<SimResponse> {
  return new Promise((done, failed) => {
    const kept = Object.fromEntries(Object.entries(headers).filter(([name]) => !ofOneConnection.has(name)));
    const path = url.pathname + url.search;
    const options = { host: '127.0.0.1', port, agent, method, path, headers: { ...kept, 'content-length': String(body.length) } };
    const inner = askBehind(options, async (answer) => {
      const chunks: Buffer[] = [];
      for await (const chunk of answer) chunks.push(chunk as Buffer);
      const back: Record<string, string> = {};
      for (const [name, value] of Object.entries(answer.headers))
        if (!ofOneConnection.has(name) && value !== undefined) back[name] = Array.isArray(value) ? value.join(', ') : value;
      done({ status: answer.statusCode ?? 502, headers: back, body: Buffer.concat(chunks) });
    });
    inner.once('error', failed).end(body);
  });
}
