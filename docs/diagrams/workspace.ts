/**
 * A C4 model and its views, as `parse_workspace.ts` reads them and `drawing.ts` draws them.
 * Words are those of https://c4model.com and of Structurizr.
 */

export type ElementKind = "person" | "softwareSystem" | "container" | "component" | "element";

export interface ModelElement {
  readonly id: string;
  readonly kind: ElementKind;
  readonly name: string;
  readonly description: string;
  /** What C4 calls technology; of an `element`, its metadata. */
  readonly technology: string;
  readonly tags: readonly string[];
  /** The id of the software system or container that it is in. */
  readonly parent?: string | undefined;
  readonly group?: string | undefined;
  readonly properties: ReadonlyMap<string, string>;
  readonly line: number;
}

export interface Relationship {
  readonly from: string;
  readonly to: string;
  readonly description: string;
  readonly technology: string;
  readonly line: number;
}

export type ViewKind = "systemContext" | "container" | "component" | "custom";

export interface View {
  readonly kind: ViewKind;
  /** Names the picture's file. */
  readonly key: string;
  /** The software system or container that is looked into; a custom view has none. */
  readonly scope?: string | undefined;
  readonly title: string;
  /** Ids of what it shows, row by row and from left to right; an empty cell has none. */
  readonly rows: readonly (readonly (string | undefined)[])[];
}

export const SHAPES = ["Box", "RoundedBox", "Person", "Cylinder", "WebBrowser"] as const;
export type Shape = typeof SHAPES[number];

/** What elements with a tag look like; a later style overrides an earlier one. */
export interface ElementStyle {
  readonly tag: string;
  readonly shape?: Shape;
  readonly background?: string;
  readonly color?: string;
}

export interface Workspace {
  readonly name: string;
  readonly elements: ReadonlyMap<string, ModelElement>;
  readonly relationships: readonly Relationship[];
  readonly views: readonly View[];
  readonly styles: readonly ElementStyle[];
}
