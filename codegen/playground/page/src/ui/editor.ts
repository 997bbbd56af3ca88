// CodeMirror, as this page uses it: boxes to edit in, and texts to read.

import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { json } from "@codemirror/lang-json";
import { rust } from "@codemirror/lang-rust";
import { yaml } from "@codemirror/lang-yaml";
import { StreamLanguage, bracketMatching, foldGutter, indentOnInput, syntaxHighlighting } from "@codemirror/language";
import { toml } from "@codemirror/legacy-modes/mode/toml";
import { highlightSelectionMatches, search, searchKeymap } from "@codemirror/search";
import { EditorState, type Extension, StateEffect, StateField } from "@codemirror/state";
import { Decoration, type DecorationSet, EditorView, drawSelection, keymap, lineNumbers, placeholder } from "@codemirror/view";
import { classHighlighter } from "@lezer/highlight";

import type { Passage } from "../engine/tasks";

/** Past this a text isn't highlighted: parsing it would be felt. */
const MOST_HIGHLIGHTED = 3_000_000;

const markLines = StateEffect.define<{ first: number; last: number }>();

/** The lines that something else on the page is about. */
const marked = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(lines, transaction) {
    let now = transaction.docChanged ? lines.map(transaction.changes) : lines;
    for (const effect of transaction.effects) {
      if (!effect.is(markLines)) continue;
      const { doc } = transaction.state;
      const ranges = [];
      const { first, last } = effect.value;
      for (let n = first; n <= Math.min(last, first + 400, doc.lines); n++) {
        ranges.push(Decoration.line({ class: "marked" }).range(doc.line(n).from));
      }
      now = Decoration.set(ranges);
    }
    return now;
  },
  provide: (field) => EditorView.decorations.from(field),
});

function language(name: string, length: number): Extension {
  if (length > MOST_HIGHLIGHTED) return [];
  if (name.endsWith(".rs")) return rust();
  if (name.endsWith(".toml") || name.endsWith(".lock")) return StreamLanguage.define(toml);
  return name.endsWith(".json") ? json() : yaml();
}

interface Options {
  /** What it is called, for those who don't see it. */
  label: string;
  readOnly?: boolean;
  placeholder?: string;
  /** Somebody has edited the text. */
  edited?: () => void;
  /** Somebody has pasted a text in place of all that was there; says whether that is dealt with. */
  pasted?: (text: string) => boolean;
  /** Somebody has clicked or moved to a line. */
  moved?: (line: number) => void;
}

export class Editor {
  readonly #view: EditorView;
  readonly #options: Options;
  #isOwn = false;

  constructor(parent: HTMLElement, options: Options) {
    this.#options = options;
    this.#view = new EditorView({ parent, state: this.#state("", "") });
  }

  get text(): string {
    return this.#view.state.doc.toString();
  }

  get length(): number {
    return this.#view.state.doc.length;
  }

  /** Replaces all: as a file of that name is highlighted. */
  set(text: string, name: string): void {
    this.#view.setState(this.#state(text, name));
  }

  /** Replaces the text by one that an undo takes back. */
  replace(text: string): void {
    this.#view.dispatch({ changes: { from: 0, to: this.#view.state.doc.length, insert: text } });
  }

  focus(): void {
    this.#view.focus();
  }

  /** Shows lines, and marks them. */
  show({ first, last }: Pick<Passage, "first" | "last">): void {
    const { doc } = this.#view.state;
    const line = doc.line(Math.max(1, Math.min(first, doc.lines)));
    this.#isOwn = true;
    this.#view.dispatch({
      selection: { anchor: line.from },
      effects: [markLines.of({ first: line.number, last }), EditorView.scrollIntoView(line.from, { y: "start", yMargin: 40 })],
    });
    this.#isOwn = false;
  }

  #state(text: string, name: string): EditorState {
    const { label, readOnly, edited, pasted, moved } = this.#options;
    const told = EditorView.updateListener.of((update) => {
      if (update.docChanged) edited?.();
      else if (update.selectionSet && !this.#isOwn) {
        const { doc, selection } = update.state;
        moved?.(doc.lineAt(selection.main.head).number);
      }
    });
    const paste = EditorView.domEventHandlers({
      paste: ({ clipboardData }, { state: { doc, selection } }) => {
        const isAll = selection.main.from === 0 && selection.main.to === doc.length;
        return isAll && (pasted?.(clipboardData?.getData("text/plain") ?? "") ?? false);
      },
    });
    return EditorState.create({
      doc: text,
      extensions: [
        lineNumbers(),
        foldGutter(),
        history(),
        drawSelection(),
        indentOnInput(),
        bracketMatching(),
        highlightSelectionMatches(),
        search({ top: true }),
        syntaxHighlighting(classHighlighter),
        language(name, text.length),
        marked,
        keymap.of([...defaultKeymap, ...historyKeymap, ...searchKeymap]),
        EditorState.readOnly.of(readOnly ?? false),
        EditorView.cspNonce.of(NONCE),
        EditorView.contentAttributes.of({ "aria-label": label, spellcheck: "false", tabindex: "0" }),
        placeholder(this.#options.placeholder ?? ""),
        told,
        paste,
      ],
    });
  }
}
