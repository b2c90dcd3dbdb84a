// How the editor looks: the tokens of the page, which reach into the shadow root by inheritance.
import { HighlightStyle } from "@codemirror/language";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

/** What the words of YAML's reader are here. */
export const tokens = { atom: tags.propertyName, content: tags.content, def: tags.punctuation, keyword: tags.bool };

/** The colours of YAML. */
export const colours = HighlightStyle.define([
  { tag: tags.propertyName, color: "var(--code-key)" },
  { tag: [tags.string, tags.content], color: "var(--code-string)" },
  { tag: [tags.number, tags.bool], color: "var(--code-number)" },
  { tag: [tags.comment, tags.meta, tags.punctuation], color: "var(--text-muted)" },
]);

const sign = (drawing) =>
  `url("data:image/svg+xml,${encodeURIComponent(
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke="black" stroke-width="2" stroke-linecap="round" stroke-linejoin="round">${drawing}</svg>`,
  )}")`;
const CIRCLE = '<circle cx="12" cy="12" r="10"/>';
const marker = (drawing, colour) => ({
  content: "normal",
  WebkitMask: `${sign(drawing)} center / 14px no-repeat`,
  mask: `${sign(drawing)} center / 14px no-repeat`,
  backgroundColor: colour,
});
const range = (line, colour) => ({
  backgroundImage: "none",
  paddingBottom: 0,
  textDecoration: `underline ${line} ${colour} 1.2px`,
  textDecorationSkipInk: "none",
  textUnderlineOffset: "4px",
});

