import type { StaffApi } from '../api';
import { queryOf, type Question, type Report } from './model';

function url(name: string, question: Question, language: string): string {
  return `/api/staff/reports/${name}?${queryOf(question, language)}`;
}

/** Throws HttpError or UnreachableError. */
export function fetchReport(
  api: StaffApi,
  name: string,
  question: Question,
  language: string,
): Promise<Report> {
  return api.get<Report>(url(name, question, language));
}

/** Where the same figures are for a spreadsheet. */
export function csvUrl(name: string, question: Question, language: string): string {
  return url(`${name}.csv`, question, language);
}
