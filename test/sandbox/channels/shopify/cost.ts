import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { isObject } from '../../../../shared/core/json.ts';

/** What a query is reckoned to cost before it runs, or what it did cost: with an answer, real sizes count instead of asked ones. */
export interface Costing {
  schema: GraphQLSchema;
  operation: OperationDefinitionNode;
  fragments: Map<string, FragmentDefinitionNode>;
  variables: Record<string, unknown>;
  answer?: unknown;
}

/**
 * Published: objects 1, mutations 10, connections by page size. How much by size is not published; this fits costs that public
 * connectors have noted for their queries (25 for 250 variants with their inventory items, 11 for 100 ids, 12 for 200, 6 for 10, and
 * money bags free) to the point or nearly so.
 */
export function costOf({ schema, operation, fragments, variables, answer }: Costing): number {
  const known = answer !== undefined;

  const argument = (field: FieldNode, name: string): unknown => {
    const value = field.arguments?.find((one) => one.name.value === name)?.value;
    if (value?.kind === Kind.VARIABLE) return variables[value.name.value];
    if (value?.kind === Kind.INT) return Number(value.value);
    return value?.kind === Kind.LIST ? value.values : undefined;
  };

  const ofPage = (size: number, node: number) => 1 + Math.max(1, 2 * Math.log(size)) * node;

  function ofField(field: FieldNode, type: GraphQLOutputType, value: unknown): number {
    const named = getNamedType(type);
    if (!isCompositeType(named) || !field.selectionSet || (known && value == null)) return 0;
    if (named.name.endsWith('Connection')) return ofConnection(field, named, value);
    const own = isFree(named.name) ? 0 : 1;
    const items = Array.isArray(value) ? value : [value];
    const ids = field.name.value === 'nodes' ? argument(field, 'ids') : undefined;
    if (known && Array.isArray(ids))
      return items.filter((item) => item != null).reduce((sum: number, item) => sum + own + ofSet(field.selectionSet, named, item), 0);
    const inside = ofSet(field.selectionSet, named, items[0]);
    return (own + inside) * (Array.isArray(ids) ? ids.length : 1);
  }

  function ofConnection(field: FieldNode, type: ReturnType<typeof getNamedType>, value: unknown): number {
    const nodes = isObject(value) ? (Array.isArray(value.nodes) ? value.nodes : Array.isArray(value.edges) ? value.edges : []) : [];
    const size = known ? nodes.length : Number(argument(field, 'first') ?? argument(field, 'last') ?? 1);
    if (size === 0) return 1;
    if (!known) return ofPage(size, ofSet(field.selectionSet, type, undefined));
    const all = nodes.map((node) =>
      ofSet(field.selectionSet, type, isObject(value) && Array.isArray(value.nodes) ? { nodes: [node] } : { edges: [node] }),
    );
    return ofPage(size, all.reduce((sum, one) => sum + one, 0) / size);
  }

  function ofSet(set: SelectionSetNode | undefined, type: ReturnType<typeof getNamedType>, value: unknown): number {
    const at = (key: string) => (isObject(value) ? value[key] : undefined);
    let plain = 0;
    let dearest = 0;
    for (const selection of set?.selections ?? []) {
      if (selection.kind === Kind.FIELD) {
        const definition = isObjectType(type) || isInterfaceType(type) ? type.getFields()[selection.name.value] : undefined;
        if (definition) plain += ofField(selection, definition.type, at(selection.alias?.value ?? selection.name.value));
        continue;
      }
      const fragment = selection.kind === Kind.FRAGMENT_SPREAD ? fragments.get(selection.name.value) : selection;
      const on = fragment?.typeCondition ? schema.getType(fragment.typeCondition.name.value) : type;
      if (!fragment || !on) continue;
      const cost = ofSet(fragment.selectionSet, on as ReturnType<typeof getNamedType>, value);
      // Of an interface or union only one possibility comes true.
      if (isAbstractType(type)) dearest = Math.max(dearest, cost);
      else plain += cost;
    }
    return plain + dearest;
  }

  const isMutation = operation.operation === 'mutation';
  const root = isMutation ? schema.getMutationType() : schema.getQueryType();
  if (!root) return 0;
  const fields = operation.selectionSet.selections.filter((selection) => selection.kind === Kind.FIELD);
  if (isMutation) return fields.length * 10;
  return Math.ceil(ofSet(operation.selectionSet, root, answer));
}

const isFree = (type: string): boolean =>
  ['MoneyBag', 'MoneyV2', 'PageInfo', 'WebhookSubscriptionEndpoint'].includes(type) || type.endsWith('Edge');
