import type { StaffApi } from '../api';
import type { Models } from './models-model';

const BASE = '/api/trainer/models';

/** Each call throws HttpError or UnreachableError. */
export function fetchModels(api: StaffApi): Promise<Models> {
  return api.get<Models>(BASE);
}

/** @param reason why, though the gate refuses it: administrators only */
export function promoteModel(api: StaffApi, model: string, reason?: string): Promise<unknown> {
  return api.send('POST', `${BASE}/promote`, { model, ...(reason ? { reason } : {}) });
}

/** @param insteadOf the model that one means to leave: it fails where another one is served */
export function goBack(api: StaffApi, insteadOf: string): Promise<{ model: string }> {
  return api.send('POST', `${BASE}/rollback`, { instead_of: insteadOf });
}
