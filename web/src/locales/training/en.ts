/** The texts of the trainer's workbench in English; the other languages have the same keys. */
export const training = {
  tabs: 'Parts of the workbench',
  'tab.inbox': 'Inbox',
  'tab.trainings': 'Trainings',
  'tab.models': 'Models',
  'tab.data': 'Data',
  'tab.why': 'Why',
} as const;

export type TrainingKey = keyof typeof training;
