type Check = (value: string) => boolean;

const isNumber = (value: string) => value.trim() !== '' && /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i.test(value);
const isWhole = (value: string, least: bigint, most: bigint) => /^[+-]?\d+$/.test(value) && BigInt(value) >= least && BigInt(value) <= most;
const between = (value: bigint, least: bigint, most: bigint) => value >= least && value <= most;
const int64 = [-(2n ** 63n), 2n ** 63n - 1n] as const;

const constraints: Record<string, (argument: string) => Check> = {
  int: () => (value) => isWhole(value, -(2n ** 31n), 2n ** 31n - 1n),
  long: () => (value) => isWhole(value, ...int64),
  bool: () => (value) => /^(true|false)$/i.test(value),
  alpha: () => (value) => /^[a-z]*$/i.test(value),
  guid: () => (value) => /^\{?[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}\}?$/i.test(value),
  datetime: () => (value) => !Number.isNaN(Date.parse(value)),
  decimal: () => (value) => isNumber(value) && !/e/i.test(value),
  double: () => isNumber,
  float: () => isNumber,
  required: () => (value) => value !== '',
  minlength: (argument) => (value) => value.length >= Number(argument),
  maxlength: (argument) => (value) => value.length <= Number(argument),
  length: (argument) => {
    const [least = 0, most = least] = argument.split(',').map(Number);
    return (value) => value.length >= least && value.length <= most;
  },
  min: (argument) => (value) => isWhole(value, BigInt(argument), int64[1]),
  max: (argument) => (value) => isWhole(value, int64[0], BigInt(argument)),
  range: (argument) => {
    const [least = 0n, most = 0n] = argument.split(',').map((part) => BigInt(part.trim()));
    return (value) => isWhole(value, ...int64) && between(BigInt(value), least, most);
  },
  regex: (argument) => {
    const expression = new RegExp(argument, 'i');
    return (value) => expression.test(value);
  },
};

/** The check of one inline constraint such as `int` or `range(1,9)`. @throws Error for a constraint that ASP.NET does not have. */
export function constraintOf(text: string): Check {
  const [, name = '', argument = ''] = /^([a-z]+)(?:\((.*)\))?$/is.exec(text) ?? [];
  const make = constraints[name.toLowerCase()];
  if (!make) throw new Error(`The route constraint "${text}" does not exist.`);
  return make(argument);
}