/** Everything else. */
export const theme = EditorView.theme({
  "&": { height: "100%", font: "var(--type-editor)", color: "var(--text)", backgroundColor: "var(--surface-panel)" },
  // The page draws the ring, around the gutters too.
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { font: "inherit", overscrollBehavior: "contain" },
  ".cm-content": { padding: "var(--space-8) 0", caretColor: "var(--text)" },
  ".cm-line": { padding: "0 var(--space-16) 0 var(--space-6)" },
  ".cm-cursor": { borderLeftColor: "var(--text)", borderLeftWidth: "2px" },
  ".cm-gutters": { border: 0, color: "var(--text-muted)", backgroundColor: "var(--surface-panel)", fontVariantNumeric: "tabular-nums" },
  ".cm-lineNumbers .cm-gutterElement": { padding: "0 var(--space-6) 0 var(--space-12)", minWidth: "3ch" },
  ".cm-activeLine": { backgroundColor: "color-mix(in srgb, var(--surface-hover) 60%, transparent)" },
  ".cm-activeLineGutter": { backgroundColor: "var(--surface-hover)", color: "var(--text)" },
  ".cm-picked-line, .cm-picked-line.cm-activeLine": { backgroundColor: "var(--surface-selected)" },
  ".cm-picked": { boxShadow: "0 0 0 1px var(--accent-mark)", borderRadius: "var(--radius-4)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": { background: "var(--accent-soft)" },
  ".cm-selectionMatch": { backgroundColor: "var(--surface-press)" },
  ".cm-searchMatch": { backgroundColor: "var(--wait-soft)", outline: "1px solid var(--wait-line)" },
  ".cm-searchMatch-selected": { backgroundColor: "var(--accent-soft)" },

  ".cm-gutter-lint": { width: "20px" },
  ".cm-gutter-lint .cm-gutterElement": { padding: 0, display: "grid", placeItems: "center" },
  ".cm-lint-marker": { width: "16px", height: "16px" },
  ".cm-lint-marker-error": marker(`${CIRCLE}<path d="m15 9-6 6M9 9l6 6"/>`, "var(--bad-text)"),
  ".cm-lint-marker-warning": marker('<path d="m21.7 18-8-14a2 2 0 0 0-3.5 0l-8 14A2 2 0 0 0 4 21h16a2 2 0 0 0 1.7-3M12 9v4M12 17h0"/>', "var(--wait-text)"),
  ".cm-lint-marker-info": marker(`${CIRCLE}<path d="M12 16v-4M12 8h0"/>`, "var(--accent-text)"),
  ".cm-lint-marker-hint": marker(`${CIRCLE}<path d="M12 16v-4M12 8h0"/>`, "var(--text-muted)"),
  ".cm-lintRange-error": range("wavy", "var(--bad-text)"),
  ".cm-lintRange-warning": range("wavy", "var(--wait-text)"),
  ".cm-lintRange-info": range("wavy", "var(--accent-text)"),
  ".cm-lintRange-hint": range("dotted", "var(--text-muted)"),
  ".cm-lintRange-active": { backgroundColor: "var(--surface-selected)" },
  ".cm-lintPoint-error:after": { borderBottomColor: "var(--bad-text)" },
  ".cm-lintPoint-warning:after": { borderBottomColor: "var(--wait-text)" },
  ".cm-lintPoint-info:after": { borderBottomColor: "var(--accent-text)" },
  ".cm-lintPoint-hint:after": { borderBottomColor: "var(--text-muted)" },

  ".cm-tooltip": { border: "var(--edge) solid var(--line)", borderRadius: "var(--radius-8)", backgroundColor: "var(--surface-raised)", color: "var(--text)", boxShadow: "var(--shadow-float)", font: "var(--type-small)", overflow: "hidden", maxWidth: "min(440px, 90vw)" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { font: "var(--type-editor)", maxHeight: "240px" },
  ".cm-tooltip-autocomplete > ul > li": { padding: "var(--space-4) var(--space-8)" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]": { backgroundColor: "var(--surface-selected)", color: "var(--text)" },
  ".cm-completionMatchedText": { textDecoration: "none", fontWeight: 600 },
  ".cm-completionDetail": { font: "var(--type-tiny)", fontStyle: "normal", color: "var(--text-muted)", marginInlineStart: "var(--space-12)" },
  ".cm-completionInfo": { padding: "var(--space-8) var(--space-12)", maxWidth: "320px" },
  ".cm-field": { padding: "var(--space-8) var(--space-12)", display: "grid", gap: "var(--space-4)" },
  ".cm-field-name": { font: "var(--type-editor)", fontWeight: 600 },
  ".cm-field-note, .cm-help": { color: "var(--text-muted)" },
  ".cm-diagnostic": { padding: "var(--space-8) var(--space-12)", borderLeft: 0 },
  ".cm-diagnostic:not(:last-child)": { borderBottom: "var(--edge) solid var(--line-faint)" },
  ".cm-diagnosticText": { whiteSpace: "normal" },
  ".cm-rule": { color: "var(--accent-text)" },
  ".cm-diagnostic code, .cm-field code, .cm-rule": { font: "var(--type-block)" },
  ".cm-diagnosticAction": { font: "var(--type-small)", margin: "var(--space-6) var(--space-6) 0 0", padding: "var(--space-2) var(--space-8)", minHeight: "24px", color: "var(--text)", backgroundColor: "var(--surface-panel)", border: "var(--edge) solid var(--line-strong)", borderRadius: "var(--radius-6)", cursor: "pointer" },

  ".cm-panels": { backgroundColor: "var(--surface-sunken)", color: "var(--text)", borderColor: "var(--line)" },
  ".cm-panel.cm-search": { padding: "var(--space-8) var(--space-12)", font: "var(--type-small)" },
  ".cm-textfield": { font: "var(--type-small)", color: "var(--text)", backgroundColor: "var(--surface-panel)", border: "var(--edge) solid var(--line-control)", borderRadius: "var(--radius-6)", padding: "var(--space-4) var(--space-8)" },
  ".cm-button": { font: "var(--type-small)", color: "var(--text)", backgroundImage: "none", backgroundColor: "var(--surface-panel)", border: "var(--edge) solid var(--line-strong)", borderRadius: "var(--radius-6)", padding: "var(--space-4) var(--space-8)" },
  ".cm-panel.cm-search [name=close]": { color: "var(--text)", width: "24px", height: "24px" },
  ".cm-panel input[type=checkbox]": { accentColor: "var(--accent-solid)" },
});
