import { css, html, nothing, type TemplateResult } from 'lit';
import type { Texts } from './training-texts';
import { spanText } from './training-texts';
import { secondsBetween, stagesOf, type Stage, type Training } from './trainings-model';

/**
 * The steps of a training and how far it is.
 *
 * @param now milliseconds since 1970 where it still runs
 */
export function renderProgress(texts: Texts, one: Training, now: number | null): TemplateResult {
  const stages = stagesOf(one);
  const running = now === null ? null : secondsBetween(one.started_at, new Date(now).toISOString());
  return html`<h3>${texts.t('trainings.steps')}</h3>
    <ol class="steps ${running === null ? '' : 'running'}">
      ${stages.map((stage) => renderStage(texts, stage))}
    </ol>
    ${
      running === null
        ? nothing
        : html`<p class="since number">
            ${texts.t('trainings.since', { span: spanText(texts, running) })}
          </p>`
    }`;
}

function renderStage(texts: Texts, { step, state, seconds, told }: Stage): TemplateResult {
  return html`<li class=${state} aria-current=${state === 'now' ? 'step' : 'false'}>
    <i aria-hidden="true">${state === 'done' ? '✓' : state === 'stopped' ? '✕' : ''}</i>
    <b>${texts.maybe('trainings.step', step)}</b>
    <span class="number">
      ${(state === 'done' || state === 'stopped') && seconds !== null ? spanText(texts, seconds) : nothing}
      <span class="sr">${texts.t(`trainings.step.state.${state}`)}</span>
    </span>
    <span class="last">${told}</span>
  </li>`;
}

export const progressStyles = css`
  .steps {
    display: grid;
    gap: 2px;
    margin: 12px 0 0;
    padding: 0;
    list-style: none;
  }
  .steps li {
    display: grid;
    grid-template-columns: 22px minmax(0, 1fr) auto;
    align-items: baseline;
    gap: 0 10px;
    padding: 6px 0;
  }
  .steps i {
    display: grid;
    place-content: center;
    width: 20px;
    height: 20px;
    border: 2px solid #b5c1bc;
    border-radius: 50%;
    font-size: 12px;
    font-style: normal;
    line-height: 1;
  }
  .steps .done i {
    border-color: #14562a;
    background: #dff1e3;
    color: #14562a;
  }
  .steps .stopped i {
    border-color: #8c2015;
    background: var(--danger-soft);
    color: #8c2015;
  }
  .steps .now i {
    border-color: var(--accent);
    border-block-start-color: transparent;
    animation: turn 1s linear infinite;
  }
  .steps .later b {
    color: var(--muted);
    font-weight: 400;
  }
  .steps .number {
    color: var(--muted);
  }
  .steps .last {
    grid-column: 2 / -1;
    color: var(--muted);
    font-size: 13px;
    overflow-wrap: anywhere;
  }
  /* Room for a line even while it says nothing: the steps below stay where they are. */
  .running .last {
    min-height: 20px;
  }
  .since {
    margin: 10px 0 0;
    color: var(--muted);
  }
  @keyframes turn {
    to {
      transform: rotate(1turn);
    }
  }
`;
