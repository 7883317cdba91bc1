import { GraphQLError, type GraphQLSchema, isScalarType, Kind } from 'graphql';
import { parseDecimal } from '../../../../shared/core/money.ts';

/** What Shopify's own scalars take as input. @throws GraphQLError in its words */
const readers: Record<string, (value: unknown) => unknown> = {
  URL(value) {
    if (typeof value === 'string' && URL.canParse(value)) return value;
    throw new GraphQLError(`Invalid url '${String(value)}', missing scheme`);
  },
  Money: decimalIn,
  Decimal: decimalIn,
};

function decimalIn(value: unknown): unknown {
  if ((typeof value === 'string' || typeof value === 'number') && parseDecimal(value) !== undefined) return value;
  throw new GraphQLError(`invalid decimal '${String(value)}'`);
}

/** The schema, with scalars that look at what they are given. */
export function withScalars(schema: GraphQLSchema): GraphQLSchema {
  for (const [name, read] of Object.entries(readers)) {
    const scalar = schema.getType(name);
    if (!isScalarType(scalar)) continue;
    scalar.coerceInputValue = read;
    scalar.coerceInputLiteral = (node) =>
      read(node.kind === Kind.STRING || node.kind === Kind.INT || node.kind === Kind.FLOAT ? node.value : node.kind);
  }
  return schema;
}
