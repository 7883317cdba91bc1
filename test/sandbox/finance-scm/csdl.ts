import { type EntitySet, edmName, entitySets, enumerations, isRequiredType, namespace, requireSet } from './metadata.ts';

/** `$metadata`: CSDL 4.0 of exactly what is served. */
export function metadataDocument(): string {
  const enums = [...enumerations.values()].map(
    ({ name, members }) =>
      `<EnumType Name="${name}">${[...members].map(([member, value]) => `<Member Name="${member}" Value="${value}"/>`).join('')}</EnumType>`,
  );
  const sets = [...entitySets.values()];
  const container = `<EntityContainer Name="Resources">${sets.map(entitySet).join('')}</EntityContainer>`;
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    '<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"><edmx:DataServices>',
    `<Schema Namespace="${namespace}" xmlns="http://docs.oasis-open.org/odata/ns/edm">`,
    ...enums,
    ...sets.map(entityType),
    container,
    '</Schema></edmx:DataServices></edmx:Edmx>',
  ].join('\n');
}

function entityType(set: EntitySet): string {
  const keys = set.keys.map((key) => `<PropertyRef Name="${key}"/>`).join('');
  const properties = [...set.properties.values()].map((property) => {
    const annotations = [
      ...(property.required ? [annotation('IsRequired', true)] : []),
      ...(property.readOnly || property.computed ? [annotation('AllowEdit', false)] : []),
    ].join('');
    const nullable = isRequiredType(set, property) ? ' Nullable="false"' : '';
    const head = `<Property Name="${property.name}" Type="${edmName(property)}"${nullable}`;
    return annotations ? `${head}>${annotations}</Property>` : `${head}/>`;
  });
  const navigation = [...set.navigation].map(
    ([name, target]) => `<NavigationProperty Name="${name}" Type="Collection(${namespace}.${requireSet(target).type})"/>`,
  );
  return `<EntityType Name="${set.type}"><Key>${keys}</Key>${[...properties, ...navigation].join('')}</EntityType>`;
}

const annotation = (term: string, value: boolean): string =>
  `<Annotation Term="Microsoft.Dynamics.OData.Core.V1.${term}" Bool="${value}"/>`;

function entitySet({ name, type, navigation }: EntitySet): string {
  const bindings = [...navigation].map(([path, target]) => `<NavigationPropertyBinding Path="${path}" Target="${target}"/>`).join('');
  return `<EntitySet Name="${name}" EntityType="${namespace}.${type}">${bindings}</EntitySet>`;
}

/** `/data/`: the list of sets. */
export const serviceDocument = (root: string) => ({
  '@odata.context': `${root}$metadata`,
  value: [...entitySets.keys()].map((name) => ({ name, kind: 'EntitySet', url: name })),
});
