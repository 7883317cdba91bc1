import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { openShopFloor, type ShopFloor } from '../journeys/shop-floor.ts';
import type { LoadOrder, LoadReport } from './acknowledge-load.ts';
import type { PeerOrder } from './acknowledge-peer.ts';
import { type BenchPart, type Figure, median, progress, range, worded } from './figures.ts';

const connections = 8;
/** A queue of the same make as the one that the product sends to, which nothing reads. */
const peerQueue = 'outbound';
/** The messages stay where they are: what is measured ends with the answer. */
const settings = { 'AzureWebJobs.process-inbound.Disabled': '1' };

interface Round {
  product: LoadReport;
  peer: LoadReport;
}

/** How fast webhooks are answered, beside a bare server that checks the same signature and sends to the same broker. */
export const acknowledge: BenchPart = {
  title: 'Acknowledgement',
  async run({ runs, seconds }) {
    const floor = await openShopFloor({ settings });
    const peer = start('acknowledge-peer.ts');
    try {
      return figuresOf(await measure(floor, peer, runs, seconds));
    } finally {
      peer.kill();
      await floor.close();
    }
  },
};

async function measure({ environment: { endpoints } }: ShopFloor, peer: ChildProcess, runs: number, seconds: number): Promise<Round[]> {
  const store = endpoints.stores.find(({ connector }) => connector === 'shopify');
  if (!store) throw new Error('The environment has no Shopify store.');
  const { webhookUrl = '', webhookSecret: secret = '', shopDomain = '' } = store;
  const port = await ask<number, PeerOrder>(peer, { connectionString: endpoints.serviceBus, queue: peerQueue, secret });
  let firstId = 9_000_000_000;
  const load = async (url: string): Promise<LoadReport> => {
    const report = await ask<LoadReport, LoadOrder>(start('acknowledge-load.ts'), {
      url,
      secret,
      shopDomain,
      connections,
      seconds,
      firstId,
    });
    if (report.failures > 0) throw new Error(`${url}: ${report.failures} deliveries were not acknowledged.`);
    firstId = report.lastId;
    return report;
  };
  const rounds: Round[] = [];
  for (let run = 0; run < runs; run += 1) {
    const round = { product: await load(webhookUrl), peer: await load(`http://127.0.0.1:${port}/`) };
    rounds.push(round);
    progress(`${worded(round.product.perSecond)} per second, bare server ${worded(round.peer.perSecond)}`);
  }
  return rounds;
}

const start = (file: string): ChildProcess => fork(fileURLToPath(new URL(file, import.meta.url)), { execArgv: [] });

/** The child's one answer. @throws Error when it ends without one */
function ask<Answer, Question extends object>(child: ChildProcess, question: Question): Promise<Answer> {
  return new Promise((resolve, reject) => {
    child.once('message', (answer) => resolve(answer as Answer));
    child.once('exit', (code) => reject(new Error(`A process of the bench ended with code ${code}.`)));
    child.send(question);
  });
}

function figuresOf(rounds: Round[]): Figure[] {
  const of = (side: keyof Round, name: 'perSecond' | 'p50Ms' | 'p99Ms') => rounds.map((round) => round[side][name]);
  const ratios = rounds.map(({ product, peer }) => product.perSecond / peer.perSecond);
  const row = (side: keyof Round, name: string): Figure[] => [
    {
      what: `${name}: deliveries`,
      value: `${worded(median(of(side, 'perSecond')))} per s`,
      remark: `${connections} connections, ${range(of(side, 'perSecond'), 'per s')}`,
    },
    { what: `${name}: p50 / p99`, value: `${worded(median(of(side, 'p50Ms')))} / ${worded(median(of(side, 'p99Ms')))} ms` },
  ];
  return [
    ...row('product', 'product'),
    ...row('peer', 'bare server'),
    { what: 'product to bare server', value: worded(median(ratios)), remark: `goal 0.6 or more; ${range(ratios, '')}` },
  ];
}
