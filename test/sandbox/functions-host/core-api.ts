import { randomUUID } from 'node:crypto';
import { Module } from 'node:module';
import type { Binding, FunctionMetadata, Handler, ProgrammingModel } from './rpc.ts';

export interface RegisteredFunction {
  name: string;
  id: string;
  metadata: FunctionMetadata;
  handler: Handler;
  triggerName: string;
  trigger: Binding;
}

const hookNames = ['appStart', 'appTerminate', 'preInvocation', 'postInvocation', 'log'] as const;
export type HookName = (typeof hookNames)[number];
type Hook = (context: Record<string, unknown>) => unknown;

class Disposable {
  readonly #undo: () => unknown;
  constructor(undo: () => unknown) {
    this.#undo = undo;
  }
  dispose(): unknown {
    return this.#undo();
  }
}

/** What `require('@azure/functions-core')` gives the real library: it registers functions and hooks here. */
export class CoreApi {
  readonly functions: RegisteredFunction[] = [];
  /** Shared by all hooks of the app; the library shows it to those of the app itself as `hookData`. */
  readonly appHookData: Record<string, unknown> = {};
  model: ProgrammingModel | undefined;
  #hooks = new Map<HookName, Hook[]>(hookNames.map((name) => [name, []]));
  #locked = false;
  #log: (level: string, text: string) => void;

  constructor(log: (level: string, text: string) => void) {
    this.#log = log;
  }

  /** Makes the API available to every module that is loaded from now on. */
  install(): void {
    const api = {
      version: '3.12.0',
      hostVersion: '4.1042.100',
      Disposable,
      registerFunction: (metadata: FunctionMetadata, handler: Handler) => this.#register(metadata, handler),
      registerHook: (name: HookName, hook: Hook) => this.#addHook(name, hook),
      setProgrammingModel: (model: ProgrammingModel) => {
        this.model = model;
      },
      getProgrammingModel: () => this.model,
      log: (level: string, _category: string, text: string) => this.#log(level, text),
    };
    const loader = Module.prototype as unknown as { require(this: unknown, id: string): unknown };
    const original = loader.require;
    loader.require = function (id: string) {
      return id === '@azure/functions-core' ? api : original.call(this, id);
    };
  }

  /** From now on nothing can be registered; the library locks its setup. */
  async lock(): Promise<void> {
    this.#locked = true;
    const capabilities = (await this.model?.getCapabilities?.({})) ?? {};
    if (capabilities.HttpUri) throw new Error('This host does not stream HTTP: the app must not set enableHttpStream.');
  }

  async runHooks(name: HookName, context: Record<string, unknown>): Promise<void> {
    for (const hook of this.#hooks.get(name) ?? []) await hook(context);
  }

  /** Log hooks may change a line; they are called for every line, so they run without waiting. */
  runLogHooks(context: Record<string, unknown>): void {
    for (const hook of this.#hooks.get('log') ?? []) hook(context);
  }

  #register(metadata: FunctionMetadata, handler: Handler): Disposable {
    if (this.#locked) throw new Error('A function can only be registered during app startup.');
    if (typeof handler !== 'function') throw new Error(`The handler of function "${metadata.name}" must be a function.`);
    if (this.functions.some((known) => known.name.toLowerCase() === metadata.name.toLowerCase()))
      throw new Error(`A function with the name "${metadata.name}" is registered twice.`);
    const [triggerName, trigger] = Object.entries(metadata.bindings).find(([, binding]) => /trigger$/i.test(binding.type ?? '')) ?? [];
    if (!triggerName || !trigger) throw new Error(`Function "${metadata.name}" has no trigger.`);
    const entry = { name: metadata.name, id: metadata.functionId ?? randomUUID(), metadata, handler, triggerName, trigger };
    this.functions.push(entry);
    return new Disposable(() => {
      if (this.#locked) throw new Error('A function can only be disposed during app startup.');
      this.functions.splice(this.functions.indexOf(entry), 1);
    });
  }

  #addHook(name: HookName, hook: Hook): Disposable {
    const list = this.#hooks.get(name);
    if (!list) throw Object.assign(new RangeError(`Unrecognized hook "${name}".`), { isAzureFunctionsSystemError: true });
    list.push(hook);
    return new Disposable(() => list.splice(list.indexOf(hook), 1));
  }
}
