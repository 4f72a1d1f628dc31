import { html, nothing, type TemplateResult } from 'lit/html.js';
import type { Translator } from '../core/i18n';
import type { WidgetDepartment } from '../core/protocol';
import type { MoreKey } from '../locales/en';

type Words = Translator<MoreKey>;

export type SheetKind = 'new' | 'end' | 'erase' | 'mail' | 'ticket';

export interface SheetModel {
  kind: SheetKind;
  busy: boolean;
  /** What the server or the network said to the last try. */
  failure: string | null;
  /** Fields that are not right, by name. */
  wrong: Readonly<Record<string, string>>;
  departments: readonly WidgetDepartment[];
  department: string | null;
  onSubmit: (values: Record<string, string>) => void;
  onClose: () => void;
}

/** A question or a form that covers the log until it is answered. */
export function sheet(words: Words, model: SheetModel): TemplateResult {
  const { kind, busy } = model;
  return html`<form
    class="sheet"
    novalidate
    aria-labelledby="sheet-title"
    @submit=${(event: SubmitEvent) => {
      event.preventDefault();
      const data = new FormData(event.currentTarget as HTMLFormElement);
      const entries = [...data].map(([name, value]) => [name, String(value).trim()] as const);
      model.onSubmit(Object.fromEntries(entries));
    }}
  >
    <h3 id="sheet-title" tabindex="-1">${words.t(`${kind}.title`)}</h3>
    <p>${words.t(`${kind}.text`)}</p>
    ${kind === 'ticket' ? ticketFields(words, model) : nothing}
    ${kind === 'mail' ? emailField(words, model, 'mail.email') : nothing}
    ${model.failure ? html`<p class="wrong" role="alert">${model.failure}</p>` : nothing}
    <div class="buttons">
      <button class="action main ${kind === 'erase' ? 'grave' : ''}" ?disabled=${busy}>
        ${busy ? words.t('sheet.busy') : words.t(`${kind}.do`)}
      </button>
      <button class="action" type="button" @click=${model.onClose}>
        ${words.t('sheet.cancel')}
      </button>
    </div>
  </form>`;
}

function ticketFields(words: Words, model: SheetModel): TemplateResult {
  return html`<label>
      <span>${words.t('ticket.department')}</span>
      <select name="department">
        ${model.departments.map(
          ({ name, title }) =>
            html`<option value=${name} ?selected=${name === model.department}>${title}</option>`,
        )}
      </select>
    </label>
    ${field(words, model, 'subject', 'ticket.subject', {
      input: html`<input
        name="subject"
        id="f-subject"
        maxlength="200"
        required
        aria-invalid=${String('subject' in model.wrong)}
        aria-describedby="w-subject"
      />`,
    })}
    <label for="f-details"><span>${words.t('ticket.details')}</span></label>
    <textarea
      name="details"
      id="f-details"
      rows="4"
      maxlength="3800"
      aria-describedby="h-details"
    ></textarea>
    <p class="help" id="h-details">${words.t('ticket.secret')}</p>
    ${emailField(words, model, 'ticket.email')}`;
}

function emailField(words: Words, model: SheetModel, label: MoreKey): TemplateResult {
  return field(words, model, 'email', label, {
    input: html`<input
      name="email"
      id="f-email"
      type="email"
      inputmode="email"
      autocomplete="email"
      maxlength="254"
      required
      aria-invalid=${String('email' in model.wrong)}
      aria-describedby="w-email"
    />`,
  });
}

function field(
  words: Words,
  model: SheetModel,
  name: string,
  label: MoreKey,
  { input }: { input: TemplateResult },
): TemplateResult {
  const wrong = model.wrong[name];
  return html`<label for="f-${name}"><span>${words.t(label)}</span></label>
    ${input}
    <p class="wrong" id="w-${name}">${wrong ?? nothing}</p>`;
}

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]{2,}$/;

/** What is not right in a form, before the server is asked. */
export function mistakes(
  words: Words,
  kind: SheetKind,
  values: Readonly<Record<string, string>>,
): Record<string, string> {
  const wrong: Record<string, string> = {};
  if (kind === 'ticket' && !values['subject']) wrong['subject'] = words.t('form.required');
  if (kind === 'ticket' || kind === 'mail') {
    const email = values['email'] ?? '';
    if (email === '') wrong['email'] = words.t('form.required');
    else if (!EMAIL.test(email)) wrong['email'] = words.t('form.email');
  }
  return wrong;
}
