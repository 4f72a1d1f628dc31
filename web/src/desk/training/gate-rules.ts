import { css, html, nothing, type TemplateResult } from 'lit';
import { intentText, numberText, shareText, type Texts } from './training-texts';
import type { Matter, Ruling } from './verdict-model';

/** The rules of the gate, each in a sentence, with what it is about. */
export function renderGate(texts: Texts, rules: readonly Ruling[]): TemplateResult {
  return html`<ul class="gate">
    ${rules.map((rule) => renderRule(texts, rule))}
  </ul>`;
}

function renderRule(texts: Texts, rule: Ruling): TemplateResult {
  const { passed, about, more } = rule;
  return html`<li class=${passed ? 'holds' : 'refuses'}>
    <span class="chip ${passed ? 'good' : 'bad'}">
      ${texts.t(passed ? 'gate.holds' : 'gate.refuses')}
    </span>
    <div>
      <b>${texts.maybe('gate.rule', rule.rule)}</b>
      <p>${sentence(texts, rule)}</p>
      ${
        about.length > 0
          ? html`<details ?open=${!passed}>
              <summary>${texts.n(`gate.about.${groupOf(rule.rule)}`, about.length + more)}</summary>
              <ul class="about" tabindex="0">
                ${about.map((one) => html`<li>${renderMatter(texts, rule.rule, one)}</li>`)}
              </ul>
              ${more > 0 ? html`<p class="more">${texts.n('gate.more', more)}</p>` : nothing}
            </details>`
          : nothing
      }
    </div>
  </li>`;
}

const GROUPS = ['intents', 'labels', 'matters', 'conversations'] as const;

function groupOf(rule: string): (typeof GROUPS)[number] | 'accuracy' {
  return GROUPS.find((name) => name === rule) ?? 'accuracy';
}

function sentence(texts: Texts, { rule, value, limit, passed }: Ruling): string {
  const points = (number: number): string => numberText(texts, Math.abs(number));
  switch (rule) {
    case 'accuracy':
      return texts.t(
        (value ?? 0) > 0
          ? 'gate.accuracy.fell'
          : (value ?? 0) < 0
            ? 'gate.accuracy.rose'
            : 'gate.accuracy.same',
        { value: points(value ?? 0), limit: points(limit) },
      );
    case 'intents':
      return texts.t((value ?? 0) > 0 ? 'gate.intents.fell' : 'gate.intents.none', {
        value: points(value ?? 0),
        limit: points(limit),
      });
    case 'out_of_scope':
      return value === null
        ? texts.t('gate.out_of_scope.none')
        : texts.t('gate.out_of_scope.share', {
            value: shareText(texts, value),
            limit: shareText(texts, limit),
          });
    case 'labels':
    case 'matters':
      return texts.t(`gate.${rule}.${(value ?? 0) > 0 ? 'share' : 'none'}`, {
        value: shareText(texts, value),
        limit: shareText(texts, limit),
      });
    case 'conversations':
      return passed
        ? texts.t('gate.conversations.none')
        : texts.n('gate.conversations', value ?? 0);
    default:
      return texts.t('gate.other', { value: points(value ?? 0), limit: points(limit) });
  }
}

function renderMatter(texts: Texts, rule: string, one: Matter): TemplateResult {
  const word = (name: string): string => String(one[name] ?? '');
  const share = (name: string): string => shareText(texts, Number(one[name] ?? 0));
  switch (rule) {
    case 'intents':
      return html`${texts.t('gate.matter.intent', {
        intent: intentText(texts, word('intent')),
        before: share('before'),
        after: share('after'),
        points: numberText(texts, Number(one['points'] ?? 0)),
        n: Number(one['messages'] ?? 0),
      })}`;
    case 'conversations':
      return html`<span class="code">${word('name')}</span>`;
    case 'labels':
    case 'matters':
      return html`<q>${word('text')}</q>
        <span class="said">
          ${texts.t('gate.matter.label', {
            label: intentText(texts, word('label')),
            intent: intentText(texts, word('intent')),
            share: share('confidence'),
          })}
          ${one['place'] ? html`<span class="code">${word('place')}</span>` : nothing}
        </span>`;
    default:
      return html`<q>${word('text')}</q>
        <span class="said">
          ${texts.t('gate.matter.broken', {
            label: intentText(texts, word('label')),
            intent: intentText(texts, word('after')),
            share: share('after_confidence'),
          })}
        </span>`;
  }
}

export const gateStyles = css`
  .gate,
  .about {
    margin: 10px 0 0;
    padding: 0;
    list-style: none;
  }
  .gate > li {
    display: grid;
    grid-template-columns: 86px minmax(0, 1fr);
    gap: 10px;
    padding: 10px 0;
    border-block-start: 1px solid #edf1ef;
  }
  .gate > li:first-child {
    border: 0;
  }
  .gate > li > .chip {
    justify-content: center;
    align-self: start;
  }
  .gate p {
    margin: 0;
  }
  .about {
    display: grid;
    gap: 6px;
    margin-block: 6px 2px;
    padding-inline-start: 12px;
    border-inline-start: 3px solid var(--line);
    max-height: 300px;
    overflow-y: auto;
  }
  .about q {
    overflow-wrap: anywhere;
  }
  .about .said,
  .gate .more {
    display: block;
    color: var(--muted);
    font-size: 13px;
  }
  @media (max-width: 560px) {
    .gate > li {
      grid-template-columns: minmax(0, 1fr);
      gap: 4px;
    }
    .gate > li > .chip {
      justify-self: start;
    }
  }
`;
