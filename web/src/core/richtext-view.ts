import { html, type TemplateResult } from 'lit/html.js';
import { parseText, type Inline } from './richtext';

function inline(piece: Inline): TemplateResult | string {
  switch (piece.kind) {
    case 'link':
      return html`<a href=${piece.href} target="_blank" rel="noopener noreferrer nofollow"
        >${piece.text}</a
      >`;
    case 'code':
      return html`<code>${piece.text}</code>`;
    default:
      return piece.text;
  }
}

/** Text of people as elements; what they typed is only ever set as text. */
export function richText(text: string): TemplateResult[] {
  return parseText(text).map((block) =>
    block.kind === 'code'
      ? html`<pre tabindex="0"><code>${block.text}</code></pre>`
      : html`<p>${block.inlines.map(inline)}</p>`,
  );
}
