/** What the page is told of the model-driven app: the solution's source, read once and as it lies in the repository. */

/** Texts by language code (LCID); 1033 is always there. */
export type Words = Record<string, string>;

export interface AppModel {
  areas: AreaModel[];
  /** By logical name. */
  tables: Record<string, TableModel>;
  personas: PersonaModel[];
  /** Constructors of the controls that are built, by their name in the solution, with the languages of their texts. */
  controls: Record<string, BuiltControl>;
}

export interface BuiltControl {
  constructorName: string;
  /** Texts by LCID, then by key. */
  texts: Record<string, Record<string, string>>;
  properties: PropertyModel[];
  dataSets: string[];
}

export interface PropertyModel {
  name: string;
  /** `SingleLine.Text`, `Multiple`, … */
  type: string;
  usage: 'bound' | 'input' | 'output';
  required: boolean;
  /** Given by the manifest where nothing else is. */
  fallback?: string;
}

export interface PersonaModel {
  id: string;
  /** In addresses and calls: `kim`. */
  key: string;
  name: string;
  roles: { id: string; name: string }[];
  /** As the platform tells controls: a business unit's copy of a role has its own id. */
  roleIds: string[];
  /** How far each privilege reaches (1 own rows … 4 all rows), by its name in small letters: `prvreadcmc_store`. */
  privileges: Record<string, number>;
}

export interface AreaModel {
  id: string;
  title: Words;
  items: NavigationItem[];
}

export interface NavigationItem {
  id: string;
  title: Words;
  /** Logical name of a table; without it the item is an address. */
  table?: string;
  /** The view that it opens with, where the site map says so. */
  view?: string;
  url?: string;
  /** What somebody must be allowed to do to see it. */
  needs: { table: string; doing: string }[];
}

export type ColumnKind = 'text' | 'memo' | 'integer' | 'decimal' | 'datetime' | 'bit' | 'choice' | 'id' | 'lookup' | 'version';

export interface ColumnModel {
  /** Logical name: a lookup is `cmc_assignedto`. */
  name: string;
  /** With capitals, as binding a lookup names it. */
  schemaName: string;
  kind: ColumnKind;
  /** `email`, `url`, `textarea`, … as the solution says. */
  format: string;
  label: Words;
  description: Words;
  required: boolean;
  canCreate: boolean;
  canUpdate: boolean;
  maxLength?: number;
  decimals?: number;
  min?: number;
  max?: number;
  options: { value: number; label: Words }[];
  /** Tables that a lookup points at. */
  targets: string[];
}

export interface TableModel {
  name: string;
  set: string;
  id: string;
  primaryName: string;
  label: Words;
  plural: Words;
  columns: Record<string, ColumnModel>;
  views: ViewModel[];
  quickFind?: ViewModel;
  forms: FormModel[];
  /** What stands in place of the grid. */
  gridControl?: ControlUse;
}

export interface ViewModel {
  id: string;
  name: Words;
  isDefault: boolean;
  fetchXml: string;
  columns: { name: string; width: number }[];
}

export interface FormModel {
  id: string;
  name: Words;
  tabs: { name: string; label: Words; columns: { width: string; sections: SectionModel[] }[] }[];
}

export interface SectionModel {
  name: string;
  label: Words;
  showLabel: boolean;
  columns: number;
  rows: CellModel[][];
}

export interface CellModel {
  label: Words;
  showLabel: boolean;
  visible: boolean;
  colSpan: number;
  rowSpan: number;
  /** Logical name; undefined for a place that is left free or holds a subgrid. */
  column?: string;
  disabled: boolean;
  control?: ControlUse;
  subgrid?: { table: string; view?: string; relationship?: string };
}

export interface ControlUse {
  /** `cmc_CommerceCompanion.SyncStatus` */
  name: string;
  parameters: Record<string, { column?: string; value?: string }>;
}
