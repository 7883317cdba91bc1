import { createServer, type Server, type Socket } from 'node:net';

/** The public port. It reads nothing itself: every connection goes to one worker, and waits here while none is ready. */
export class FrontDoor {
  readonly #server: Server;
  readonly #give: (socket: Socket) => boolean;
  #waiting: Socket[] = [];
  #isClosed = false;

  /** `give` hands a connection to a worker and says whether there was one to take it. */
  constructor(give: (socket: Socket) => boolean) {
    this.#give = give;
    this.#server = createServer({ pauseOnConnect: true, noDelay: true }, (socket) => {
      socket.on('error', () => {});
      this.#admit(socket);
    });
  }

  /** Resolves with the port. */
  async open(port: number): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen({ port, host: '127.0.0.1', backlog: 2048 }, resolve);
    });
    const address = this.#server.address();
    return typeof address === 'object' && address ? address.port : port;
  }

  /** Offers once more what has waited, and what a worker left. */
  offer(left: Socket[] = []): void {
    const waiting = [...left, ...this.#waiting];
    this.#waiting = [];
    for (const socket of waiting) if (!socket.destroyed) this.#admit(socket);
  }

  /** Takes no more connections. Those that workers hold stay theirs, so nothing is waited for. */
  close(): void {
    this.#isClosed = true;
    for (const socket of this.#waiting) socket.destroy();
    this.#waiting = [];
    this.#server.close(() => {});
  }

  #admit(socket: Socket): void {
    if (this.#isClosed) socket.destroy();
    else if (!this.#give(socket)) this.#waiting.push(socket);
  }
}
