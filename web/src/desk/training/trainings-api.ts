import type { StaffApi } from '../api';
import type { Training, TrainingRow } from './trainings-model';

const BASE = '/api/trainer/trainings';

function urlOf(id: string): string {
  return `${BASE}/${encodeURIComponent(id)}`;
}

/** Newest first, without verdicts. Each call throws HttpError or UnreachableError. */
export async function fetchTrainings(api: StaffApi): Promise<TrainingRow[]> {
  return (await api.get<{ trainings: TrainingRow[] }>(BASE)).trainings;
}

export async function fetchTraining(api: StaffApi, id: string): Promise<Training> {
  return (await api.get<{ training: Training }>(urlOf(id))).training;
}

/** The last lines that a training said. */
export function fetchLog(api: StaffApi, id: string): Promise<string> {
  return api.text(`${urlOf(id)}/log`);
}

export async function startTraining(api: StaffApi, thorough: boolean): Promise<Training> {
  return (await api.send<{ training: Training }>('POST', BASE, { thorough })).training;
}

export function cancelTraining(api: StaffApi, id: string): Promise<unknown> {
  return api.send('POST', `${urlOf(id)}/cancel`, {});
}
