// What the generator takes and gives: the other side of `codegen/playground/src/tasks.rs`.

/** Texts of files by their paths, which have `/`. */
export type Files = Record<string, string>;

/** What to generate from. */
export interface Input {
  files: Files;
  /** The path of the one that is described by the others. */
  description: string;
  overlay: string;
  settings: string;
}

export type Task =
  | ({ task: "generate" } & Input)
  | { task: "compare"; name: string; base: Input; revision: Input }
  | { task: "repair"; title: string; overlay: string; action: string };

export interface Generated {
  package: string;
  title: string;
  version: string;
  firstCall: string;
  firstCallVariables: string[];
  /** What the command writes; none where a finding is an error. */
  files: Files | null;
  findings: Finding[];
  items: Item[];
  census: Census;
}

export interface Compared {
  /** A page; none where one of the descriptions has errors. */
  report: string | null;
  /** A section of a `CHANGELOG.md`. */
  changelog: string | null;
  changes: number | null;
  wire: string | null;
  rust: string | null;
  base: Finding[];
  revision: Finding[];
}

export interface Repaired {
  /** None where the overlay has no place for the action. */
  overlay: string | null;
}

export type Severity = "error" | "gap" | "warning" | "note";

/** Where something stands; a finding about no file has no place. */
export interface Spot {
  file: string | null;
  line: number | null;
  column: number | null;
  endColumn: number | null;
}

export interface Finding extends Spot {
  severity: Severity;
  code: string;
  message: string;
  help: string | null;
  /** An action of an overlay that would repair it. */
  overlay: string | null;
  related: (Spot & { message: string })[];
}

/** Lines of a file, from 1. */
export interface Passage {
  file: string;
  first: number;
  last: number;
}

export interface Item {
  kind: "operation" | "type";
  name: string;
  described: string;
  place: Passage | null;
  code: Passage[];
}

export interface Census {
  dialect: string;
  operations: number;
  degraded: number;
  skipped: number;
  leftOut: number;
  requests: number;
  types: number;
  inferredTypes: number;
  untyped: number;
  webhooks: number;
  web: number;
  inferred: number;
  observed: number;
  gaps: number;
}
